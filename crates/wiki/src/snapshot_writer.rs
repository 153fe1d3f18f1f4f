//! Writes a snapshot: the wiki's files under numbers of ours, then the description.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use relieur_domain::report::Warning;
use relieur_domain::wiki::pages::{PageIndex, Role, role_of};
use relieur_domain::wiki::{FetchStrategy, SnapshotFile, WikiSnapshot};
use relieur_domain::{Timestamp, WikiRef};

use crate::config::Limits;
use crate::history::WikiHistory;
use crate::paths;

/// The folder of the files, inside the snapshot's.
const FILES: &str = "files";
/// More warnings than anybody reads are counted and not kept.
const MOST_WARNINGS: usize = 200;

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SnapshotFailure {
    #[error("the wiki holds no page")]
    NoPage,
    #[error("the wiki holds more than {0} files")]
    TooManyFiles(usize),
    #[error("the wiki's files are larger than {0} bytes together")]
    TooLarge(u64),
    #[error("{} could not be written: {source}", path.display())]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

/// What the snapshot is of.
#[derive(Debug)]
pub(crate) struct Origin {
    pub wiki: WikiRef,
    pub strategy: FetchStrategy,
    pub commit: Option<String>,
    pub committed_at: Option<Timestamp>,
}

/// Takes files one by one and says which it left out, and why.
pub(crate) struct SnapshotWriter {
    folder: PathBuf,
    limits: Limits,
    files: Vec<SnapshotFile>,
    taken: HashSet<String>,
    bytes: u64,
    history: WikiHistory,
    warnings: Vec<Warning>,
    more_warnings: usize,
}

impl SnapshotWriter {
    /// Begins in `folder`, which exists; files of an attempt that failed go.
    pub(crate) fn new(folder: &Path, limits: Limits) -> Result<Self, SnapshotFailure> {
        let files = folder.join(FILES);
        if files.exists() {
            fs::remove_dir_all(&files).map_err(|source| SnapshotFailure::Write { path: files.clone(), source })?;
        }
        fs::create_dir_all(&files).map_err(|source| SnapshotFailure::Write { path: files, source })?;
        Ok(Self {
            folder: folder.to_owned(),
            limits,
            files: Vec::new(),
            taken: HashSet::new(),
            bytes: 0,
            history: WikiHistory::default(),
            warnings: Vec::new(),
            more_warnings: 0,
        })
    }

    /// Whether a file at `path` with `bytes` bytes is to be read at all. Hidden files
    /// are left out silently, all others that are left out with a warning.
    pub(crate) fn wants(&mut self, path: &str, bytes: u64) -> bool {
        if !self.admits(path) {
            return false;
        }
        if bytes > self.limits.file_bytes {
            let limit = self.limits.file_bytes / 1_000_000;
            self.warn(path, "file_too_large", format!("“{path}” is larger than {limit} MB and was left out."));
            return false;
        }
        true
    }

    /// Whether `path` may be in a snapshot; links and submodules are asked about too,
    /// so that hidden ones stay silent.
    pub(crate) fn admits(&mut self, path: &str) -> bool {
        if let Err(fault) = paths::check(path) {
            self.warn(
                &paths_shown(path),
                "path_refused",
                format!("A file was left out because its path “{}” {fault}.", paths_shown(path)),
            );
            return false;
        }
        if role_of(path) == Role::Hidden {
            return false;
        }
        if self.taken.contains(path) {
            self.warn(path, "path_refused", format!("A second file with the path “{path}” was left out."));
            return false;
        }
        true
    }

    /// Stores a file that is wanted.
    pub(crate) fn add(&mut self, path: &str, content: &[u8]) -> Result<(), SnapshotFailure> {
        if paths::is_lfs_pointer(content) {
            self.warn(
                path,
                "lfs",
                format!("“{path}” is kept in Git LFS and not in the wiki itself, so it was left out."),
            );
            return Ok(());
        }
        if self.files.len() >= self.limits.files {
            return Err(SnapshotFailure::TooManyFiles(self.limits.files));
        }
        self.bytes += content.len() as u64;
        if self.bytes > self.limits.total_bytes {
            return Err(SnapshotFailure::TooLarge(self.limits.total_bytes));
        }
        let stored = format!("{FILES}/{:06}", self.files.len() + 1);
        let target = self.folder.join(&stored);
        fs::write(&target, content).map_err(|source| SnapshotFailure::Write { path: target, source })?;
        self.taken.insert(path.to_owned());
        self.files.push(SnapshotFile { path: path.to_owned(), stored, bytes: content.len() as u64, history: None });
        Ok(())
    }

    /// Takes what the history tells of the files.
    pub(crate) fn set_history(&mut self, mut history: WikiHistory) {
        if let Some(cut) = history.cut.take() {
            self.warn("", "history", cut);
        }
        self.history = history;
    }

    /// Notes that the symbolic link at `path` was refused: it may lead anywhere.
    pub(crate) fn warn_of_link(&mut self, path: &str) {
        self.warn(path, "symlink_refused", format!("“{path}” is a symbolic link and was left out."));
    }

    /// Notes that the name of the file at `path` is not UTF-8.
    pub(crate) fn warn_of_name(&mut self, path: &str) {
        self.warn(path, "odd_name", format!("The name of “{path}” is not valid UTF-8; links to it may not be found."));
    }

    /// Notes something a reader of the report should know.
    pub(crate) fn warn(&mut self, path: &str, kind: &str, message: String) {
        if self.warnings.len() < MOST_WARNINGS {
            self.warnings.push(Warning::new(path, kind, message));
        } else {
            self.more_warnings += 1;
        }
    }

    /// Writes the description. The snapshot is there once this succeeded.
    pub(crate) fn finish(mut self, origin: Origin) -> Result<WikiSnapshot, SnapshotFailure> {
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        if PageIndex::new(self.files.iter().map(|file| file.path.as_str())).pages().is_empty() {
            return Err(SnapshotFailure::NoPage);
        }
        if self.more_warnings > 0 {
            let message = format!("{} more files were left out.", self.more_warnings);
            self.warnings.push(Warning::new("", "more_left_out", message));
        }
        for file in &mut self.files {
            file.history = self.history.files.remove(&file.path);
        }
        let snapshot = WikiSnapshot {
            wiki: origin.wiki,
            commit: origin.commit,
            committed_at: origin.committed_at,
            strategy: origin.strategy,
            files: self.files,
            contributors: self.history.contributors,
            repository: None,
            warnings: self.warnings,
        };
        describe(&snapshot, &self.folder)?;
        Ok(snapshot)
    }
}

/// Writes the description of `snapshot` into its folder, over an older one.
pub(crate) fn describe(snapshot: &WikiSnapshot, folder: &Path) -> Result<(), SnapshotFailure> {
    let target = folder.join(WikiSnapshot::FILE_NAME);
    let partial = folder.join(format!("{}.part", WikiSnapshot::FILE_NAME));
    let text = serde_json::to_vec(snapshot).expect("a snapshot is text, numbers and lists");
    fs::write(&partial, text)
        .and_then(|()| fs::rename(&partial, &target))
        .map_err(|source| SnapshotFailure::Write { path: target, source })
}

/// A refused path as it can be shown: short and without control characters.
fn paths_shown(path: &str) -> String {
    path.chars().take(200).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin { wiki: WikiRef::folder("x"), strategy: FetchStrategy::Folder, commit: None, committed_at: None }
    }

    fn writer(folder: &Path, limits: Limits) -> SnapshotWriter {
        SnapshotWriter::new(folder, limits).expect("a folder to write into")
    }

    #[test]
    fn files_are_stored_under_numbers_and_described_by_path() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = writer(folder.path(), Limits::default());
        writer.add("b/Ünï?.md", b"two").expect("stored");
        writer.add("Home.md", b"one!").expect("stored");
        let snapshot = writer.finish(origin()).expect("a snapshot");
        let paths: Vec<_> = snapshot.files.iter().map(|file| (file.path.as_str(), file.bytes)).collect();
        assert_eq!(paths, [("Home.md", 4), ("b/Ünï?.md", 3)]);
        assert_eq!(fs::read(folder.path().join(&snapshot.files[0].stored)).expect("bytes"), b"one!");
        let described = fs::read(folder.path().join(WikiSnapshot::FILE_NAME)).expect("a description");
        assert_eq!(serde_json::from_slice::<WikiSnapshot>(&described).expect("JSON"), snapshot);
    }

    #[test]
    fn what_is_left_out_is_told_but_not_what_is_hidden() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = writer(folder.path(), Limits { file_bytes: 5_000_000, ..Limits::default() });
        assert!(!writer.wants("../../etc/passwd", 10));
        assert!(!writer.wants(".github/workflow.yml", 10));
        assert!(!writer.wants("film.mp4", 5_000_001));
        assert!(writer.wants("Home.md", 5_000_000));
        writer.add("Home.md", b"x").expect("stored");
        writer.add("big.bin", b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n").expect("noted");
        assert!(!writer.wants("Home.md", 1));
        let snapshot = writer.finish(origin()).expect("a snapshot");
        let kinds: Vec<_> = snapshot.warnings.iter().map(|warning| warning.kind.as_str()).collect();
        assert_eq!(kinds, ["path_refused", "file_too_large", "lfs", "path_refused"]);
        assert_eq!(snapshot.files.len(), 1);
    }

    #[test]
    fn a_wiki_beyond_the_limits_or_without_pages_is_a_failure() {
        let folder = tempfile::tempdir().expect("a folder");
        let limits = Limits { total_bytes: 5, files: 2, ..Limits::default() };
        let mut full = writer(folder.path(), limits);
        full.add("a.md", b"123").expect("stored");
        assert!(matches!(full.add("b.md", b"123"), Err(SnapshotFailure::TooLarge(5))));
        let mut many = writer(folder.path(), limits);
        many.add("a.md", b"").and_then(|()| many.add("b.md", b"")).expect("stored");
        assert!(matches!(many.add("c.md", b""), Err(SnapshotFailure::TooManyFiles(2))));
        let mut pictures = writer(folder.path(), Limits::default());
        pictures.add("a.png", b"x").expect("stored");
        assert!(matches!(pictures.finish(origin()), Err(SnapshotFailure::NoPage)));
    }
}
