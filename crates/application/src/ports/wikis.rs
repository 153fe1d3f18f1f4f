//! Where wikis come from.

use std::path::Path;

use async_trait::async_trait;
use relieur_domain::wiki::WikiSnapshot;
use relieur_domain::{Failure, WikiRef};

use super::ProgressSink;

/// How far a fetch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchProgress {
    /// Asking the host.
    Connecting,
    /// Objects or files received.
    Receiving {
        /// So far.
        done: u64,
        /// In all; 0 while unknown.
        total: u64,
    },
}

/// Fetches wikis.
#[async_trait]
pub trait WikiSource: Send + Sync {
    /// Fetches `wiki` into `into`, an empty folder that exists: the files under
    /// names of ours, and the snapshot's description as
    /// [`WikiSnapshot::FILE_NAME`]. A snapshot holds at least one page and is whole:
    /// what broke off is a failure.
    ///
    /// When the future is dropped, the work behind it stops soon.
    async fn fetch(
        &self,
        wiki: &WikiRef,
        into: &Path,
        progress: ProgressSink<FetchProgress>,
    ) -> Result<WikiSnapshot, Failure>;
}
