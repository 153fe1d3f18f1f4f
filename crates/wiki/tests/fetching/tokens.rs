//! Tokens that come with a fetch: where they go and where they do not.

use std::io::Write;
use std::sync::{Arc, Mutex};

use crate::support::{config, config_with_token, fetch_request, fetch_wiki, git_requests};
use relieur_application::ports::{FetchRequest, WikiSource as _};
use relieur_domain::wiki::AccessToken;
use relieur_domain::{FailureCode, GitHubHost, WikiRef};
use relieur_testkit::{GitHub, samples};
use relieur_wiki::{WikiReader, WikiReaderConfig};

async fn github() -> GitHub {
    GitHub::start().await.expect("a server")
}

fn on(config: &WikiReaderConfig, wiki: &str, token: &str) -> FetchRequest {
    let wiki = WikiRef::parse(wiki, &config.github).expect("a wiki");
    FetchRequest { token: AccessToken::new(token), ..FetchRequest::new(wiki) }
}

/// `host`'s wiki by its git address, under settings in which it is just some host.
fn elsewhere(host: &GitHub, slug: &str, token: &str) -> (WikiReaderConfig, FetchRequest) {
    let config = WikiReaderConfig {
        github: GitHubHost::default(),
        github_token: AccessToken::new("ghp_operator"),
        private_hosts: vec![format!("127.0.0.1:{}", host.port())],
        ..config(host)
    };
    let wiki = WikiRef::Git { url: format!("{}/{slug}.wiki.git", host.base_url()) };
    (config, FetchRequest { token: AccessToken::new(token), ..FetchRequest::new(wiki) })
}

#[tokio::test]
async fn a_private_wiki_is_read_with_the_token_of_the_fetch() {
    let github = github().await;
    github.add_private_wiki("acme/private", &samples::small(), "ghp_own").expect("added");
    // Also when the operator's token is of no use here.
    github.add_token("ghp_operator");
    for config in [config(&github), config_with_token(&github, "ghp_operator")] {
        let fetched = fetch_request(config.clone(), &on(&config, "acme/private", "ghp_own")).await;
        assert_eq!(fetched.paths(), ["Home.md", "Next-Page.md"]);
    }
    let config = config_with_token(&github, "ghp_operator");
    let without = FetchRequest { token: None, ..on(&config, "acme/private", "x") };
    assert_eq!(fetch_request(config, &without).await.failure().code, FailureCode::NoSuchRepository);
}

#[tokio::test]
async fn a_wrong_token_is_told_also_when_the_operators_would_do() {
    let github = github().await;
    github.add_private_wiki("acme/private", &samples::small(), "ghp_operator").expect("added");
    let config = config_with_token(&github, "ghp_operator");
    let fetched = fetch_request(config.clone(), &on(&config, "acme/private", "ghp_wrong")).await;
    assert_eq!(fetched.failure().code, FailureCode::TokenRefused);
    assert!(!format!("{:?}", fetched.failure()).contains("ghp_"));
}

#[tokio::test]
async fn a_token_for_another_host_goes_to_that_host_as_git_does() {
    let host = github().await;
    host.add_private_wiki("team/docs", &samples::small(), "glpat-own").expect("added");
    let (config, request) = elsewhere(&host, "team/docs", "glpat-own");
    assert_eq!(fetch_request(config.clone(), &request).await.paths(), ["Home.md", "Next-Page.md"]);
    // `oauth2:glpat-own`: the name that GitLab wants for some tokens and all others take.
    let basic = Some("Basic b2F1dGgyOmdscGF0LW93bg==".to_owned());
    assert!(host.requests().iter().all(|request| request.authorization == basic), "{:?}", host.requests());

    let (_, wrong) = elsewhere(&host, "team/docs", "glpat-wrong");
    assert!(fetch_request(config.clone(), &wrong).await.outcome.is_err());
    // The operator's token is GitHub's and stays at home.
    let before = host.requests().len();
    assert!(fetch_wiki(config, &request.wiki).await.outcome.is_err());
    assert!(host.requests()[before..].iter().all(|request| request.authorization.is_none()));
}

#[tokio::test]
async fn a_token_is_not_taken_along_to_another_origin() {
    let (host, other) = (github().await, github().await);
    for slug in ["acme/moved", "acme/here"] {
        other.add_wiki(slug, &samples::small()).expect("added");
    }
    host.add_redirected("acme/moved", &other.base_url()).expect("added");
    host.add_token("ghp_own");
    let (mut config, request) = elsewhere(&host, "acme/moved", "ghp_own");
    config.private_hosts.push(format!("127.0.0.1:{}", other.port()));
    assert_eq!(fetch_request(config.clone(), &request).await.paths().len(), 2);
    assert!(host.requests().iter().all(|request| request.authorization.is_some()));
    assert!(!other.requests().is_empty());
    assert!(other.requests().iter().all(|request| request.authorization.is_none()));

    // The same from GitHub, whose own token it is.
    let config = WikiReaderConfig { private_hosts: config.private_hosts, ..crate::support::config(&host) };
    assert_eq!(fetch_request(config.clone(), &on(&config, "acme/moved", "ghp_own")).await.paths().len(), 2);
    assert!(git_requests(&host).iter().all(|request| request.authorization.is_some()));
    assert!(other.requests().iter().all(|request| request.authorization.is_none()));
}

/// Keeps everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic before").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything these fetches log, in the finest detail there is.
#[tokio::test]
async fn a_token_is_in_no_log_no_failure_and_no_file() {
    let log = Log::default();
    let writer = log.clone();
    // The tests of this crate run in a process each; where they do not, the first one
    // to come keeps what others log as well, which does no harm.
    let _ =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).try_init();
    let github = github().await;
    github.add_private_wiki("acme/private", &samples::small(), "ghp_secret").expect("added");
    let attachment = github.add_private_attachment(
        "user-attachments/assets/0a",
        samples::png(1, 1, [0; 3]),
        "acme/private",
        "ghp_secret",
    );
    let config = config_with_token(&github, "ghp_operator_secret");
    let request = FetchRequest { history: true, ..on(&config, "acme/private", "ghp_secret") };
    let fetched = fetch_request(config.clone(), &request).await;
    let described = std::fs::read_to_string(fetched.folder.path().join("snapshot.json")).expect("a description");

    let reader = WikiReader::new(config.clone());
    let folder = tempfile::tempdir().expect("a folder");
    let images = reader.fetch_images(&request, &[attachment], folder.path(), Arc::new(|_| {})).await;
    assert!(images[0].outcome.is_ok(), "{images:?}");
    let refused = fetch_request(config.clone(), &on(&config, "acme/private", "ghp_secret_but_wrong")).await;

    let logged = String::from_utf8_lossy(&log.0.lock().expect("no panic before")).into_owned();
    let shown = format!("{logged}{described}{images:?}{:?}{reader:?}{request:?}", refused.failure());
    assert!(logged.len() > 1_000, "something was logged");
    for secret in ["ghp_secret", "ghp_operator", "Z2hwX3Nl", "dG9rZW46Z2hw"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}
