//! `POST /api/v1/jobs {"wiki", "options", …}`: asks for an export.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use relieur_application::Jobs;
use relieur_application::jobs::Submission;
use relieur_domain::{AccessToken, GitHubHost, JobView, WikiRef};
use serde::Deserialize;

use super::{no_such_job, options};
use crate::api::error::ApiError;

/// The request. Not `Debug`: it may hold a token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmitRequest {
    wiki: String,
    /// How; every default when left out.
    options: Option<serde_json::Value>,
    /// Counts instead of the options' own.
    formats: Option<Vec<String>>,
    /// Counts instead of the options' own.
    history: Option<bool>,
    /// Export even when nothing has changed.
    #[serde(default)]
    force: bool,
    /// For this job only; kept sealed until it ends.
    token: Option<String>,
}

pub async fn submit(
    State(jobs): State<Jobs>,
    State(github): State<GitHubHost>,
    request: Result<Json<SubmitRequest>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(request) = request.map_err(|rejection| {
        let hint =
            r#"Send JSON such as {"wiki": "OWNER/REPO", "formats": ["pdf"]} with Content-Type: application/json."#;
        ApiError::new(rejection.status(), "bad_request", rejection.body_text(), hint)
    })?;
    let wiki = WikiRef::parse(&request.wiki, &github).map_err(|error| {
        let hint = "Write OWNER/REPO or the address of a GitHub wiki, such as https://github.com/OWNER/REPO/wiki.";
        ApiError::unprocessable("invalid_wiki", sentence(&error.to_string()), hint)
    })?;
    let mut options = options::read(request.options)?;
    if let Some(words) = &request.formats {
        options.formats = options::formats(words)?;
    }
    options.history = request.history.unwrap_or(options.history);
    let submission =
        Submission { wiki, options, force: request.force, token: request.token.and_then(AccessToken::new) };
    let id = jobs.submit(submission).await?;
    let view: JobView = jobs.job(id).await?.ok_or_else(|| no_such_job(id))?;
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("/api/v1/jobs/{id}"))], Json(view)).into_response())
}

/// An error's text as a sentence.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str().trim_end_matches('.')),
        None => String::new(),
    }
}
