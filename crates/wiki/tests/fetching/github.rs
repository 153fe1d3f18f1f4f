//! Wikis on GitHub: what is fetched, and what a person is told when it is not.

use std::time::Duration;

use crate::support::{config, config_with_token, fetch, git_requests};
use relieur_application::ports::{FetchProgress, FetchRequest, WikiSource as _};
use relieur_domain::wiki::{FetchStrategy, WikiSnapshot};
use relieur_domain::{FailureCode, WikiRef};
use relieur_testkit::{GitHub, Troubles, WikiBuilder, samples};
use relieur_wiki::{Limits, WikiReader, WikiReaderConfig};

async fn github() -> GitHub {
    GitHub::start().await.expect("a server")
}

#[tokio::test]
async fn a_wiki_is_fetched_whole_with_its_commit_and_date() {
    let github = github().await;
    let wiki = samples::handbook_at(&github.base_url());
    github.add_wiki("acme/handbook", &wiki).expect("added");
    let fetched = fetch(config(&github), "acme/handbook").await;

    let expected = wiki.files();
    assert_eq!(fetched.paths(), expected.keys().map(String::as_str).collect::<Vec<_>>());
    for (path, bytes) in &expected {
        assert_eq!(&fetched.bytes(path), bytes, "{path}");
    }
    let snapshot = fetched.snapshot();
    assert_eq!(snapshot.strategy, FetchStrategy::Git);
    assert_eq!(snapshot.commit.as_deref().map(str::len), Some(40));
    assert_eq!(snapshot.committed_at.map(|date| date.to_rfc3339()).as_deref(), Some("2024-06-01T12:00:00+00:00"));
    assert!(snapshot.warnings.is_empty(), "{:?}", snapshot.warnings);
}

#[tokio::test]
async fn the_snapshot_is_described_on_disk_and_the_clone_is_gone() {
    let github = github().await;
    github.add_wiki("acme/small", &samples::small()).expect("added");
    let fetched = fetch(config(&github), "acme/small").await;
    let described = std::fs::read(fetched.folder.path().join(WikiSnapshot::FILE_NAME)).expect("a description");
    assert_eq!(&serde_json::from_slice::<WikiSnapshot>(&described).expect("JSON"), fetched.snapshot());
    let mut left: Vec<_> = std::fs::read_dir(fetched.folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    left.sort();
    assert_eq!(left, ["files", "snapshot.json"]);
}

#[tokio::test]
async fn only_the_newest_commit_is_transferred() {
    let github = github().await;
    let mut wiki = WikiBuilder::new();
    for number in 0..20 {
        wiki = wiki.page("Home.md", format!("version {number}")).commit("Updated Home (markdown)");
    }
    github.add_wiki("acme/old", &wiki).expect("added");
    let fetched = fetch(config(&github), "acme/old").await;
    assert_eq!(fetched.bytes("Home.md"), b"version 19");
    // One commit, one tree, one page.
    assert_eq!(fetched.progress.last(), Some(&FetchProgress::Receiving { done: 3, total: 3 }));
}

#[tokio::test]
async fn progress_begins_with_the_question_and_ends_with_every_object() {
    let github = github().await;
    let mut wiki = samples::small();
    for number in 0..60_u32 {
        // Noise, so that the pack is not compressed into a single piece.
        let noise: Vec<u8> =
            (0..8_000_u32).map(|at| ((at * 31 + number).wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        wiki = wiki.file(&format!("noise-{number}.bin"), noise);
    }
    github.add_slow("acme/slow", &wiki, Duration::from_secs(2)).expect("added");
    let fetched = fetch(config(&github), "acme/slow").await;
    assert_eq!(fetched.paths().len(), 62);
    assert_eq!(fetched.progress.first(), Some(&FetchProgress::Connecting));
    let received: Vec<u64> = fetched
        .progress
        .iter()
        .filter_map(|told| match told {
            FetchProgress::Receiving { done, total: 64 } => Some(*done),
            FetchProgress::Receiving { .. } | FetchProgress::Connecting | FetchProgress::FallingBack(_) => None,
        })
        .collect();
    assert!(received.is_sorted(), "{received:?}");
    assert!(received.iter().any(|done| (1..64).contains(done)), "{received:?}");
    assert_eq!(received.last(), Some(&64));
}

#[tokio::test]
async fn the_branch_may_have_any_name() {
    let github = github().await;
    github.add_wiki("acme/trunk", &samples::small().branch("trunk")).expect("added");
    assert_eq!(fetch(config(&github), "acme/trunk").await.paths(), ["Home.md", "Next-Page.md"]);
}

#[tokio::test]
async fn a_repository_without_a_wiki_is_told_from_one_that_is_not_there() {
    let github = github().await;
    github.add_repository("acme/nowiki").expect("added");
    let fetched = fetch(config(&github), "acme/nowiki").await;
    assert_eq!((fetched.failure().code, fetched.failure().subject.as_str()), (FailureCode::NoWiki, "acme/nowiki"));
    let fetched = fetch(config(&github), "acme/unknown").await;
    let failure = fetched.failure();
    assert_eq!((failure.code, failure.subject.as_str()), (FailureCode::NoSuchRepository, "acme/unknown"));
}

#[tokio::test]
async fn an_exhausted_api_does_not_hide_what_the_web_page_tells() {
    let github = github().await;
    github.add_repository("acme/nowiki").expect("added");
    github.exhaust_api(true);
    assert_eq!(fetch(config(&github), "acme/nowiki").await.failure().code, FailureCode::NoWiki);
    assert_eq!(fetch(config(&github), "acme/unknown").await.failure().code, FailureCode::NoSuchRepository);
}

#[tokio::test]
async fn a_wiki_without_a_page_is_no_wiki_or_an_empty_one() {
    let github = github().await;
    github.add_empty_wiki("acme/empty").expect("added");
    assert_eq!(fetch(config(&github), "acme/empty").await.failure().code, FailureCode::NoWiki);
    github.add_wiki("acme/pictures", &WikiBuilder::new().file("a.png", samples::png(2, 2, [0, 0, 0]))).expect("added");
    assert_eq!(fetch(config(&github), "acme/pictures").await.failure().code, FailureCode::EmptyWiki);
}

#[tokio::test]
async fn a_private_wiki_is_read_with_its_token_only() {
    let github = github().await;
    github.add_private_wiki("acme/private", &samples::small(), "ghp_good").expect("added");
    assert_eq!(fetch(config(&github), "acme/private").await.failure().code, FailureCode::NoSuchRepository);
    let fetched = fetch(config_with_token(&github, "ghp_good"), "acme/private").await;
    assert_eq!(fetched.paths(), ["Home.md", "Next-Page.md"]);
}

#[tokio::test]
async fn a_refused_token_is_told_as_such_and_never_shown() {
    let github = github().await;
    github.add_wiki("acme/small", &samples::small()).expect("added");
    let fetched = fetch(config_with_token(&github, "ghp_expired"), "acme/small").await;
    let failure = fetched.failure();
    assert_eq!(failure.code, FailureCode::TokenRefused);
    assert!(!format!("{failure:?}").contains("ghp_expired"));
}

#[tokio::test]
async fn the_token_goes_to_its_github_and_to_nobody_else() {
    let (ours, theirs) = (github().await, github().await);
    ours.add_token("ghp_good");
    ours.add_wiki("acme/small", &samples::small()).expect("added");
    theirs.add_wiki("acme/small", &samples::small()).expect("added");
    let config = WikiReaderConfig {
        private_hosts: vec![format!("127.0.0.1:{}", theirs.port())],
        ..config_with_token(&ours, "ghp_good")
    };

    fetch(config.clone(), "acme/small").await.snapshot();
    assert!(git_requests(&ours).iter().all(|request| request.authorization.is_some()));

    let other = WikiRef::Git { url: format!("{}/acme/small.wiki.git", theirs.base_url()) };
    crate::support::fetch_wiki(config.clone(), &other).await.snapshot();
    assert!(!theirs.requests().is_empty());

    ours.add_redirected("acme/moved", &theirs.base_url()).expect("added");
    theirs.add_wiki("acme/moved", &samples::small()).expect("added");
    let before = theirs.requests().len();
    fetch(config, "acme/moved").await.snapshot();
    assert!(theirs.requests().len() > before, "the redirect was followed");
    assert!(theirs.requests().iter().all(|request| request.authorization.is_none()), "{:?}", theirs.requests());
}

#[tokio::test]
async fn a_redirect_into_the_own_network_is_refused() {
    let (ours, inside) = (github().await, github().await);
    ours.add_redirected("acme/trap", &inside.base_url()).expect("added");
    let fetched = fetch(config(&ours), "acme/trap").await;
    assert_eq!(fetched.failure().code, FailureCode::AddressRefused);
    assert!(inside.requests().is_empty());
}

#[tokio::test]
async fn a_renamed_repository_is_followed_on_its_own_host() {
    let github = github().await;
    github.add_redirected("acme/old", &format!("{}/renamed", github.base_url())).expect("added");
    // The target is `/renamed/acme/old.wiki.git`, which is nobody's: the redirect was
    // followed and its answer counts.
    assert_eq!(fetch(config(&github), "acme/old").await.failure().code, FailureCode::NoWiki);
    let followed =
        github.requests().iter().any(|request| request.target.starts_with("/renamed/acme/old.wiki.git/info/refs"));
    assert!(followed, "{:?}", github.requests());
}

#[tokio::test]
async fn a_host_that_never_answers_is_given_up() {
    let github = github().await;
    github.add_hanging("acme/hanging").expect("added");
    let fetched = fetch(config(&github), "acme/hanging").await;
    let failure = fetched.failure();
    let host = format!("127.0.0.1:{}", github.port());
    assert_eq!((failure.code, failure.subject.as_str()), (FailureCode::Unreachable, host.as_str()));
}

#[tokio::test]
async fn a_transfer_that_is_cut_short_is_tried_again_and_then_told() {
    let github = github().await;
    github.add_truncated("acme/cut", &samples::many(50)).expect("added");
    github.trouble("acme/cut", Troubles { web_status: Some(503), raw_status: Some(503), ..Troubles::default() });
    let fetched = fetch(config(&github), "acme/cut").await;
    assert_eq!(fetched.failure().code, FailureCode::TransferBroken);
    // The pack had begun to come, so this was no refusal to talk.
    let detail = fetched.failure().detail.clone().unwrap_or_default();
    assert!(detail.contains("chunk"), "{detail}");
    let tries = github.requests().iter().filter(|request| request.target.contains("info/refs")).count();
    assert_eq!(tries, 3);
    assert!(!fetched.folder.path().join(WikiSnapshot::FILE_NAME).exists());
}

#[tokio::test]
async fn a_host_that_recovers_is_not_noticed() {
    let github = github().await;
    github.add_failing("acme/shaky", &samples::small(), 503, 2).expect("added");
    assert_eq!(fetch(config(&github), "acme/shaky").await.paths().len(), 2);
}

#[tokio::test]
async fn too_many_questions_are_told_as_such() {
    let github = github().await;
    github.add_failing("acme/busy", &samples::small(), 429, 100).expect("added");
    assert_eq!(fetch(config(&github), "acme/busy").await.failure().code, FailureCode::RateLimited);
}

#[tokio::test]
async fn links_and_submodules_are_refused_and_hidden_files_are_not_worth_a_word() {
    let github = github().await;
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 99\n";
    let wiki = samples::small()
        .symlink("Secrets.md", "/etc/passwd")
        .submodule("vendor")
        .page(".hidden.md", "x")
        .page("big.bin", pointer);
    github.add_wiki("acme/odd", &wiki).expect("added");
    let fetched = fetch(config(&github), "acme/odd").await;
    assert_eq!(fetched.paths(), ["Home.md", "Next-Page.md"]);
    let expected = [("symlink_refused", "Secrets.md"), ("lfs", "big.bin"), ("submodule_refused", "vendor")];
    assert_eq!(fetched.warnings(), expected);
}

#[tokio::test]
async fn a_large_file_costs_itself_and_a_large_wiki_is_refused() {
    let github = github().await;
    github.add_wiki("acme/large", &samples::small().file("film.mp4", vec![7; 3_000])).expect("added");
    let limits = Limits { file_bytes: 2_000, ..Limits::default() };
    let fetched = fetch(WikiReaderConfig { limits, ..config(&github) }, "acme/large").await;
    assert_eq!(fetched.paths(), ["Home.md", "Next-Page.md"]);
    assert_eq!(fetched.warnings(), [("file_too_large", "film.mp4")]);

    let limits = Limits { files: 2, ..Limits::default() };
    let fetched = fetch(WikiReaderConfig { limits, ..config(&github) }, "acme/large").await;
    assert_eq!(fetched.failure().code, FailureCode::WikiTooLarge);
    let limits = Limits { total_bytes: 300, ..Limits::default() };
    let fetched = fetch(WikiReaderConfig { limits, ..config(&github) }, "acme/large").await;
    assert_eq!(fetched.failure().code, FailureCode::WikiTooLarge);
}

#[tokio::test]
async fn a_small_pack_that_unfolds_into_an_enormous_file_is_refused() {
    let github = github().await;
    github.add_wiki("acme/bomb", &samples::small().file("zeros.bin", vec![0; 3_000_000])).expect("added");
    let limits = Limits { object_bytes: 1_000_000, ..Limits::default() };
    let fetched = fetch(WikiReaderConfig { limits, ..config(&github) }, "acme/bomb").await;
    assert_eq!(fetched.failure().code, FailureCode::WikiTooLarge, "{:?}", fetched.failure());
    let tries = git_requests(&github).iter().filter(|request| request.method == "GET").count();
    assert_eq!(tries, 1, "trying again would not help");
}

#[tokio::test]
async fn a_fetch_takes_three_requests() {
    let github = github().await;
    github.add_wiki("acme/small", &samples::small()).expect("added");
    fetch(config(&github), "acme/small").await.snapshot();
    let methods: Vec<_> = git_requests(&github).into_iter().map(|request| request.method).collect();
    assert_eq!(methods, ["GET", "POST", "POST"]);
}

#[tokio::test]
async fn a_dropped_fetch_stops_asking() {
    let github = github().await;
    github.add_slow("acme/slow", &samples::many(200), Duration::from_mins(1)).expect("added");
    let reader = WikiReader::new(WikiReaderConfig { stall_timeout: Duration::from_secs(30), ..config(&github) });
    let wiki = WikiRef::parse("acme/slow", &config(&github).github).expect("a wiki");
    let folder = tempfile::tempdir().expect("a folder");
    let request = FetchRequest::new(wiki);
    let fetch = reader.fetch(&request, folder.path(), std::sync::Arc::new(|_| {}));
    assert!(tokio::time::timeout(Duration::from_millis(800), fetch).await.is_err());
    // The thread notices, ends, and takes its clone with it; were it stuck, the
    // loop would run into the test runner's limit.
    while std::fs::read_dir(folder.path()).expect("a folder").next().is_some() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
