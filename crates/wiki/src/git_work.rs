//! A clone and its way into a snapshot, with its history where that is wanted. Runs
//! on a blocking thread.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use relieur_application::ports::FetchRequest;
use relieur_domain::wiki::{FetchStrategy, WikiSnapshot};
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::config::WikiReaderConfig;
use crate::git::clone::{Clone, CloneContext, CloneFailure, clone_head, remote_head};
use crate::git::store::store;
use crate::git::{ReceiveCounts, tree};
use crate::history;
use crate::http::{HttpClient, HttpFailure};
use crate::judgement::GitFailure;
use crate::snapshot_writer::{Origin, SnapshotWriter};
use crate::work::StopOnDrop;

/// What is to be cloned, and how.
pub(crate) struct GitWork {
    client: HttpClient,
    request: FetchRequest,
    url: Url,
    config: WikiReaderConfig,
    runtime: Handle,
    cancelled: CancellationToken,
    interrupt: Arc<AtomicBool>,
    counts: ReceiveCounts,
}

impl GitWork {
    /// Work on the wiki at `url`, until `stop` is dropped. Must be called on the
    /// runtime.
    pub(crate) fn new(
        client: &HttpClient,
        request: &FetchRequest,
        url: &Url,
        config: &WikiReaderConfig,
        stop: &StopOnDrop,
        counts: &ReceiveCounts,
    ) -> Self {
        Self {
            client: client.clone(),
            request: request.clone(),
            url: url.clone(),
            config: config.clone(),
            runtime: Handle::current(),
            cancelled: stop.token.clone(),
            interrupt: Arc::clone(&stop.flag),
            counts: counts.clone(),
        }
    }

    /// Clones into a snapshot in the folder `into`.
    pub(crate) fn run(self, into: &Path) -> Result<WikiSnapshot, GitFailure> {
        let limits = self.config.limits;
        let (clone, _temporary, whole_history) = self.clone_what_fits(into)?;
        let mut writer = SnapshotWriter::new(into, limits)?;
        store(&clone.repository, clone.commit, &mut writer, &limits, &self.interrupt)?;
        if whole_history {
            let most = limits.files.saturating_mul(2);
            writer.set_history(history::read(&clone.repository, clone.commit, most, &self.interrupt));
        } else if self.request.history {
            let message = "The wiki's history is too large, so the books name no dates and no contributors.";
            writer.warn("", "history", message.to_owned());
        }
        let origin = Origin {
            wiki: self.request.wiki,
            strategy: FetchStrategy::Git,
            commit: Some(clone.commit.to_string()),
            committed_at: tree::date_of(&clone.repository, clone.commit),
        };
        Ok(writer.finish(origin)?)
    }

    /// The commit that a clone would give.
    pub(crate) fn head(&self) -> Result<gix::ObjectId, CloneFailure> {
        let local = |error| CloneFailure::Local(gix::Error::from_error(error));
        let temporary = tempfile::tempdir().map_err(local)?;
        remote_head(&self.url, temporary.path(), &self.context(false))
    }

    /// The clone, with its whole history when that is wanted and is not too large.
    fn clone_what_fits(&self, into: &Path) -> Result<(Clone, TempDir, bool), GitFailure> {
        if self.request.history {
            match self.clone_into(into, true) {
                Ok((clone, folder)) => return Ok((clone, folder, true)),
                Err(GitFailure::Clone(
                    failure @ (CloneFailure::ObjectTooLarge(_) | CloneFailure::Http(HttpFailure::TooLarge { .. })),
                )) => tracing::warn!(%failure, "the history is too large, only the newest commit is fetched"),
                Err(failure) => return Err(failure),
            }
        }
        self.clone_into(into, false).map(|(clone, folder)| (clone, folder, false))
    }

    fn clone_into(&self, into: &Path, whole_history: bool) -> Result<(Clone, TempDir), GitFailure> {
        // Inside the job's own folder: whatever is left after a crash goes with it.
        let temporary = tempfile::Builder::new().prefix(".clone-").tempdir_in(into).map_err(GitFailure::Folder)?;
        let clone = clone_head(&self.url, temporary.path(), &self.context(whole_history))?;
        Ok((clone, temporary))
    }

    fn context(&self, whole_history: bool) -> CloneContext<'_> {
        CloneContext {
            client: &self.client,
            runtime: &self.runtime,
            cancelled: &self.cancelled,
            interrupt: &self.interrupt,
            counts: &self.counts,
            most_bytes: self.config.limits.total_bytes,
            largest_object: self.config.limits.object_bytes,
            whole_history,
        }
    }
}
