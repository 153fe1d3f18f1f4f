//! What the server hands to pages and server functions.

use leptos::prelude::use_context;
use relieur_application::Jobs;
use relieur_domain::GitHubHost;

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

    /// Whether users come over HTTPS, so that cookies may insist on it.
    pub(crate) fn is_secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}
