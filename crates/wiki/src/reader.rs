//! `WikiReader`: the way of a fetch, its retries, its progress and its end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use relieur_application::ports::{FetchProgress, FetchRequest, FetchedImage, ProgressSink, WikiSource};
use relieur_domain::wiki::{GitHubRepository, WikiSnapshot};
use relieur_domain::{Failure, FailureCode, WikiRef};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use url::Url;

use crate::access::Credentials;
use crate::config::WikiReaderConfig;
use crate::facts;
use crate::fallback::Fallback;
use crate::folder::{self, FolderContext};
use crate::git::{ReceiveCounts, address};
use crate::git_work::GitWork;
use crate::http::{HttpClient, authority};
use crate::images::ImageFetch;
use crate::judgement::{GitFailure, of_folder, of_git};
use crate::retry::Retries;
use crate::web::MOST_AT_ONCE;
use crate::work::{StopOnDrop, follow};

/// How long the question for the newest commit may take.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);

/// Reads wikis from GitHub, from other git hosts and from folders.
#[derive(Debug)]
pub struct WikiReader {
    config: WikiReaderConfig,
    client: HttpClient,
    /// How many web pages may be asked for at one time.
    seats: Arc<Semaphore>,
}

impl WikiReader {
    /// A reader that works as `config` says.
    pub fn new(config: WikiReaderConfig) -> Self {
        Self { client: HttpClient::new(&config), config, seats: Arc::new(Semaphore::new(MOST_AT_ONCE)) }
    }

    /// The client for `request`, with the token that goes with it.
    fn client_for(&self, request: &FetchRequest) -> HttpClient {
        self.client.with_credentials(Credentials::of(request, &self.config))
    }

    async fn fetch_github(
        &self,
        request: &FetchRequest,
        repository: &GitHubRepository,
        into: &Path,
        progress: &ProgressSink<FetchProgress>,
    ) -> Result<WikiSnapshot, Failure> {
        let slug = repository.slug();
        let url = Url::parse(&repository.clone_url())
            .map_err(|error| Failure::new(FailureCode::InvalidWiki, slug.as_str()).because(error))?;
        let client = self.client_for(request);
        let began = Instant::now();
        let failure = match self.clone_patiently(&client, request, &url, into, progress).await? {
            Ok(snapshot) => return Ok(snapshot),
            Err(failure) => failure,
        };
        let fallback = Fallback {
            client,
            config: &self.config,
            seats: Arc::clone(&self.seats),
            repository,
            clone_url: &url,
            progress,
            wants_history: request.history,
        };
        let left = self.config.total_timeout.saturating_sub(began.elapsed());
        timeout(left, fallback.read(&failure, into)).await.unwrap_or_else(|_| Err(self.out_of_time(&url)))
    }

    async fn fetch_git(
        &self,
        request: &FetchRequest,
        given: &str,
        into: &Path,
        progress: &ProgressSink<FetchProgress>,
    ) -> Result<WikiSnapshot, Failure> {
        let url = address::http_address(given).ok_or_else(|| Failure::new(FailureCode::InvalidWiki, given))?;
        let client = self.client_for(request);
        let outcome = self.clone_patiently(&client, request, &url, into, progress).await?;
        outcome.map_err(|failure| of_git(&failure, given, &authority(&url), &self.config.limits))
    }

    /// Clones, again and again as long as it fails for passing reasons. The outer
    /// failure is one that is already judged.
    async fn clone_patiently(
        &self,
        client: &HttpClient,
        request: &FetchRequest,
        url: &Url,
        into: &Path,
        progress: &ProgressSink<FetchProgress>,
    ) -> Result<Result<WikiSnapshot, GitFailure>, Failure> {
        let attempts = async {
            let mut retries = Retries::new(&self.config);
            loop {
                let outcome = self.clone_once(client, request, url, into, progress).await;
                let Err(failure) = &outcome else { return outcome };
                let Some(delay) = failure.delay(&mut retries) else { return outcome };
                tracing::warn!(%failure, delay_milliseconds = delay.as_millis(), "fetch broke off and is tried again");
                sleep(delay).await;
            }
        };
        timeout(self.config.total_timeout, attempts).await.map_err(|_| self.out_of_time(url))
    }

    fn out_of_time(&self, url: &Url) -> Failure {
        let limit = self.config.total_timeout.as_secs();
        Failure::new(FailureCode::TransferBroken, authority(url)).because(format!("it took more than {limit} seconds"))
    }

    async fn clone_once(
        &self,
        client: &HttpClient,
        request: &FetchRequest,
        url: &Url,
        into: &Path,
        progress: &ProgressSink<FetchProgress>,
    ) -> Result<WikiSnapshot, GitFailure> {
        progress(FetchProgress::Connecting);
        let stop = StopOnDrop::default();
        let counts = ReceiveCounts::default();
        let work = GitWork::new(client, request, url, &self.config, &stop, &counts);
        let into = into.to_owned();
        follow(move || work.run(&into), &counts, progress).await?
    }

    async fn fetch_folder(
        &self,
        request: &FetchRequest,
        path: &str,
        into: &Path,
        progress: &ProgressSink<FetchProgress>,
    ) -> Result<WikiSnapshot, Failure> {
        let stop = StopOnDrop::default();
        let counts = ReceiveCounts::default();
        let (path, into, limits, history) = (PathBuf::from(path), into.to_owned(), self.config.limits, request.history);
        let (interrupt, work_counts, subject) = (Arc::clone(&stop.flag), counts.clone(), path.clone());
        let work = move || {
            let context = FolderContext { limits, history, interrupt: &interrupt, counts: &work_counts };
            folder::read(&path, &into, &context)
        };
        match follow(work, &counts, progress).await {
            Ok(outcome) => outcome.map_err(|failure| of_folder(&failure, &subject, &limits)),
            Err(panic) => Err(Failure::new(FailureCode::Internal, subject.display().to_string()).because(panic)),
        }
    }

    async fn head_of_url(&self, request: &FetchRequest, url: &Url) -> Option<String> {
        let client = self.client_for(request);
        let (stop, counts) = (StopOnDrop::default(), ReceiveCounts::default());
        let work = GitWork::new(&client, request, url, &self.config, &stop, &counts);
        let outcome = tokio::task::spawn_blocking(move || work.head()).await.ok()?;
        let told = outcome.inspect_err(|failure| tracing::debug!(%failure, "the newest commit could not be told"));
        told.ok().map(|commit| commit.to_string())
    }

    async fn head_of_folder(&self, path: &str) -> Option<String> {
        let stop = StopOnDrop::default();
        let (path, limits, interrupt) = (PathBuf::from(path), self.config.limits, Arc::clone(&stop.flag));
        let work = move || {
            let counts = ReceiveCounts::default();
            folder::head(&path, &FolderContext { limits, history: false, interrupt: &interrupt, counts: &counts })
        };
        tokio::task::spawn_blocking(work).await.ok()?
    }
}

#[async_trait]
impl WikiSource for WikiReader {
    async fn head(&self, request: &FetchRequest) -> Option<String> {
        let head = async {
            match &request.wiki {
                WikiRef::GitHub(repository) => {
                    self.head_of_url(request, &Url::parse(&repository.clone_url()).ok()?).await
                }
                WikiRef::Git { url } => self.head_of_url(request, &address::http_address(url)?).await,
                WikiRef::Folder { path } => self.head_of_folder(path).await,
            }
        };
        timeout(HEAD_PATIENCE, head).await.ok().flatten()
    }

    async fn fetch(
        &self,
        request: &FetchRequest,
        into: &Path,
        progress: ProgressSink<FetchProgress>,
    ) -> Result<WikiSnapshot, Failure> {
        match &request.wiki {
            WikiRef::GitHub(repository) => {
                let client = self.client_for(request);
                let fetch = self.fetch_github(request, repository, into, &progress);
                facts::beside(fetch, &client, repository, &self.config, into).await
            }
            WikiRef::Git { url } => self.fetch_git(request, url, into, &progress).await,
            WikiRef::Folder { path } => {
                // For the images on other servers.
                self.client.prepare();
                self.fetch_folder(request, path, into, &progress).await
            }
        }
    }

    async fn fetch_images(
        &self,
        request: &FetchRequest,
        urls: &[String],
        into: &Path,
        progress: ProgressSink<(u64, u64)>,
    ) -> Vec<FetchedImage> {
        let client = self.client_for(request);
        ImageFetch { client: &client, config: &self.config, request, into }.run(urls, &progress).await
    }
}
