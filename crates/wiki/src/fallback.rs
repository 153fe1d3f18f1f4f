//! What is done when git gave no wiki: GitHub is asked about the repository, and where
//! that leaves hope, the wiki's web pages are read.

use std::path::Path;
use std::sync::Arc;

use relieur_application::ports::{FetchProgress, ProgressSink};
use relieur_domain::wiki::{GitHubRepository, WikiSnapshot};
use relieur_domain::{Failure, FailureCode};
use tokio::sync::Semaphore;
use url::Url;

use crate::config::WikiReaderConfig;
use crate::git::clone::CloneFailure;
use crate::github_api::{Existence, look_up};
use crate::http::{Auth, HttpClient, authority};
use crate::judgement::{GitFailure, leaves_hope, of_git, of_github, of_web};
use crate::web::{self, WebContext, WebFailure};

/// What is needed after git failed.
pub(crate) struct Fallback<'a> {
    pub client: HttpClient,
    pub config: &'a WikiReaderConfig,
    pub seats: Arc<Semaphore>,
    pub repository: &'a GitHubRepository,
    /// Where git was asked.
    pub clone_url: &'a Url,
    pub progress: &'a ProgressSink<FetchProgress>,
    /// Whether dates and authors were asked for.
    pub wants_history: bool,
}

impl Fallback<'_> {
    /// Reads the wiki in another way than git, or says what is wrong with it. Of all
    /// failures the most telling one is told.
    pub(crate) async fn read(self, failure: &GitFailure, into: &Path) -> Result<WikiSnapshot, Failure> {
        let (slug, host) = (self.repository.slug(), authority(self.clone_url));
        let mut existence = None;
        let told = if failure.is_refusal() {
            let found = self.existence().await;
            existence = Some(found);
            let has_token = self.client.has_token_for(self.clone_url, Auth::Git);
            of_github(failure, found, has_token, &slug, &host)
        } else if matches!(failure, GitFailure::Clone(CloneFailure::NoCommit)) {
            // GitHub makes the repository of a wiki when its tab is first opened.
            Failure::new(FailureCode::NoWiki, slug.as_str()).because(failure)
        } else {
            of_git(failure, &slug, &host, &self.config.limits)
        };
        if !leaves_hope(&told, existence) {
            return Err(told);
        }
        tracing::warn!(wiki = slug, %failure, "git gave no wiki, its web pages are read");
        let context = WebContext {
            client: self.client.clone(),
            config: self.config,
            seats: Arc::clone(&self.seats),
            progress: self.progress,
            why: failure.reason(),
            wants_history: self.wants_history,
        };
        let web = match web::read(self.repository, into, context).await {
            Ok(snapshot) => return Ok(snapshot),
            Err(web) => web,
        };
        tracing::warn!(wiki = slug, failure = %web, "the wiki's web pages could not be read either");
        if matches!(web, WebFailure::NoWiki) && existence.is_none() {
            existence = Some(self.existence().await);
        }
        Err(of_web(&web, told, existence, &slug, &self.config.limits))
    }

    async fn existence(&self) -> Existence {
        look_up(&self.client, self.repository, self.config.api_timeout).await
    }
}
