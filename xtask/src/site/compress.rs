//! Compressed forms beside the files, made once instead of for every request.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

use super::folders::files_below;

/// What shrinks; pictures and fonts are compressed already.
const WORTH_IT: [&str; 7] = ["css", "js", "json", "svg", "txt", "wasm", "webmanifest"];

/// Below this the headers of an answer weigh more, in bytes.
const SMALLEST: usize = 1_000;

/// Writes `.br` and `.gz` beside every file that gains by it.
pub fn all_below(folder: &Path) -> Result<()> {
    for file in files_below(folder)? {
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if !WORTH_IT.contains(&ending) {
            continue;
        }
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        if content.len() < SMALLEST {
            continue;
        }
        keep_if_smaller(&beside(&file, "br"), &brotli(&content)?, content.len())?;
        keep_if_smaller(&beside(&file, "gz"), &gzip(&content)?, content.len())?;
    }
    Ok(())
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn keep_if_smaller(path: &Path, compressed: &[u8], plain: usize) -> Result<()> {
    if compressed.len() >= plain {
        return Ok(());
    }
    let mut file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(compressed).with_context(|| format!("cannot write {}", path.display()))
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: content.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

/// Without a time or name in it, so that the same input gives the same bytes.
fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    writer.write_all(content)?;
    Ok(writer.finish()?)
}
