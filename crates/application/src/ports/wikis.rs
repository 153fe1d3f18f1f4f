//! Where wikis come from.

use std::path::Path;

use async_trait::async_trait;
use relieur_domain::wiki::{AccessToken, FetchStrategy, WikiSnapshot};
use relieur_domain::{Failure, WikiRef};
use serde::{Deserialize, Serialize};

use super::ProgressSink;

/// What is to be fetched, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchRequest {
    /// Which wiki.
    pub wiki: WikiRef,
    /// A token for this wiki's host; the operator's where there is none.
    pub token: Option<AccessToken>,
    /// Whether the pages' dates and contributors are wanted, which takes the wiki's
    /// whole history.
    pub history: bool,
}

impl FetchRequest {
    /// The newest state of `wiki`, with nothing special.
    pub fn new(wiki: WikiRef) -> Self {
        Self { wiki, token: None, history: false }
    }
}

/// How far a fetch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchProgress {
    /// Asking the host.
    Connecting,
    /// The ways before gave nothing; this one is tried.
    FallingBack(FetchStrategy),
    /// Objects or files received.
    Receiving {
        /// So far.
        done: u64,
        /// In all; 0 while unknown.
        total: u64,
    },
}

/// What became of one image that lies outside the wiki.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedImage {
    /// Its address, as asked for.
    pub url: String,
    /// The file it is in, relative to the folder given; or why there is none, as a
    /// phrase.
    pub outcome: Result<String, String>,
}

/// Fetches wikis.
#[async_trait]
pub trait WikiSource: Send + Sync {
    /// The commit a fetch would give now, asked for without fetching. None where
    /// there is no such thing (a plain folder) or where it cannot be told: only a
    /// fetch tells why.
    async fn head(&self, request: &FetchRequest) -> Option<String>;

    /// Fetches a wiki into `into`, an empty folder that exists: the files under
    /// names of ours, and the snapshot's description as
    /// [`WikiSnapshot::FILE_NAME`]. A snapshot holds at least one page and is whole:
    /// what broke off is a failure.
    ///
    /// When the future is dropped, the work behind it stops soon.
    async fn fetch(
        &self,
        request: &FetchRequest,
        into: &Path,
        progress: ProgressSink<FetchProgress>,
    ) -> Result<WikiSnapshot, Failure>;

    /// Fetches images that pages of the wiki show and that lie elsewhere, into the
    /// folder `into`, which exists, under names of ours. `urls` are absolute, each
    /// once. The answer has one entry for each, in the same order; what cannot be
    /// had is no failure.
    ///
    /// `progress` hears how many are done and how many there are.
    async fn fetch_images(
        &self,
        request: &FetchRequest,
        urls: &[String],
        into: &Path,
        progress: ProgressSink<(u64, u64)>,
    ) -> Vec<FetchedImage>;
}
