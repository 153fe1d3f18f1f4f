//! Asks GitHub whether a repository exists. Git itself gives one answer for all of
//! "no such repository", "private" and "no wiki"; the API and, when its limit is
//! used up, the repository's web page tell them apart.

use relieur_domain::Timestamp;
use relieur_domain::wiki::GitHubRepository;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use tokio::time::timeout;
use url::Url;

use crate::http::{Auth, HttpClient, Limited, Outgoing, Reply, limit_of, now};

/// What GitHub says about a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existence {
    /// It is there and we may see it.
    Exists,
    /// It is not there, or we may not see it.
    NotFound,
    /// The token is wrong, expired or not allowed here.
    TokenRefused,
    /// Too much was asked, and the web page does not tell either; until then, if the
    /// API said so.
    RateLimited(Option<Timestamp>),
    /// Neither the API nor the web page gave an answer.
    Unknown,
}

/// Looks `repository` up.
pub(crate) async fn look_up(
    client: &HttpClient,
    repository: &GitHubRepository,
    patience: std::time::Duration,
) -> Existence {
    let api = format!("{}/repos/{}", repository.host.api_base(), repository.slug());
    let said = match ask(client, &api, Auth::Api, patience).await {
        None => Existence::Unknown,
        Some(reply) => of_api(reply.response.status(), reply.response.headers()),
    };
    if !matches!(said, Existence::RateLimited(_) | Existence::Unknown) {
        return said;
    }
    let page = format!("{}/{}", repository.host.as_str(), repository.slug());
    match ask(client, &page, Auth::None, patience).await.map(|reply| reply.response.status()) {
        Some(StatusCode::OK) => Existence::Exists,
        Some(StatusCode::NOT_FOUND) => Existence::NotFound,
        _ => said,
    }
}

async fn ask(client: &HttpClient, address: &str, auth: Auth, patience: std::time::Duration) -> Option<Reply> {
    let mut headers = HeaderMap::new();
    if auth == Auth::Api {
        headers.insert(ACCEPT, HeaderValue::from_static("application/vnd.github+json"));
    }
    let request = Outgoing { method: Method::GET, url: Url::parse(address).ok()?, headers, body: Vec::new(), auth };
    let answer = timeout(patience, client.send(request)).await.ok()?;
    answer.inspect_err(|failure| tracing::debug!(%failure, "github did not say whether a repository exists")).ok()
}

fn of_api(status: StatusCode, headers: &HeaderMap) -> Existence {
    if let Some(Limited { until }) = limit_of(status, headers, now()) {
        return Existence::RateLimited(until);
    }
    match status {
        StatusCode::OK => Existence::Exists,
        StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS => Existence::NotFound,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Existence::TokenRefused,
        _ => Existence::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_token_is_told_from_an_exhausted_limit() {
        let none = HeaderMap::new();
        let mut spent = HeaderMap::new();
        spent.insert("x-ratelimit-remaining", HeaderValue::from_static("0"));
        assert_eq!(of_api(StatusCode::FORBIDDEN, &none), Existence::TokenRefused);
        assert_eq!(of_api(StatusCode::FORBIDDEN, &spent), Existence::RateLimited(None));
        assert_eq!(of_api(StatusCode::UNAUTHORIZED, &none), Existence::TokenRefused);
        assert_eq!(of_api(StatusCode::BAD_GATEWAY, &none), Existence::Unknown);
    }
}
