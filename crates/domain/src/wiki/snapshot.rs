//! `WikiSnapshot`: a wiki as fetched, on disk, at one commit.

use serde::{Deserialize, Serialize};

use super::WikiRef;
use crate::Timestamp;
use crate::report::Warning;

/// The way a wiki's pages were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FetchStrategy {
    /// The wiki's git repository was cloned.
    Git,
    /// The wiki's web pages were read, by the wiki's own list of pages.
    Web,
    /// The wiki's web pages were read, found by following links from its first page.
    LookUp,
    /// A folder or repository on this machine was read.
    Folder,
}

impl FetchStrategy {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Git => "git",
            Self::Web => "web",
            Self::LookUp => "lookup",
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
    /// Who wrote it and when, where the wiki's history was fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<FileHistory>,
}

/// What the wiki's history says of one file, renames followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHistory {
    /// When it was last changed.
    pub modified_at: Timestamp,
    /// Who changed it, by name, the one with most changes first. Never an e-mail
    /// address.
    pub authors: Vec<String>,
}

/// Somebody who wrote in the wiki.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contributor {
    /// The name, as in the commits. Never an e-mail address.
    pub name: String,
    /// How many commits are theirs.
    pub commits: u64,
}

/// What the host says about the repository a wiki belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RepositoryFacts {
    /// One sentence about the project.
    pub description: Option<String>,
    /// The owner's name as people know it, when it is not the account's.
    pub owner_name: Option<String>,
    /// Where the owner's picture is, relative to the snapshot's folder; a name of
    /// ours. The file is not trusted to be an image.
    pub avatar: Option<String>,
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
    /// Who wrote the wiki, the one with most commits first; empty where the history
    /// was not fetched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Contributor>,
    /// What the host says about the repository; none where it was not asked or did
    /// not answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<RepositoryFacts>,
    /// What was refused or odd.
    pub warnings: Vec<Warning>,
}

impl WikiSnapshot {
    /// The description's name inside the snapshot's folder.
    pub const FILE_NAME: &'static str = "snapshot.json";
}
