//! `/api/v1/jobs`.

pub mod events;
pub mod list;
pub mod options;
pub mod show;
pub mod submit;

use relieur_domain::JobId;

use super::error::ApiError;

/// The job a path names. What is no id names no job.
fn job_id(text: &str) -> Result<JobId, ApiError> {
    text.parse().map_err(|_| no_such_job(text))
}

fn no_such_job(id: impl std::fmt::Display) -> ApiError {
    ApiError::not_found("no_such_job", format!("There is no job {id}."))
}
