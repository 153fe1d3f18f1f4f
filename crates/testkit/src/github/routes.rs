//! Which request is answered by what, and who may see which repository.

use std::collections::HashSet;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::{Manner, RecordedRequest, Repository, Shared, attachments, facts, git, pages, troubles};

pub(super) fn router(shared: Shared) -> Router {
    Router::new().fallback(answer).with_state(shared)
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let target = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let authorization = header_text(request.headers(), header::AUTHORIZATION.as_str());
    shared.lock().requests.push(RecordedRequest { method: request.method().to_string(), target, authorization });

    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy().into_owned();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    if let Some(kept) = attachments::answer(&shared, request.headers(), path.trim_matches('/'), request.uri().query()) {
        return kept;
    }
    match parts.as_slice() {
        ["api", "v3", "repos", owner, repo] => {
            let slug = format!("{owner}/{repo}");
            facts::pause(&shared, &slug).await;
            api(&shared, request.headers(), &slug)
        }
        ["api", "v3", "users", owner] => facts::user(&shared, owner),
        ["api", "v3", "markdown"] => attachments::render(&shared, request).await,
        ["avatars", "u", owner] => facts::avatar(&shared, owner),
        ["raw", "wiki", owner, repo, file @ ..] => {
            let slug = format!("{owner}/{repo}");
            if let Some(trouble) = troubles::on_the_web(&shared, &slug, request.uri().path()).await {
                return trouble;
            }
            match visible(&shared, request.headers(), &slug) {
                Ok(repository) => troubles::refusal(troubles::of(&shared, &slug).raw_status)
                    .unwrap_or_else(|| pages::raw(&repository, &file.join("/"))),
                Err(_) => StatusCode::NOT_FOUND.into_response(),
            }
        }
        [owner, repo, operation @ ..] if is_git(repo, operation) => {
            let name = repo.trim_end_matches(".git").trim_end_matches(".wiki");
            let operation = operation.join("/");
            match visible(&shared, request.headers(), &format!("{owner}/{name}")) {
                Ok(repository) => git::answer(&shared, repository, &operation, request).await,
                Err(_) => git::asks_for_credentials(),
            }
        }
        [owner, repo, rest @ ..] => {
            let slug = format!("{owner}/{repo}");
            web_page(&shared, request.headers(), request.uri().path(), &slug, rest).await
        }
        _ => (StatusCode::NOT_FOUND, "Not Found").into_response(),
    }
}

async fn web_page(shared: &Shared, headers: &HeaderMap, target: &str, slug: &str, rest: &[&str]) -> Response {
    let Ok(repository) = visible(shared, headers, slug) else {
        return (StatusCode::NOT_FOUND, "Not Found").into_response();
    };
    if rest.first() == Some(&"wiki") {
        if repository.manner == Manner::Hanging {
            return std::future::pending().await;
        }
        if let Some(trouble) = troubles::on_the_web(shared, slug, target).await {
            return trouble;
        }
    }
    pages::page(&repository, rest, &troubles::of(shared, slug))
}

fn is_git(repo: &str, operation: &[&str]) -> bool {
    repo.strip_suffix(".git").is_some() || matches!(operation, ["info", "refs"] | ["git-upload-pack"])
}

/// Why a repository is not shown.
enum Hidden {
    /// It is not there, or private.
    Unknown,
    /// The token is none of ours.
    BadToken,
}

fn visible(shared: &Shared, headers: &HeaderMap, slug: &str) -> Result<Repository, Hidden> {
    let state = shared.lock();
    let shown = token_of(headers);
    if shown.as_ref().is_some_and(|token| !known(&state.tokens, token)) {
        return Err(Hidden::BadToken);
    }
    let repository = state.repositories.get(&slug.to_lowercase()).ok_or(Hidden::Unknown)?;
    if repository.private_token.is_some() && repository.private_token != shown {
        return Err(Hidden::Unknown);
    }
    Ok(repository.clone())
}

fn known(tokens: &HashSet<String>, token: &str) -> bool {
    tokens.contains(token)
}

/// The token in `Authorization`: `Bearer T`, `token T`, or the password of `Basic`.
pub(super) fn token_of(headers: &HeaderMap) -> Option<String> {
    let value = header_text(headers, header::AUTHORIZATION.as_str())?;
    let (scheme, rest) = value.split_once(' ')?;
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" | "token" => Some(rest.trim().to_owned()),
        "basic" => {
            let decoded = decode_base64(rest.trim())?;
            decoded.split_once(':').map(|(_, password)| password.to_owned())
        }
        _ => None,
    }
}

fn decode_base64(text: &str) -> Option<String> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bits = 0_u32;
    let mut held = 0;
    let mut bytes = Vec::new();
    for c in text.bytes().filter(|c| *c != b'=') {
        let value = ALPHABET.iter().position(|known| *known == c)?;
        bits = (bits << 6) | u32::try_from(value).ok()?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    String::from_utf8(bytes).ok()
}

pub(super) fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned)
}

/// `GET /repos/OWNER/REPO` of the REST API, as far as anybody looks at it.
fn api(shared: &Shared, headers: &HeaderMap, slug: &str) -> Response {
    if shared.lock().api_exhausted {
        let message =
            json!({ "message": "API rate limit exceeded", "documentation_url": "https://docs.github.com/rest" });
        return json_response(StatusCode::FORBIDDEN, &message, &[("x-ratelimit-remaining", "0")]);
    }
    match visible(shared, headers, slug) {
        Ok(repository) => {
            let name = repository.slug.rsplit('/').next().unwrap_or_default();
            let mut body = json!({
                "name": name,
                "full_name": repository.slug,
                "private": repository.private_token.is_some(),
                "has_wiki": true,
                "default_branch": "main",
            });
            let host = header_text(headers, header::HOST.as_str()).unwrap_or_default();
            facts::complete(shared, &repository.slug, &format!("http://{host}"), &mut body);
            json_response(StatusCode::OK, &body, &[("x-ratelimit-remaining", "59")])
        }
        Err(Hidden::Unknown) => json_response(StatusCode::NOT_FOUND, &json!({ "message": "Not Found" }), &[]),
        Err(Hidden::BadToken) => json_response(StatusCode::UNAUTHORIZED, &json!({ "message": "Bad credentials" }), &[]),
    }
}

fn json_response(status: StatusCode, body: &serde_json::Value, headers: &[(&str, &str)]) -> Response {
    let mut response =
        Response::builder().status(status).header(header::CONTENT_TYPE, "application/json; charset=utf-8");
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(body.to_string())).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_from_every_form_of_authorization() {
        let token = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, header::HeaderValue::from_static(value));
            token_of(&headers)
        };
        assert_eq!(token("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(token("Basic eC1hY2Nlc3MtdG9rZW46Z2hwX3NlY3JldA==").as_deref(), Some("ghp_secret"));
        assert_eq!(token("Nonsense"), None);
    }
}
