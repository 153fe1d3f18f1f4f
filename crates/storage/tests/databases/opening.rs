//! Opening, sharing and leaving a database.

use std::time::Duration;

use futures::future::join_all;
use relieur_application::ports::{EventStore, JobQueries, StoreError, TaskQueue};
use relieur_domain::JobKind;

use crate::on::{self, open};

/// With its task still waiting.
pub async fn what_was_stored_is_there_after_a_restart(url: String) {
    let store = open(&url).await;
    let job = on::submit(&store).await;
    let before = store.job(job).await.expect("readable");
    store.close().await.expect("closed");

    let store = open(&url).await;
    assert_eq!(store.job(job).await.expect("readable"), before);
    let claim = store.claim(&[JobKind::WikiExport], "worker", Duration::from_mins(1)).await.expect("answers");
    assert_eq!(claim.expect("the task waits").lease.stream.id, job);
}

/// As when many replicas are started: one of them makes the tables.
pub async fn several_processes_open_a_new_database_at_once(url: String) {
    let opened = (0..4).map(|_| {
        let url = url.clone();
        tokio::spawn(async move { open(&url).await })
    });
    for store in join_all(opened).await {
        on::submit(&store.expect("no panic")).await;
    }
    let store = open(&url).await;
    assert_eq!(store.jobs(None, 10).await.expect("readable").jobs.len(), 4);
}

/// As a server and a worker beside it do: neither fails because the other writes.
pub async fn two_processes_share_a_database(url: String) {
    const EACH: usize = 30;
    let writers = (0..2).map(|_| {
        let url = url.clone();
        tokio::spawn(async move {
            let store = open(&url).await;
            let mut claimed = Vec::new();
            for _ in 0..EACH {
                on::submit(&store).await;
                let claim = store.claim(&[JobKind::WikiExport], "worker", Duration::from_mins(1)).await;
                claimed.extend(claim.expect("answers").map(|claim| claim.lease.stream.id));
            }
            claimed
        })
    });
    let mut claimed: Vec<_> =
        join_all(writers).await.into_iter().flat_map(|claims| claims.expect("no panic")).collect();
    claimed.sort_unstable();
    claimed.dedup();
    assert_eq!(claimed.len(), EACH * 2);
}

/// A browser that goes away drops what was asked for it, at any point.
pub async fn a_caller_that_gives_up_leaves_the_store_usable(url: String) {
    let store = open(&url).await;
    let job = on::submit(&store).await;
    let mut version = 1;
    for microseconds in (0..4000).step_by(80) {
        let hasty = store.append(on::started(job, version));
        match tokio::time::timeout(Duration::from_micros(microseconds), hasty).await {
            Ok(appended) => version = appended.expect("appended"),
            // It may have been committed just before.
            Err(_) => match store.append(on::started(job, version)).await {
                Ok(appended) => version = appended,
                Err(StoreError::Conflict) => version += 1,
                Err(error) => panic!("{error:?}"),
            },
        }
    }
    let history = store.read(relieur_application::jobs::wiki::stream(job), 0, 1000).await.expect("readable");
    assert_eq!(history.len() as u64, version);
    assert_eq!(store.job(job).await.expect("readable").expect("there").version, version);
}
