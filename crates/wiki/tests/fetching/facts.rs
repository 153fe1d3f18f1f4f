//! What GitHub says about the repository a wiki belongs to.

use std::fs;
use std::time::{Duration, Instant};

use crate::support::{config, fetch};
use relieur_domain::wiki::{RepositoryFacts, WikiSnapshot};
use relieur_testkit::{Facts, GitHub, samples};
use relieur_wiki::WikiReaderConfig;

fn facts() -> Facts {
    Facts {
        description: Some("Everything about anvils".into()),
        owner_name: Some("Acme, Inc.".into()),
        avatar: Some(samples::png(8, 8, [9, 9, 9])),
        ..Facts::default()
    }
}

async fn described(facts: Facts) -> GitHub {
    let github = GitHub::start().await.expect("a server");
    github.add_wiki("acme/small", &samples::small()).expect("added");
    github.describe("acme/small", facts);
    github
}

#[tokio::test]
async fn the_repository_is_described_and_its_owner_shown() {
    let github = described(facts()).await;
    let fetched = fetch(config(&github), "acme/small").await;
    let expected = RepositoryFacts {
        description: Some("Everything about anvils".into()),
        owner_name: Some("Acme, Inc.".into()),
        avatar: Some("avatar".into()),
    };
    assert_eq!(fetched.snapshot().repository, Some(expected));
    let avatar = fs::read(fetched.folder.path().join("avatar")).expect("a picture");
    assert_eq!(avatar, samples::png(8, 8, [9, 9, 9]));
    let on_disk = fs::read(fetched.folder.path().join(WikiSnapshot::FILE_NAME)).expect("a description");
    assert_eq!(&serde_json::from_slice::<WikiSnapshot>(&on_disk).expect("JSON"), fetched.snapshot());
}

#[tokio::test]
async fn an_owner_without_a_name_of_their_own_has_none() {
    let github = described(Facts { owner_name: Some("acme".into()), description: Some(" ".into()), ..facts() }).await;
    let repository = fetch(config(&github), "acme/small").await.snapshot().repository.clone().expect("facts");
    assert_eq!((repository.owner_name, repository.description), (None, None));
}

#[tokio::test]
async fn a_picture_that_is_none_or_too_large_is_left_out() {
    for avatar in [
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
        [samples::png(8, 8, [0; 3]), vec![0; 2_000_001]].concat(),
    ] {
        let github = described(Facts { avatar: Some(avatar), ..facts() }).await;
        let fetched = fetch(config(&github), "acme/small").await;
        let repository = fetched.snapshot().repository.clone().expect("facts");
        assert_eq!(repository.avatar, None);
        assert_eq!(repository.owner_name.as_deref(), Some("Acme, Inc."));
        assert!(!fetched.folder.path().join("avatar").exists());
    }
}

#[tokio::test]
async fn an_api_that_is_slow_or_exhausted_costs_nothing() {
    let github = described(Facts { pause: Duration::from_mins(1), ..facts() }).await;
    let begun = Instant::now();
    let config = WikiReaderConfig { stall_timeout: Duration::from_secs(20), ..config(&github) };
    let fetched = fetch(config.clone(), "acme/small").await;
    assert_eq!((fetched.paths().len(), &fetched.snapshot().repository), (2, &None));
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());

    github.exhaust_api(true);
    github.describe("acme/small", facts());
    assert_eq!(fetch(config, "acme/small").await.snapshot().repository, None);
}
