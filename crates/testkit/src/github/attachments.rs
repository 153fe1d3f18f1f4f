//! Images that GitHub keeps for a repository and that are no files of its wiki:
//! attachments, and raw files of the repository itself.
//!
//! As on GitHub, who may not see one gets the same answer as for one that is not
//! there; a fine-grained token may not see attachments at all, but a rendered page
//! names them with an address that is signed and takes no token.

use std::collections::{HashMap, HashSet};

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use serde_json::Value;

use super::routes::{header_text, token_of};
use super::{GitHub, Shared};

/// The signature in addresses of rendered pages.
const SIGNATURE: &str = "signed-for-some-minutes";
/// More than a question in a test.
const LONGEST_QUESTION: usize = 1024 * 1024;

#[derive(Debug, Clone)]
struct Attachment {
    bytes: Vec<u8>,
    /// `OWNER/REPO` and the token it takes to see it.
    private: Option<(String, String)>,
    /// Where it is sent on to.
    elsewhere: Option<String>,
}

/// What is kept, by path.
#[derive(Debug, Default)]
pub(super) struct Attachments {
    kept: HashMap<String, Attachment>,
    fine_grained: HashSet<String>,
}

impl GitHub {
    /// Keeps an attachment at `path`, for example `user-attachments/assets/1`, for
    /// everybody; returns its address.
    pub fn add_attachment(&self, path: &str, bytes: impl Into<Vec<u8>>) -> String {
        self.keep(path, Attachment { bytes: bytes.into(), private: None, elsewhere: None })
    }

    /// Keeps an attachment, or at `raw/OWNER/REPO/REF/PATH` a file, that only who
    /// shows `token` may see, and only on pages of `slug`; returns its address.
    pub fn add_private_attachment(&self, path: &str, bytes: impl Into<Vec<u8>>, slug: &str, token: &str) -> String {
        self.add_token(token);
        let private = Some((slug.to_owned(), token.to_owned()));
        self.keep(path, Attachment { bytes: bytes.into(), private, elsewhere: None })
    }

    /// Makes those who may see the attachment at `path` be sent on to `target`.
    pub fn store_attachment_at(&self, path: &str, target: &str) {
        if let Some(attachment) = self.shared.lock().attachments.kept.get_mut(path) {
            attachment.elsewhere = Some(target.to_owned());
        }
    }

    /// Makes `token` a fine-grained one: known, and not let near attachments.
    pub fn make_fine_grained(&self, token: &str) {
        self.add_token(token);
        self.shared.lock().attachments.fine_grained.insert(token.to_owned());
    }

    fn keep(&self, path: &str, attachment: Attachment) -> String {
        self.shared.lock().attachments.kept.insert(path.to_owned(), attachment);
        format!("{}/{path}", self.base_url())
    }
}

/// Answers a request for what is kept here; none when it is for something else.
pub(super) fn answer(shared: &Shared, headers: &HeaderMap, path: &str, query: Option<&str>) -> Option<Response> {
    let state = shared.lock();
    let shown = token_of(headers);
    if let Some(id) = path.strip_prefix("private-user-images/") {
        let attachment = state.attachments.kept.iter().find(|(path, _)| path.ends_with(&format!("/{id}")));
        let signed = query == Some(&format!("jwt={SIGNATURE}"));
        return Some(match attachment {
            // As GitHub's own hosts for images do.
            _ if shown.is_some() => StatusCode::BAD_REQUEST.into_response(),
            Some((_, attachment)) if signed => image(&attachment.bytes),
            _ => StatusCode::NOT_FOUND.into_response(),
        });
    }
    let attachment = state.attachments.kept.get(path)?;
    let is_raw = path.starts_with("raw/");
    let may_see = match (&attachment.private, &shown) {
        (None, _) => true,
        (Some((_, wanted)), Some(token)) => {
            wanted == token && (is_raw || !state.attachments.fine_grained.contains(token))
        }
        (Some(_), None) => false,
    };
    if !may_see {
        return Some((StatusCode::NOT_FOUND, Html("<!doctype html><title>Not Found</title>")).into_response());
    }
    Some(match &attachment.elsewhere {
        Some(target) => (StatusCode::FOUND, [(header::LOCATION, target.clone())]).into_response(),
        None => image(&attachment.bytes),
    })
}

/// Answers `POST /markdown`, as far as images are concerned.
pub(super) async fn render(shared: &Shared, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let host = header_text(&parts.headers, header::HOST.as_str()).unwrap_or_default();
    let shown = token_of(&parts.headers).unwrap_or_default();
    let question = to_bytes(body, LONGEST_QUESTION).await.ok();
    let question: Option<Value> = question.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let field = |name: &str| question.as_ref().and_then(|value| value[name].as_str()).unwrap_or_default().to_owned();
    let (text, mode, context) = (field("text"), field("mode"), field("context"));
    let state = shared.lock();
    if !state.tokens.contains(&shown) {
        return (StatusCode::UNAUTHORIZED, "{\"message\":\"Bad credentials\"}").into_response();
    }
    let address = text.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(address, _)| address);
    let path = address.strip_prefix(&format!("http://{host}/")).unwrap_or_default();
    let may_see = state.attachments.kept.get(path).is_some_and(|attachment| {
        attachment.private.as_ref().is_none_or(|(slug, token)| *slug == context && *token == shown)
    });
    let id = path.rsplit('/').next().unwrap_or_default();
    let source = if may_see && mode == "gfm" {
        format!("http://{host}/private-user-images/{id}?jwt={SIGNATURE}")
    } else {
        address.to_owned()
    };
    Html(format!("<p dir=\"auto\"><a href=\"{source}\"><img src=\"{source}\" alt=\"\"></a></p>")).into_response()
}

fn image(bytes: &[u8]) -> Response {
    ([(header::CONTENT_TYPE, "application/octet-stream")], bytes.to_vec()).into_response()
}
