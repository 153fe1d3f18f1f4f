//! One job.

use leptos::prelude::*;
use relieur_domain::{JobId, JobView, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A job as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobSnapshot {
    /// The job.
    pub job: JobView,
    /// What the server's clock says; the browser's may be wrong.
    pub now: Timestamp,
}

/// The job `id` with its files and report.
#[server(prefix = "/_fn", endpoint = "find_job")]
pub async fn find_job(id: JobId) -> Result<JobSnapshot, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current()?;
    let now = context.jobs.log().clock().now();
    match context.job(id).await {
        Ok(Some(job)) => Ok(JobSnapshot { job, now }),
        Ok(None) => Err(AppError::NotFound.with_status()),
        Err(error) => Err(AppError::internal(error)),
    }
}
