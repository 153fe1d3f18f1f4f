//! A stretch of the list of jobs.

use leptos::prelude::*;
use relieur_domain::{JobId, JobsPage};

use crate::error::AppError;

/// The longest stretch given out at once.
#[cfg(feature = "ssr")]
const LIMIT: u64 = 50;

/// At most `limit` jobs, newest first, older than `before`.
#[server(prefix = "/_fn", endpoint = "list_jobs")]
pub async fn list_jobs(before: Option<JobId>, limit: u64) -> Result<JobsPage, AppError> {
    use crate::context::AppContext;

    let jobs = AppContext::current()?.jobs;
    jobs.jobs(before, limit.clamp(1, LIMIT)).await.map_err(AppError::internal)
}
