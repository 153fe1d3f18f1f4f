//! Git hosts other than GitHub.

use crate::support::{config, fetch, fetch_wiki};
use relieur_domain::{FailureCode, GitHubHost, WikiRef};
use relieur_testkit::{GitHub, samples};
use relieur_wiki::WikiReaderConfig;

fn git(url: String) -> WikiRef {
    WikiRef::Git { url }
}

/// Settings under which the test's server is just some host.
fn as_stranger(github: &GitHub, private_hosts: Vec<String>) -> WikiReaderConfig {
    WikiReaderConfig { github: GitHubHost::default(), private_hosts, ..config(github) }
}

#[tokio::test]
async fn any_git_host_may_hold_a_wiki() {
    let host = GitHub::start().await.expect("a server");
    host.add_wiki("team/docs", &samples::small()).expect("added");
    let wiki = git(format!("{}/team/docs.git", host.base_url()));
    let fetched = fetch_wiki(as_stranger(&host, vec!["127.0.0.1".into()]), &wiki).await;
    assert_eq!(fetched.paths(), ["Home.md", "Next-Page.md"]);
    assert_eq!(fetched.snapshot().wiki, wiki);
}

#[tokio::test]
async fn hosts_on_the_own_network_are_refused_by_number_and_by_name() {
    let host = GitHub::start().await.expect("a server");
    host.add_wiki("team/docs", &samples::small()).expect("added");
    for place in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        let wiki = git(format!("http://{place}:{}/team/docs.git", host.port()));
        let fetched = fetch_wiki(as_stranger(&host, Vec::new()), &wiki).await;
        assert_eq!(fetched.failure().code, FailureCode::AddressRefused, "{place}: {:?}", fetched.failure());
    }
    assert!(host.requests().is_empty());
}

#[tokio::test]
async fn another_port_of_the_configured_github_is_another_host() {
    let (ours, other) = (GitHub::start().await.expect("a server"), GitHub::start().await.expect("a server"));
    let wiki = git(format!("{}/team/docs.git", other.base_url()));
    let fetched = fetch_wiki(config(&ours), &wiki).await;
    assert_eq!(fetched.failure().code, FailureCode::AddressRefused);
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn a_host_that_is_not_there_is_told_by_its_name() {
    let host = GitHub::start().await.expect("a server");
    let fetched = fetch(as_stranger(&host, Vec::new()), "https://no-such-host.invalid/a/b.git").await;
    let failure = fetched.failure();
    assert_eq!((failure.code, failure.subject.as_str()), (FailureCode::Unreachable, "no-such-host.invalid"));

    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let closed = git(format!("http://{free}/a/b.git"));
    let fetched = fetch_wiki(as_stranger(&host, vec!["127.0.0.1".into()]), &closed).await;
    assert_eq!(fetched.failure().code, FailureCode::Unreachable);
}

#[tokio::test]
async fn a_page_that_is_no_repository_is_not_taken_for_one() {
    let host = GitHub::start().await.expect("a server");
    host.add_wiki("team/docs", &samples::small()).expect("added");
    let stranger = || as_stranger(&host, vec!["127.0.0.1".into()]);
    let page = git(format!("{}/team/docs/wiki", host.base_url()));
    assert_eq!(fetch_wiki(stranger(), &page).await.failure().code, FailureCode::NoSuchRepository);
    let missing = git(format!("{}/team/none.git", host.base_url()));
    assert_eq!(fetch_wiki(stranger(), &missing).await.failure().code, FailureCode::NoSuchRepository);
}

#[tokio::test]
async fn an_empty_repository_is_an_empty_wiki() {
    let host = GitHub::start().await.expect("a server");
    host.add_empty_wiki("team/docs").expect("added");
    let wiki = git(format!("{}/team/docs.git", host.base_url()));
    let fetched = fetch_wiki(as_stranger(&host, vec!["127.0.0.1".into()]), &wiki).await;
    assert_eq!(fetched.failure().code, FailureCode::EmptyWiki);
}
