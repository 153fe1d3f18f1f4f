//! A GitHub of our own: git smart HTTP, wiki pages, raw files and the part of the
//! REST API that tells whether a repository exists. It answers as GitHub does,
//! also where that is odd: who is not allowed to see a repository gets the same
//! answer as for one that does not exist.

mod attachments;
mod facts;
mod git;
mod pages;
mod routes;
mod troubles;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::WikiBuilder;
pub use facts::Facts;
pub use troubles::{Limit, PageList, Troubles};

/// A request as the server got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The method in upper case.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The value of `Authorization`, if there was one.
    pub authorization: Option<String>,
}

/// How a repository's wiki answers git.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Manner {
    Normal,
    Hanging,
    Truncated,
    Slow(Duration),
    Failing { status: u16, times: u32 },
    Redirected(String),
}

#[derive(Debug, Clone)]
struct Repository {
    slug: String,
    /// The bare repository of the wiki, when there is a wiki.
    wiki: Option<PathBuf>,
    files: BTreeMap<String, Vec<u8>>,
    /// Who does not show this token does not see the repository.
    private_token: Option<String>,
    manner: Manner,
}

#[derive(Debug, Default)]
struct State {
    repositories: HashMap<String, Repository>,
    tokens: HashSet<String>,
    requests: Vec<RecordedRequest>,
    api_exhausted: bool,
    troubles: HashMap<String, Troubles>,
    at_once: usize,
    most_at_once: usize,
    attachments: attachments::Attachments,
    facts: facts::FactsBySlug,
}

#[derive(Debug, Clone)]
struct Shared(Arc<Mutex<State>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The running server; it ends when this is dropped.
#[derive(Debug)]
pub struct GitHub {
    address: SocketAddr,
    shared: Shared,
    folder: TempDir,
    server: JoinHandle<()>,
}

impl GitHub {
    /// Starts on a free port of this machine.
    pub async fn start() -> Result<Self> {
        Self::start_on(0).await
    }

    /// Starts on `port`; 0 means a free one.
    pub async fn start_on(port: u16) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.with_context(|| format!("binding port {port}"))?;
        let address = listener.local_addr()?;
        let shared = Shared(Arc::default());
        let router = routes::router(shared.clone());
        let server = tokio::spawn(async move {
            // Serving ends only with the task.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, shared, folder: tempfile::tempdir()?, server })
    }

    /// The address without a final slash, for example `http://127.0.0.1:40123`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Adds a public repository with a wiki. `slug` is `OWNER/REPO`.
    pub fn add_wiki(&self, slug: &str, wiki: &WikiBuilder) -> Result<()> {
        self.add(slug, Some(wiki), None, Manner::Normal)
    }

    /// Adds a public repository without a wiki.
    pub fn add_repository(&self, slug: &str) -> Result<()> {
        self.add(slug, None, None, Manner::Normal)
    }

    /// Adds a public repository whose wiki is a git repository without commits.
    pub fn add_empty_wiki(&self, slug: &str) -> Result<()> {
        self.add(slug, Some(&WikiBuilder::new()), None, Manner::Normal)
    }

    /// Adds a repository that only `token` may see.
    pub fn add_private_wiki(&self, slug: &str, wiki: &WikiBuilder, token: &str) -> Result<()> {
        self.add_token(token);
        self.add(slug, Some(wiki), Some(token.to_owned()), Manner::Normal)
    }

    /// Adds a wiki whose answers never come, neither to git nor on the web.
    pub fn add_hanging(&self, slug: &str) -> Result<()> {
        self.add(slug, None, None, Manner::Hanging)
    }

    /// Adds a wiki whose pack breaks off in the middle.
    pub fn add_truncated(&self, slug: &str, wiki: &WikiBuilder) -> Result<()> {
        self.add(slug, Some(wiki), None, Manner::Truncated)
    }

    /// Adds a wiki whose pack takes at least `delay`, in small pieces.
    pub fn add_slow(&self, slug: &str, wiki: &WikiBuilder, delay: Duration) -> Result<()> {
        self.add(slug, Some(wiki), None, Manner::Slow(delay))
    }

    /// Adds a wiki that answers git with `status` for the first `times` requests
    /// and works afterwards.
    pub fn add_failing(&self, slug: &str, wiki: &WikiBuilder, status: u16, times: u32) -> Result<()> {
        self.add(slug, Some(wiki), None, Manner::Failing { status, times })
    }

    /// Adds a wiki that has moved: git is sent on to `base` with the path asked
    /// for.
    pub fn add_redirected(&self, slug: &str, base: &str) -> Result<()> {
        self.add(slug, None, None, Manner::Redirected(base.trim_end_matches('/').to_owned()))
    }

    /// Makes `token` one that is known; any other is refused everywhere.
    pub fn add_token(&self, token: &str) {
        self.shared.lock().tokens.insert(token.to_owned());
    }

    /// Whether the API answers that too much was asked.
    pub fn exhaust_api(&self, exhausted: bool) {
        self.shared.lock().api_exhausted = exhausted;
    }

    /// Replaces a wiki's content, as an edit on the web does; all else stays.
    pub fn update_wiki(&self, slug: &str, wiki: &WikiBuilder) -> Result<()> {
        let known = self.shared.lock().repositories.get(&slug.to_lowercase()).cloned();
        let known = known.with_context(|| format!("there is no repository {slug} to update"))?;
        self.add(&known.slug, Some(wiki), known.private_token, known.manner)
    }

    /// Every request so far, in order.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.lock().requests.clone()
    }

    fn add(&self, slug: &str, wiki: Option<&WikiBuilder>, private_token: Option<String>, manner: Manner) -> Result<()> {
        let bare = match wiki {
            None => None,
            Some(wiki) => {
                // A new place each time: a repository that is being served is not touched.
                let place = tempfile::Builder::new().prefix("wiki-").tempdir_in(self.folder.path())?.keep();
                let bare = place.join("wiki.git");
                wiki.write_bare(&bare)?;
                Some(bare)
            }
        };
        let files = wiki.map(WikiBuilder::files).unwrap_or_default();
        let repository = Repository { slug: slug.to_owned(), wiki: bare, files, private_token, manner };
        self.shared.lock().repositories.insert(slug.to_lowercase(), repository);
        Ok(())
    }
}

impl Drop for GitHub {
    fn drop(&mut self) {
        self.server.abort();
    }
}
