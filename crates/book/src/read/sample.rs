//! Small wikis for tests. What goes wrong here is a fault of the test, and panics.

#![expect(clippy::missing_panics_doc, reason = "said above")]

use std::fs;
use std::path::Path;

use relieur_domain::ExportOptions;
use relieur_domain::wiki::{FetchStrategy, SnapshotFile, WikiRef, WikiSnapshot};
use tempfile::TempDir;

use crate::memory::Memory;

use super::{Illustrate, ReadError, Reading, read, unillustrated};

/// A snapshot of files nobody reads.
pub fn snapshot_of(paths: &[&str]) -> WikiSnapshot {
    WikiSnapshot {
        wiki: WikiRef::parse("o/r", &relieur_domain::GitHubHost::default()).expect("a wiki"),
        commit: Some("0123456789abcdef0123456789abcdef01234567".into()),
        committed_at: "2024-05-06T07:08:09Z".parse().ok(),
        strategy: FetchStrategy::Git,
        files: paths
            .iter()
            .enumerate()
            .map(|(number, path)| SnapshotFile {
                path: (*path).into(),
                stored: format!("f{number}"),
                bytes: 0,
                history: None,
            })
            .collect(),
        contributors: Vec::new(),
        repository: None,
        warnings: Vec::new(),
    }
}

/// A snapshot on disk.
pub struct Sample {
    /// Where its files are.
    pub folder: TempDir,
    /// Its description.
    pub snapshot: WikiSnapshot,
}

impl Sample {
    /// The wiki of `o/r` with these files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
        Self::of_bytes(&files)
    }

    /// The wiki of `o/r` with these files.
    pub fn of_bytes(files: &[(&str, &[u8])]) -> Self {
        let mut files = files.to_vec();
        files.sort();
        let mut snapshot = snapshot_of(&files.iter().map(|(path, _)| *path).collect::<Vec<_>>());
        let folder = tempfile::tempdir().expect("a folder");
        for ((_, bytes), file) in files.iter().zip(&mut snapshot.files) {
            file.bytes = bytes.len() as u64;
            fs::write(folder.path().join(&file.stored), bytes).expect("a file");
        }
        Self { folder, snapshot }
    }

    /// A folder of this machine as a snapshot.
    pub fn of_folder(root: &Path) -> Self {
        fn walk(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    walk(root, &path, files);
                } else {
                    let name = path.strip_prefix(root).expect("inside").to_string_lossy().replace('\\', "/");
                    files.push((name, fs::read(&path).expect("a file")));
                }
            }
        }
        let mut files = Vec::new();
        walk(root, root, &mut files);
        let files: Vec<_> = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        Self::of_bytes(&files)
    }

    /// Reads it.
    pub fn read(&self) -> Reading {
        self.read_with(&unillustrated)
    }

    /// Reads it with somebody to bring images.
    pub fn read_with(&self, illustrate: Illustrate<'_>) -> Reading {
        read(self.folder.path(), &self.snapshot, &ExportOptions::default(), &Memory::default(), illustrate, &|_, _| {})
            .expect("a reading")
    }

    /// Reads it as `options` say, with nobody to bring images.
    ///
    /// # Errors
    ///
    /// As [`read`].
    pub fn read_as(&self, options: &ExportOptions) -> Result<Reading, ReadError> {
        read(self.folder.path(), &self.snapshot, options, &Memory::default(), &unillustrated, &|_, _| {})
    }
}

/// A PNG of one pixel.
pub const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53, 0xDE, 0x00, 0x00, 0x00, 0x0C, 0x49,
    0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0xF8, 0xCF, 0xC0, 0x00, 0x00, 0x03, 0x01, 0x01, 0x00, 0xC9, 0xFE, 0x92, 0xEF,
    0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
];
