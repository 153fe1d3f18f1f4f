//! What the tests of this crate share: a reader with short patience, and its
//! progress written down.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use relieur_application::ports::{FetchProgress, FetchRequest, WikiSource as _};
use relieur_domain::wiki::{AccessToken, WikiSnapshot};
use relieur_domain::{Failure, GitHubHost, WikiRef};
use relieur_testkit::{GitHub, RecordedRequest};
use relieur_wiki::{WikiReader, WikiReaderConfig};
use tempfile::TempDir;

/// A reader's settings for `github`, with waits that suit a test.
pub fn config(github: &GitHub) -> WikiReaderConfig {
    WikiReaderConfig {
        github: GitHubHost::parse(&github.base_url()).expect("an address"),
        stall_timeout: Duration::from_millis(600),
        connect_timeout: Duration::from_millis(600),
        retry_delays: vec![Duration::from_millis(10); 2],
        ..WikiReaderConfig::default()
    }
}

/// The same with a token.
pub fn config_with_token(github: &GitHub, token: &str) -> WikiReaderConfig {
    WikiReaderConfig { github_token: AccessToken::new(token), ..config(github) }
}

/// What a fetch left behind.
pub struct Fetched {
    pub outcome: Result<WikiSnapshot, Failure>,
    pub progress: Vec<FetchProgress>,
    pub folder: TempDir,
}

impl Fetched {
    pub fn snapshot(&self) -> &WikiSnapshot {
        self.outcome.as_ref().expect("a snapshot")
    }

    pub fn failure(&self) -> &Failure {
        self.outcome.as_ref().expect_err("a failure")
    }

    pub fn paths(&self) -> Vec<&str> {
        self.snapshot().files.iter().map(|file| file.path.as_str()).collect()
    }

    pub fn warnings(&self) -> Vec<(&str, &str)> {
        let warnings = &self.snapshot().warnings;
        warnings.iter().map(|warning| (warning.kind.as_str(), warning.page.as_str())).collect()
    }

    pub fn bytes(&self, path: &str) -> Vec<u8> {
        let file = self.snapshot().files.iter().find(|file| file.path == path).expect("a file of that path");
        std::fs::read(self.folder.path().join(&file.stored)).expect("its bytes")
    }
}

/// Fetches `wiki`, written as a person would write it.
pub async fn fetch(config: WikiReaderConfig, wiki: &str) -> Fetched {
    let wiki = WikiRef::parse(wiki, &config.github).expect("a wiki");
    fetch_wiki(config, &wiki).await
}

/// Fetches the wiki in a folder.
pub async fn fetch_folder(folder: &Path) -> Fetched {
    fetch_wiki(WikiReaderConfig::default(), &WikiRef::folder(folder.display().to_string())).await
}

/// The requests that were git's, and not for the API or for pictures.
pub fn git_requests(github: &GitHub) -> Vec<RecordedRequest> {
    github.requests().into_iter().filter(|request| request.target.contains(".git/")).collect()
}

/// Fetches `wiki`.
pub async fn fetch_wiki(config: WikiReaderConfig, wiki: &WikiRef) -> Fetched {
    fetch_request(config, &FetchRequest::new(wiki.clone())).await
}

/// Fetches what `request` asks for.
pub async fn fetch_request(config: WikiReaderConfig, request: &FetchRequest) -> Fetched {
    let folder = tempfile::tempdir().expect("a folder");
    let told = Arc::new(Mutex::new(Vec::new()));
    let sink = {
        let told = Arc::clone(&told);
        Arc::new(move |progress| told.lock().expect("no panic before").push(progress))
    };
    let outcome = WikiReader::new(config).fetch(request, folder.path(), sink).await;
    let progress = told.lock().expect("no panic before").clone();
    Fetched { outcome, progress, folder }
}
