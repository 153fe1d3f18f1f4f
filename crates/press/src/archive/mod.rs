//! The Markdown archive: the wiki's own files, with links that work among them.
//!
//! Pages keep every byte but the addresses of their links, so that nothing an author
//! wrote is lost and the archive opens in GitHub, Obsidian or a file browser. It also
//! holds every attachment, a table of contents and `wiki.json`.

mod contents;
mod names;
mod splice;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use relieur_book::read::{Brought, PageSource, Reading};
use relieur_domain::Timestamp;
use relieur_domain::wiki::{SnapshotFile, WikiSnapshot};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use self::names::Names;

/// Why an archive could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The disk refused it.
    #[error("the archive could not be written")]
    Write(#[source] io::Error),
    /// The ZIP format refused it.
    #[error("{name} could not be put into the archive")]
    Entry {
        /// The file's name in the archive.
        name: String,
        /// The cause.
        #[source]
        source: zip::result::ZipError,
    },
    /// A file of the snapshot is gone.
    #[error("the fetched file of {path} could not be read")]
    File {
        /// Its path in the wiki.
        path: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

/// What an entry is made of.
enum Content<'a> {
    Page(&'a PageSource),
    Attachment(&'a SnapshotFile),
    Brought(&'a Brought),
    Text(String),
}

/// Writes the archive to `to`. The same reading gives the same bytes. `progress` hears
/// how many pages are written and how many there are.
///
/// # Errors
///
/// When a file of the snapshot cannot be read or the archive cannot be written.
pub fn write(
    reading: &Reading,
    snapshot_dir: &Path,
    snapshot: &WikiSnapshot,
    to: &Path,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), ArchiveError> {
    let mut names = Names::new(snapshot.files.iter().map(|file| file.path.as_str()));
    reading.brought.iter().for_each(|image| names.add_brought(image));
    let table_name = if names.has("README.md") { "CONTENTS.md" } else { "README.md" };
    let table_name = names.free(table_name);
    let description_name = names.free("wiki.json");
    let mut entries: BTreeMap<&str, Content<'_>> = BTreeMap::new();
    for source in &reading.sources {
        if let Some(name) = names.of(&source.path) {
            entries.insert(name, Content::Page(source));
        }
    }
    for file in &snapshot.files {
        if let Some(name) = names.of(&file.path) {
            entries.entry(name).or_insert(Content::Attachment(file));
        }
    }
    for image in &reading.brought {
        if let Some(name) = names.of_brought(&image.url) {
            entries.insert(name, Content::Brought(image));
        }
    }
    entries.insert(&table_name, Content::Text(contents::table(&reading.book, &names, &table_name)));
    entries.insert(&description_name, Content::Text(contents::description(reading, snapshot, &names)));

    let file = File::create(to).map_err(ArchiveError::Write)?;
    let mut zip = ZipWriter::new(BufWriter::new(file));
    let date = date_of(snapshot.committed_at);
    let mut done = 0;
    progress(0, reading.pages);
    for (name, content) in entries {
        let bytes = match &content {
            Content::Text(text) => text.as_bytes().to_vec(),
            Content::Page(source) => splice::spliced(source, &names),
            Content::Attachment(file) => fs::read(snapshot_dir.join(&file.stored))
                .map_err(|source| ArchiveError::File { path: file.path.clone(), source })?,
            Content::Brought(image) => fs::read(snapshot_dir.join(&image.stored))
                .map_err(|source| ArchiveError::File { path: image.url.clone(), source })?,
        };
        put(&mut zip, name, &bytes, date)?;
        if matches!(content, Content::Page(source) if source.chapter.is_some()) {
            done += 1;
            progress(done, reading.pages);
        }
    }
    let mut file = zip.finish().map_err(|source| ArchiveError::Entry { name: "the index".into(), source })?;
    file.flush().map_err(ArchiveError::Write)
}

fn put(zip: &mut ZipWriter<BufWriter<File>>, name: &str, bytes: &[u8], date: DateTime) -> Result<(), ArchiveError> {
    let method = if is_compressed(name) { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(date)
        .unix_permissions(0o644)
        .large_file(u32::try_from(bytes.len()).is_err());
    let failed = |source| ArchiveError::Entry { name: name.to_owned(), source };
    zip.start_file(name, options).map_err(failed)?;
    zip.write_all(bytes).map_err(ArchiveError::Write)
}

/// Formats that deflate would not make smaller.
fn is_compressed(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(
        ending.as_str(),
        "png"
            | "jpg"
            | "jpeg"
            | "gif"
            | "webp"
            | "avif"
            | "zip"
            | "gz"
            | "tgz"
            | "bz2"
            | "xz"
            | "7z"
            | "zst"
            | "mp4"
            | "webm"
            | "mov"
            | "mp3"
            | "ogg"
            | "docx"
            | "xlsx"
            | "pptx"
            | "odt"
            | "epub"
            | "jar"
            | "woff2"
    )
}

/// The commit's date as ZIP can tell it: between 1980 and 2107, else its beginning.
fn date_of(committed_at: Option<Timestamp>) -> DateTime {
    use chrono::{Datelike, Timelike};
    committed_at
        .and_then(|at| {
            let part = |number: u32| u8::try_from(number).ok();
            let year = u16::try_from(at.year()).ok().filter(|year| (1980..=2107).contains(year))?;
            let date = (part(at.month())?, part(at.day())?);
            let time = (part(at.hour())?, part(at.minute())?, part(at.second().min(59))?);
            DateTime::from_date_and_time(year, date.0, date.1, time.0, time.1, time.2).ok()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
