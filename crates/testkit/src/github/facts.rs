//! What GitHub's API says about a repository and its owner.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::{GitHub, Shared};

/// What is known about one repository.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// One sentence about the project.
    pub description: Option<String>,
    /// The owner's name.
    pub owner_name: Option<String>,
    /// The owner's picture.
    pub avatar: Option<Vec<u8>>,
    /// How long each answer of the API takes.
    pub pause: Duration,
}

/// Facts by `OWNER/REPO` in lower case.
pub(super) type FactsBySlug = HashMap<String, Facts>;

impl GitHub {
    /// Tells the API more about the repository `slug`.
    pub fn describe(&self, slug: &str, facts: Facts) {
        self.shared.lock().facts.insert(slug.to_lowercase(), facts);
    }
}

/// Waits as long as answers about `slug` take.
pub(super) async fn pause(shared: &Shared, slug: &str) {
    let pause = shared.lock().facts.get(&slug.to_lowercase()).map(|facts| facts.pause);
    if let Some(pause) = pause.filter(|pause| !pause.is_zero()) {
        tokio::time::sleep(pause).await;
    }
}

/// Adds to `body`, the API's answer about `slug`, what is known.
pub(super) fn complete(shared: &Shared, slug: &str, base: &str, body: &mut Value) {
    let owner = slug.split('/').next().unwrap_or_default();
    let state = shared.lock();
    let facts = state.facts.get(&slug.to_lowercase()).cloned().unwrap_or_default();
    body["description"] = json!(facts.description);
    body["owner"] = json!({ "login": owner, "avatar_url": format!("{base}/avatars/u/{owner}") });
}

/// Answers `GET /users/OWNER`.
pub(super) fn user(shared: &Shared, owner: &str) -> Response {
    let Some(facts) = of_owner(shared, owner) else { return StatusCode::NOT_FOUND.into_response() };
    axum::Json(json!({ "login": owner, "name": facts.owner_name })).into_response()
}

/// Answers with the owner's picture.
pub(super) fn avatar(shared: &Shared, owner: &str) -> Response {
    match of_owner(shared, owner).and_then(|facts| facts.avatar) {
        Some(bytes) => ([(header::CONTENT_TYPE, "image/png")], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn of_owner(shared: &Shared, owner: &str) -> Option<Facts> {
    let prefix = format!("{}/", owner.to_lowercase());
    shared.lock().facts.iter().find(|(slug, _)| slug.starts_with(&prefix)).map(|(_, facts)| facts.clone())
}
