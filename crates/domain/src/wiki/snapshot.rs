//! `WikiSnapshot`: a wiki as fetched, on disk, at one commit.

use serde::{Deserialize, Serialize};

use super::WikiRef;
use crate::Timestamp;
use crate::report::Warning;

/// The way a wiki's pages were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FetchStrategy {
    /// The wiki's git repository was cloned.
    Git,
    /// A folder or repository on this machine was read.
    Folder,
}

impl FetchStrategy {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Git => "git",
            Self::Folder => "folder",
        }
    }
}

/// One file of the wiki.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotFile {
    /// Its path in the wiki, parts joined by `/`. Untrusted text: never used as a
    /// path on this machine.
    pub path: String,
    /// Where its bytes are, relative to the snapshot's folder; a name of ours.
    pub stored: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// A wiki as fetched. Written as [`WikiSnapshot::FILE_NAME`] into the folder that
/// also holds the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WikiSnapshot {
    /// Which wiki.
    pub wiki: WikiRef,
    /// The commit, in hexadecimal; none for a plain folder.
    pub commit: Option<String>,
    /// When that commit was made; the books carry this date, so the same commit
    /// always gives the same bytes.
    pub committed_at: Option<Timestamp>,
    /// The way that worked.
    pub strategy: FetchStrategy,
    /// Every regular file, sorted by path.
    pub files: Vec<SnapshotFile>,
    /// What was refused or odd.
    pub warnings: Vec<Warning>,
}

impl WikiSnapshot {
    /// The description's name inside the snapshot's folder.
    pub const FILE_NAME: &'static str = "snapshot.json";
}
