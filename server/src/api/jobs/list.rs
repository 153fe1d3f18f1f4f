//! `GET /api/v1/jobs?before=&limit=`: jobs, newest first.

use axum::Json;
use axum::extract::{Query, State};
use relieur_application::Jobs;
use relieur_domain::JobsPage;
use serde::Deserialize;

use crate::api::error::ApiError;

/// How many jobs when nothing is said, and at most.
const DEFAULT_LIMIT: u64 = 50;
const MAX_LIMIT: u64 = 200;

/// Which stretch of the list.
#[derive(Debug, Deserialize)]
pub struct Stretch {
    /// Only jobs older than this one.
    before: Option<String>,
    limit: Option<String>,
}

pub async fn list(State(jobs): State<Jobs>, Query(stretch): Query<Stretch>) -> Result<Json<JobsPage>, ApiError> {
    let limit = match &stretch.limit {
        None => DEFAULT_LIMIT,
        Some(text) => text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit)).ok_or_else(|| {
            let message = format!("limit is {text:?}.");
            ApiError::unprocessable("invalid_limit", message, format!("Write a number from 1 to {MAX_LIMIT}."))
        })?,
    };
    let before = match &stretch.before {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| {
            let message = format!("before is {text:?}, which is no job's id.");
            ApiError::unprocessable("invalid_before", message, "Write the value of next from the page before.")
        })?),
    };
    Ok(Json(jobs.jobs(before, limit).await?))
}
