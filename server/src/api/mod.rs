//! The REST API, `/api/v1`. One file per endpoint, by noun and verb.

mod error;
mod files;
mod health;
mod jobs;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use relieur_application::Jobs;
use relieur_domain::GitHubHost;
use tokio_util::sync::CancellationToken;

/// What endpoints need.
#[derive(Clone, FromRef)]
pub struct ApiState {
    pub jobs: Jobs,
    pub github: GitHubHost,
    pub shutdown: CancellationToken,
}

/// Every endpoint, with paths from the root.
pub fn router(state: ApiState) -> Router {
    let v1 = Router::new()
        .route("/jobs", get(jobs::list::list).post(jobs::submit::submit))
        .route("/jobs/{id}", get(jobs::show::show))
        .route("/jobs/{id}/events", get(jobs::events::events))
        .route("/files/{id}/download", get(files::download::download))
        .fallback(error::no_such_endpoint)
        .method_not_allowed_fallback(error::no_such_method);
    Router::new()
        .nest("/api/v1", v1)
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .with_state(state)
}
