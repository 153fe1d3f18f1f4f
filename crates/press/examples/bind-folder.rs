//! Binds a folder of wiki pages in every format, to look at the books and to see what
//! they cost: `bind-folder FOLDER OUTPUT [FORMAT…]`. The report is printed as JSON. With
//! `typst` for a format, OUTPUT gets what the typesetting engine would get.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use relieur_application::ports::BindRequest;
use relieur_book::read::unillustrated;
use relieur_domain::wiki::{FetchStrategy, SnapshotFile, WikiRef, WikiSnapshot};
use relieur_domain::{ExportOptions, Formats};
use relieur_press::press::{bind, typst_source};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, output, formats @ ..] = arguments.as_slice() else {
        return Err("bind-folder FOLDER OUTPUT [FORMAT…]".into());
    };
    let only_source = formats == ["typst"];
    let formats = match formats {
        _ if only_source => Formats::parse(["pdf"])?,
        [] => Formats::all(),
        some => Formats::parse(some.iter().map(String::as_str))?,
    };
    fs::create_dir_all(output)?;
    let mut files = Vec::new();
    collect(Path::new(folder), "", &mut files)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let stage = tempfile::tempdir()?;
    for (number, file) in files.iter_mut().enumerate() {
        let stored = number.to_string();
        fs::copy(&file.stored, stage.path().join(&stored))?;
        file.stored = stored;
    }
    let snapshot = WikiSnapshot {
        wiki: WikiRef::Folder { path: folder.clone() },
        commit: None,
        committed_at: None,
        strategy: FetchStrategy::Folder,
        files,
        contributors: Vec::new(),
        repository: None,
        warnings: Vec::new(),
    };
    fs::write(stage.path().join(WikiSnapshot::FILE_NAME), serde_json::to_vec(&snapshot)?)?;
    let request = BindRequest {
        snapshot: stage.path().to_owned(),
        options: ExportOptions::of(formats),
        output: output.into(),
        stem: "book".to_owned(),
    };
    if only_source {
        for (path, bytes) in typst_source(&request, &unillustrated)? {
            let path = request.output.join(path.trim_start_matches('/'));
            fs::create_dir_all(path.parent().unwrap_or(&request.output))?;
            fs::write(path, bytes)?;
        }
        return Ok(());
    }
    let binding = bind(&request, &unillustrated, &(Arc::new(|_| {}) as _))?;
    println!("{}", serde_json::to_string_pretty(&binding)?);
    Ok(())
}

/// Every file under `folder`; `stored` is its path on this machine for now.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<SnapshotFile>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let metadata = fs::metadata(entry.path())?;
        if metadata.is_dir() {
            if entry.file_name() != ".git" {
                collect(&entry.path(), &format!("{path}/"), files)?;
            }
        } else {
            files.push(SnapshotFile {
                path,
                stored: entry.path().to_string_lossy().into_owned(),
                bytes: metadata.len(),
                history: None,
            });
        }
    }
    Ok(())
}
