//! What GitHub's API says about the repository a wiki belongs to: for the title page,
//! and of no weight. It is asked while git fetches; whoever has the wiki waits for
//! it no longer than a moment.

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use relieur_domain::Failure;
use relieur_domain::wiki::{GitHubRepository, RepositoryFacts, WikiSnapshot};
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use tokio::time::timeout;
use url::Url;

use crate::config::WikiReaderConfig;
use crate::http::{Auth, HttpClient, Outgoing};
use crate::images::{ImageKind, Queue, Transfers};
use crate::snapshot_writer::describe;

/// How long a finished fetch waits for answers that are still out.
const GRACE: Duration = Duration::from_millis(500);
/// Where the owner's picture is put in the snapshot's folder.
const AVATAR: &str = "avatar";
/// The largest picture taken.
const LARGEST_AVATAR: u64 = 2_000_000;
/// More than the API's answer about a repository, which is some 20 kB.
const LARGEST_ANSWER: usize = 1_000_000;
/// The longest text taken: GitHub's own limit for descriptions is 350 characters.
const LONGEST_TEXT: usize = 1_000;

/// Facts, and the picture that is not stored yet.
#[derive(Default)]
struct Found {
    facts: RepositoryFacts,
    avatar: Option<Vec<u8>>,
}

/// Runs `fetch` and, at the same time, asks for facts about `repository`, which go
/// into the snapshot when they are there in time.
pub(crate) async fn beside(
    fetch: impl Future<Output = Result<WikiSnapshot, Failure>>,
    client: &HttpClient,
    repository: &GitHubRepository,
    config: &WikiReaderConfig,
    into: &Path,
) -> Result<WikiSnapshot, Failure> {
    let asking = timeout(config.api_timeout, ask(client, repository, config));
    tokio::pin!(fetch, asking);
    let (snapshot, found) = tokio::select! {
        biased;
        fetched = &mut fetch => (fetched?, timeout(GRACE, asking).await.ok()),
        found = &mut asking => (fetch.await?, Some(found)),
    };
    match found.and_then(Result::ok).flatten() {
        Some(found) => Ok(with_facts(snapshot, found, into)),
        None => Ok(snapshot),
    }
}

fn with_facts(snapshot: WikiSnapshot, found: Found, into: &Path) -> WikiSnapshot {
    let Found { mut facts, avatar } = found;
    let stored = avatar.is_some_and(|bytes| std::fs::write(into.join(AVATAR), bytes).is_ok());
    facts.avatar = stored.then(|| AVATAR.to_owned());
    let described = WikiSnapshot { repository: Some(facts), ..snapshot.clone() };
    match describe(&described, into) {
        Ok(()) => described,
        Err(failure) => {
            tracing::warn!(%failure, "the facts about the repository could not be stored");
            snapshot
        }
    }
}

/// Asks about `repository` and its owner; none when the API says nothing of use.
async fn ask(client: &HttpClient, repository: &GitHubRepository, config: &WikiReaderConfig) -> Option<Found> {
    let api = repository.host.api_base();
    let transfers = Transfers {
        client,
        queue: Queue::new(),
        most_bytes: LARGEST_AVATAR,
        most_together: LARGEST_AVATAR,
        patience: config.api_timeout,
        received: AtomicU64::new(0),
    };
    let about = answer(client, &format!("{api}/repos/{}", repository.slug())).await?;
    let owner = about["owner"]["login"].as_str().unwrap_or(&repository.owner);
    let picture = about["owner"]["avatar_url"].as_str().and_then(|url| avatar_address(url, repository));
    let user = format!("{api}/users/{owner}");
    let (user, avatar) = tokio::join!(answer(client, &user), async {
        let picture = transfers.fetch(picture?, Auth::None).await.ok()?;
        let shown = matches!(picture.kind, ImageKind::Png | ImageKind::Jpeg | ImageKind::Gif | ImageKind::WebP);
        shown.then_some(picture.bytes)
    });
    let name = user.as_ref().and_then(|user| text(&user["name"])).filter(|name| name != owner);
    let facts = RepositoryFacts { description: text(&about["description"]), owner_name: name, avatar: None };
    Some(Found { facts, avatar })
}

/// The API's answer to a question; none when it is not "OK" or no JSON.
async fn answer(client: &HttpClient, address: &str) -> Option<Value> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/vnd.github+json"));
    let url = Url::parse(address).ok()?;
    let request = Outgoing { method: Method::GET, url, headers, body: Vec::new(), auth: Auth::Api };
    let mut response = client.send(request).await.ok()?.response;
    if response.status() != StatusCode::OK {
        return None;
    }
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.ok()? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LARGEST_ANSWER {
            return None;
        }
    }
    serde_json::from_slice(&bytes).ok()
}

/// The picture's address, when it lies where this GitHub keeps such pictures.
fn avatar_address(text: &str, repository: &GitHubRepository) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let home = Url::parse(repository.host.as_str()).ok()?;
    let host = url.host_str()?;
    let own = home.host_str()?;
    let known = if repository.host.is_github_com() {
        host == "avatars.githubusercontent.com"
    } else {
        url.origin() == home.origin() || host.strip_prefix("avatars.") == Some(own)
    };
    (known && matches!(url.scheme(), "http" | "https")).then_some(url)
}

/// A text of the API, when it has any, in one line.
fn text(value: &Value) -> Option<String> {
    let words: Vec<&str> = value.as_str()?.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let line = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(LONGEST_TEXT).collect();
    (!short.is_empty()).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use relieur_domain::GitHubHost;
    use serde_json::json;

    fn lies_right(host: &str, address: &str) -> bool {
        let host = GitHubHost::parse(host).expect("a host");
        let repository = GitHubRepository { host, owner: "o".into(), repo: "r".into() };
        avatar_address(address, &repository).is_some()
    }

    #[test]
    fn pictures_come_from_their_githubs_hosts_only() {
        let public = "https://github.com";
        assert!(lies_right(public, "https://avatars.githubusercontent.com/u/1?v=4"));
        assert!(!lies_right(public, "https://example.org/u/1"));
        assert!(!lies_right(public, "file:///etc/passwd"));
        let own = "https://git.example";
        assert!(lies_right(own, "https://git.example/avatars/u/1"));
        assert!(lies_right(own, "https://avatars.git.example/u/1"));
        assert!(!lies_right(own, "https://git.example:8443/avatars/u/1"));
    }

    #[test]
    fn texts_are_one_line_or_nothing() {
        assert_eq!(text(&json!(" Two\n lines\u{7} ")).as_deref(), Some("Two lines"));
        assert_eq!(text(&json!("  ")), None);
        assert_eq!(text(&json!(null)), None);
        assert_eq!(text(&json!("x".repeat(5_000))).map(|text| text.len()), Some(1_000));
    }
}
