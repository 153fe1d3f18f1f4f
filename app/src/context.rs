//! What the server hands to pages and server functions.

use std::future::Future;
use std::sync::Arc;

use leptos::prelude::{provide_context, use_context};
use relieur_application::Jobs;
use relieur_application::ports::StoreError;
use relieur_domain::{GitHubHost, JobId, JobView};
use tokio::sync::OnceCell;

use crate::error::AppError;

/// The parts of the server the interface uses. The server provides it in every
/// request's context.
#[derive(Clone)]
pub struct AppContext {
    /// Submitting and following jobs.
    pub jobs: Jobs,
    /// The GitHub that `OWNER/REPO` means.
    pub github: GitHubHost,
    /// Where users reach this server, when the administrator has said so.
    pub public_url: Option<String>,
}

impl AppContext {
    /// The one of the current request.
    pub(crate) fn current() -> Result<Self, AppError> {
        use_context().ok_or_else(|| AppError::internal("no AppContext was provided for this request"))
    }

    /// The job `id`; the one a page is about, once for the whole page.
    pub(crate) fn job(&self, id: JobId) -> impl Future<Output = Result<Option<JobView>, StoreError>> + Send + use<> {
        // Taken while the request's context is certainly the current one.
        let page = use_context::<PageJob>().filter(|page| page.id == id);
        let jobs = self.jobs.clone();
        async move {
            match page {
                Some(page) => page.read.get_or_try_init(|| jobs.job(id)).await.cloned(),
                None => jobs.job(id).await,
            }
        }
    }

    /// Whether users come over HTTPS, so that cookies may insist on it.
    pub(crate) fn is_secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// The job a page is about, read once: had its head and its body each asked for
/// themselves, a job that ended in between would be shown as unfinished by a page that
/// never asks again.
#[derive(Clone)]
pub(crate) struct PageJob {
    id: JobId,
    read: Arc<OnceCell<Option<JobView>>>,
}

impl PageJob {
    /// For all of the page that is being made.
    pub(crate) fn provide(id: JobId) {
        provide_context(Self { id, read: Arc::default() });
    }
}
