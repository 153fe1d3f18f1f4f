//! `GET /api/v1/jobs/{id}`: one job with its files and report.

use axum::Json;
use axum::extract::{Path, State};
use relieur_application::Jobs;
use relieur_domain::JobView;

use super::{job_id, no_such_job};
use crate::api::error::ApiError;

pub async fn show(State(jobs): State<Jobs>, Path(id): Path<String>) -> Result<Json<JobView>, ApiError> {
    let id = job_id(&id)?;
    jobs.job(id).await?.map(Json).ok_or_else(|| no_such_job(id))
}
