//! The newest commit, asked for without fetching.

use std::fs;
use std::time::{Duration, Instant};

use crate::folders::{folder, git, work_tree};
use crate::support::{config, fetch, fetch_folder, git_requests};
use relieur_application::ports::{FetchRequest, WikiSource as _};
use relieur_domain::WikiRef;
use relieur_domain::wiki::AccessToken;
use relieur_testkit::{GitHub, samples};
use relieur_wiki::{WikiReader, WikiReaderConfig};

async fn head(config: WikiReaderConfig, request: &FetchRequest) -> Option<String> {
    WikiReader::new(config).head(request).await
}

fn request(config: &WikiReaderConfig, wiki: &str) -> FetchRequest {
    FetchRequest::new(WikiRef::parse(wiki, &config.github).expect("a wiki"))
}

#[tokio::test]
async fn the_head_is_what_a_fetch_would_give_and_costs_two_requests() {
    let github = GitHub::start().await.expect("a server");
    github.add_wiki("acme/small", &samples::small().branch("trunk")).expect("added");
    let config = config(&github);
    let told = head(config.clone(), &request(&config, "acme/small")).await;
    let asked: Vec<_> = git_requests(&github).into_iter().map(|request| request.method).collect();
    assert_eq!(asked, ["GET", "POST"], "no pack is asked for");
    assert!(told.is_some());
    assert_eq!(told, fetch(config.clone(), "acme/small").await.snapshot().commit);

    github.update_wiki("acme/small", &samples::small().page("New.md", "new")).expect("updated");
    assert_ne!(head(config.clone(), &request(&config, "acme/small")).await, told);
}

#[tokio::test]
async fn a_private_head_takes_the_token() {
    let github = GitHub::start().await.expect("a server");
    github.add_private_wiki("acme/private", &samples::small(), "ghp_good").expect("added");
    let config = config(&github);
    let anonymous = request(&config, "acme/private");
    assert_eq!(head(config.clone(), &anonymous).await, None);
    let allowed = FetchRequest { token: AccessToken::new("ghp_good"), ..anonymous };
    assert_eq!(head(config, &allowed).await.map(|commit| commit.len()), Some(40));
}

#[tokio::test]
async fn whatever_goes_wrong_there_is_no_head() {
    let github = GitHub::start().await.expect("a server");
    github.add_repository("acme/nowiki").expect("added");
    github.add_empty_wiki("acme/empty").expect("added");
    github.add_hanging("acme/hanging").expect("added");
    github.add_failing("acme/broken", &samples::small(), 503, 100).expect("added");
    let config = config(&github);
    let begun = Instant::now();
    for wiki in ["acme/nowiki", "acme/empty", "acme/hanging", "acme/broken", "acme/unknown"] {
        assert_eq!(head(config.clone(), &request(&config, wiki)).await, None, "{wiki}");
    }
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_folder_has_a_head_as_long_as_it_is_what_would_be_read() {
    let of = |path: &std::path::Path| FetchRequest::new(WikiRef::folder(path.display().to_string()));
    let place = work_tree();
    let told = head(WikiReaderConfig::default(), &of(place.path())).await;
    assert!(told.is_some());
    assert_eq!(told, fetch_folder(place.path()).await.snapshot().commit);
    fs::write(place.path().join("Home.md"), "changed").expect("written");
    assert_eq!(head(WikiReaderConfig::default(), &of(place.path())).await, None);
    git(place.path(), &["commit", "--quiet", "--all", "--message", "changed"]);
    let next = head(WikiReaderConfig::default(), &of(place.path())).await;
    assert!(next.is_some() && next != told);

    let plain = folder();
    samples::small().write_folder(plain.path()).expect("files");
    assert_eq!(head(WikiReaderConfig::default(), &of(plain.path())).await, None);
    assert_eq!(head(WikiReaderConfig::default(), &of(&plain.path().join("missing"))).await, None);

    let bare = plain.path().join("docs.git");
    samples::small().write_bare(&bare).expect("a repository");
    let told = head(WikiReaderConfig::default(), &of(&bare)).await;
    assert!(told.is_some());
    assert_eq!(told, fetch_folder(&bare).await.snapshot().commit);
}
