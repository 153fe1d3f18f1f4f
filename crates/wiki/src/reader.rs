//! `WikiReader`: the way of a fetch, its retries, its progress and its end.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use relieur_application::ports::{FetchProgress, ProgressSink, WikiSource};
use relieur_domain::wiki::{FetchStrategy, GitHubRepository, WikiSnapshot};
use relieur_domain::{Failure, FailureCode, WikiRef};
use tokio::runtime::Handle;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::config::WikiReaderConfig;
use crate::folder::{self, FolderContext};
use crate::git::clone::{CloneContext, clone_head};
use crate::git::store::store;
use crate::git::{ReceiveCounts, address, tree};
use crate::github_api::look_up;
use crate::http::{HttpClient, authority};
use crate::judgement::{GitFailure, of_folder, of_git, of_github};
use crate::snapshot_writer::{Origin, SnapshotWriter};

/// How often progress is told: often enough to look alive.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

/// Reads wikis from GitHub, from other git hosts and from folders.
#[derive(Debug)]
pub struct WikiReader {
    config: WikiReaderConfig,
    /// Made when it is first needed, so that folders are read where TLS cannot be set up.
    client: OnceLock<HttpClient>,
}

impl WikiReader {
    /// A reader that works as `config` says.
    pub fn new(config: WikiReaderConfig) -> Self {
        Self { config, client: OnceLock::new() }
    }

    fn client(&self) -> Result<HttpClient, Failure> {
        if let Some(client) = self.client.get() {
            return Ok(client.clone());
        }
        let client = HttpClient::new(&self.config)
            .map_err(|error| Failure::new(FailureCode::Internal, "HTTPS").because(format!("{error:?}")))?;
        Ok(self.client.get_or_init(|| client).clone())
    }

    async fn fetch_github(
        &self,
        wiki: &WikiRef,
        repository: &GitHubRepository,
        into: &Path,
        progress: &ProgressSink<FetchProgress>,
    ) -> Result<WikiSnapshot, Failure> {
        let slug = repository.slug();
        let url = Url::parse(&repository.clone_url())
            .map_err(|error| Failure::new(FailureCode::InvalidWiki, slug.as_str()).because(error))?;
        let failure = match self.clone_patiently(wiki, &url, into, progress).await? {
            Ok(snapshot) => return Ok(snapshot),
            Err(failure) => failure,
        };
        if failure.is_refusal() {
            let existence = look_up(&self.client()?, repository, self.config.api_timeout).await;
            let has_token = self.config.github_token.is_some() && repository.host == self.config.github;
            return Err(of_github(&failure, existence, has_token, &slug, &authority(&url)));
        }
        let mut told = of_git(&failure, &slug, &authority(&url), &self.config.limits);
        if matches!(failure, GitFailure::Clone(crate::git::clone::CloneFailure::NoCommit)) {
            // GitHub makes the repository of a wiki when its tab is first opened.
            told = Failure::new(FailureCode::NoWiki, slug).because(&failure);
        }
        Err(told)
    }

    async fn fetch_git(
        &self,
        wiki: &WikiRef,
        given: &str,
        into: &Path,
        progress: &ProgressSink<FetchProgress>,
    ) -> Result<WikiSnapshot, Failure> {
        let url = address::http_address(given).ok_or_else(|| Failure::new(FailureCode::InvalidWiki, given))?;
        let outcome = self.clone_patiently(wiki, &url, into, progress).await?;
        outcome.map_err(|failure| of_git(&failure, given, &authority(&url), &self.config.limits))
    }

    /// Clones, again and again as long as it fails for passing reasons. The outer
    /// failure is one that is already judged.
    async fn clone_patiently(
        &self,
        wiki: &WikiRef,
        url: &Url,
        into: &Path,
        progress: &ProgressSink<FetchProgress>,
    ) -> Result<Result<WikiSnapshot, GitFailure>, Failure> {
        let client = self.client()?;
        let attempts = async {
            let mut delays = self.config.retry_delays.iter();
            loop {
                let outcome = self.clone_once(&client, wiki, url, into, progress).await;
                let Err(failure) = &outcome else { return outcome };
                if !failure.is_passing() {
                    return outcome;
                }
                let Some(delay) = delays.next() else { return outcome };
                tracing::warn!(%failure, delay_milliseconds = delay.as_millis(), "fetch broke off and is tried again");
                sleep(delay.mul_f64(1.0 + fastrand::f64() / 4.0)).await;
            }
        };
        timeout(self.config.total_timeout, attempts).await.map_err(|_| {
            let limit = self.config.total_timeout.as_secs();
            Failure::new(FailureCode::TransferBroken, authority(url))
                .because(format!("it took more than {limit} seconds"))
        })
    }

    async fn clone_once(
        &self,
        client: &HttpClient,
        wiki: &WikiRef,
        url: &Url,
        into: &Path,
        progress: &ProgressSink<FetchProgress>,
    ) -> Result<WikiSnapshot, GitFailure> {
        progress(FetchProgress::Connecting);
        let stop = StopOnDrop::default();
        let counts = ReceiveCounts::default();
        let work = GitWork {
            client: client.clone(),
            wiki: wiki.clone(),
            url: url.clone(),
            into: into.to_owned(),
            config: self.config.clone(),
            runtime: Handle::current(),
            cancelled: stop.token.clone(),
            interrupt: Arc::clone(&stop.flag),
            counts: counts.clone(),
        };
        follow(move || work.run(), &counts, progress).await?
    }

    async fn fetch_folder(
        &self,
        path: &str,
        into: &Path,
        progress: &ProgressSink<FetchProgress>,
    ) -> Result<WikiSnapshot, Failure> {
        let stop = StopOnDrop::default();
        let counts = ReceiveCounts::default();
        let (path, into, limits) = (PathBuf::from(path), into.to_owned(), self.config.limits);
        let (interrupt, work_counts, subject) = (Arc::clone(&stop.flag), counts.clone(), path.clone());
        let work = move || {
            let context = FolderContext { limits, interrupt: &interrupt, counts: &work_counts };
            folder::read(&path, &into, &context)
        };
        match follow(work, &counts, progress).await {
            Ok(outcome) => outcome.map_err(|failure| of_folder(&failure, &subject, &limits)),
            Err(panic) => Err(Failure::new(FailureCode::Internal, subject.display().to_string()).because(panic)),
        }
    }
}

#[async_trait]
impl WikiSource for WikiReader {
    async fn fetch(
        &self,
        wiki: &WikiRef,
        into: &Path,
        progress: ProgressSink<FetchProgress>,
    ) -> Result<WikiSnapshot, Failure> {
        match wiki {
            WikiRef::GitHub(repository) => self.fetch_github(wiki, repository, into, &progress).await,
            WikiRef::Git { url } => self.fetch_git(wiki, url, into, &progress).await,
            WikiRef::Folder { path } => self.fetch_folder(path, into, &progress).await,
        }
    }
}

/// A clone and its way into a snapshot; runs on a blocking thread.
struct GitWork {
    client: HttpClient,
    wiki: WikiRef,
    url: Url,
    into: PathBuf,
    config: WikiReaderConfig,
    runtime: Handle,
    cancelled: CancellationToken,
    interrupt: Arc<AtomicBool>,
    counts: ReceiveCounts,
}

impl GitWork {
    fn run(self) -> Result<WikiSnapshot, GitFailure> {
        let limits = self.config.limits;
        // Inside the job's own folder: whatever is left after a crash goes with it.
        let temporary =
            tempfile::Builder::new().prefix(".clone-").tempdir_in(&self.into).map_err(GitFailure::Folder)?;
        let context = CloneContext {
            client: &self.client,
            runtime: &self.runtime,
            cancelled: &self.cancelled,
            interrupt: &self.interrupt,
            counts: &self.counts,
            most_bytes: limits.total_bytes,
            largest_object: limits.object_bytes,
        };
        let clone = clone_head(&self.url, temporary.path(), &context)?;
        let mut writer = SnapshotWriter::new(&self.into, limits)?;
        store(&clone.repository, clone.commit, &mut writer, &limits, &self.interrupt)?;
        let origin = Origin {
            wiki: self.wiki,
            strategy: FetchStrategy::Git,
            commit: Some(clone.commit.to_string()),
            committed_at: tree::date_of(&clone.repository, clone.commit),
        };
        Ok(writer.finish(origin)?)
    }
}

/// Stops the work on its thread when the future that waits for it is dropped.
#[derive(Default)]
struct StopOnDrop {
    flag: Arc<AtomicBool>,
    token: CancellationToken,
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.flag.store(true, Ordering::Relaxed);
        self.token.cancel();
    }
}

/// Runs `work` on a blocking thread and tells what `counts` say while it lasts, and
/// once more at its end.
async fn follow<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
    counts: &ReceiveCounts,
    progress: &ProgressSink<FetchProgress>,
) -> Result<T, tokio::task::JoinError> {
    let mut told = (0, 0);
    let mut tell = || {
        let now = counts.read();
        if now != told {
            told = now;
            progress(FetchProgress::Receiving { done: now.0, total: now.1 });
        }
    };
    let mut work = tokio::task::spawn_blocking(work);
    let mut ticks = interval(PROGRESS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            outcome = &mut work => {
                tell();
                return outcome;
            }
            _ = ticks.tick() => tell(),
        }
    }
}
