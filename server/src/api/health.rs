//! `/health/live` and `/health/ready`, for service managers and load balancers.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use relieur_application::Jobs;
use serde_json::{Value, json};

/// The process answers.
pub async fn live() -> Json<Value> {
    Json(json!({"status": "live"}))
}

/// The database and the object store answer too.
pub async fn ready(State(jobs): State<Jobs>) -> (StatusCode, Json<Value>) {
    match jobs.check().await {
        Ok(()) => (StatusCode::OK, Json(json!({"status": "ready"}))),
        Err(problem) => {
            tracing::warn!(problem, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "not_ready", "problem": problem})))
        }
    }
}
