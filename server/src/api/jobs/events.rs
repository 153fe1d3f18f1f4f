//! `GET /api/v1/jobs/{id}/events`: the job's history as server-sent events, what
//! happened so far first, then live.
//!
//! `id:` is the event's sequence, so a browser that reconnects with `Last-Event-ID`
//! misses nothing. After the event that ends the job the stream ends; asking again
//! is answered with 204, which tells a browser to stop.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, future};
use relieur_application::Jobs;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use super::{job_id, no_such_job};
use crate::api::error::ApiError;

/// Proxies close connections that are silent for longer.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// From where to follow.
#[derive(Debug, Deserialize)]
pub struct From {
    /// A sequence; for a first connection, which has no `Last-Event-ID`.
    after: Option<u64>,
}

pub async fn events(
    State(jobs): State<Jobs>,
    State(shutdown): State<CancellationToken>,
    Path(id): Path<String>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let id = job_id(&id)?;
    let job = jobs.job(id).await?.ok_or_else(|| no_such_job(id))?;
    let last_event_id = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let after = last_event_id.or(from.after).unwrap_or(0);
    if job.status.is_final() && after >= job.version {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }

    let events = jobs
        .follow(id, after)
        .filter_map(|event| {
            let event = event
                .inspect_err(|error| tracing::error!(error = error as &dyn std::error::Error, "live stream ended"));
            future::ready(event.ok())
        })
        .filter_map(|recorded| {
            let event = Event::default().event("job").id(recorded.sequence.to_string()).json_data(&recorded);
            future::ready(event.ok())
        })
        .map(Ok::<_, Infallible>)
        .take_until(shutdown.cancelled_owned());
    // Read by nginx: without it events would wait in its buffer.
    let headers = [("x-accel-buffering", "no"), ("cache-control", "no-store")];
    Ok((headers, Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))).into_response())
}
