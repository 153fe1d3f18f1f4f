//! Histories: what is appended, read back and refused.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use relieur_application::jobs::wiki::stream;
use relieur_application::ports::{Append, TaskChange};
use relieur_domain::jobs::wiki::WikiJobEvent;
use relieur_domain::jobs::{Progress, Step};
use relieur_domain::{Failure, FailureCode};

use super::{
    LONG, Store, append, assert_conflict, at, claim, fenced, folded, history, new_job, shown, started, submit,
    submitted,
};

/// In order, numbered from 1 without gaps, dated to the millisecond.
pub async fn events_are_read_back_as_they_were_appended<S: Store>(store: Arc<S>) {
    let job = new_job();
    let first = append(job, 0, &[submitted(), started(1)]);
    let progress = Progress { percent: 12, step: Step::Reading { done: 3, total: 9 } };
    let mut second = append(job, 2, &[WikiJobEvent::ProgressReported { progress }]);
    second.at = at(5) + Duration::from_micros(789);
    assert_eq!(store.append(first.clone()).await.expect("appended"), 2);
    assert_eq!(store.append(second.clone()).await.expect("appended"), 3);

    let events = store.read(stream(job), 0, 100).await.expect("readable");
    assert_eq!(events.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(events.is_sorted_by(|one, next| one.position < next.position), "positions grow");
    assert_eq!(events.iter().map(|event| event.at).collect::<Vec<_>>(), [at(0), at(0), at(5)]);
    for (read, new) in events.iter().zip(first.events.iter().chain(&second.events)) {
        assert_eq!(read.name, new.name);
        assert_eq!(read.schema_version, new.schema_version);
        assert_eq!(read.payload, new.payload);
    }
}

/// As a stream that resumes does.
pub async fn a_history_is_read_in_pieces<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    for attempt in 1..=6 {
        store.append(append(job, u64::from(attempt), &[started(attempt)])).await.expect("appended");
    }
    let sequences = async |after, limit| {
        let events = store.read(stream(job), after, limit).await.expect("readable");
        events.iter().map(|event| event.sequence).collect::<Vec<_>>()
    };
    assert_eq!(sequences(0, 3).await, [1, 2, 3]);
    assert_eq!(sequences(3, 3).await, [4, 5, 6]);
    assert_eq!(sequences(6, 3).await, [7]);
    assert!(sequences(7, 3).await.is_empty());
    assert!(sequences(u64::MAX, 3).await.is_empty());
    assert_eq!(sequences(5, u64::MAX).await, [6, 7]);
}

/// Each job has its own, numbered on its own.
pub async fn histories_do_not_mix<S: Store>(store: Arc<S>) {
    let (one, other) = (submit(&*store).await, submit(&*store).await);
    store.append(append(one, 1, &[started(1)])).await.expect("appended");
    assert_eq!(history(&*store, one).await, ["JobSubmitted", "JobStarted"]);
    assert_eq!(history(&*store, other).await, ["JobSubmitted"]);
}

/// A wiki may hold any character, and an error message may quote it.
pub async fn any_text_survives<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let text = "nul \0, bell \u{7}, quotes ' \" \\, naïve ✓ 日本語 🦀 \u{202e}rtl, \u{fffe}";
    let failure = Failure::new(FailureCode::BindingFailed, text).because(text);
    store.append(append(job, 1, &[WikiJobEvent::JobFailed { failure: failure.clone() }])).await.expect("appended");
    assert_eq!(shown(&*store, job).await.error, Some(failure));
    assert_eq!(shown(&*store, job).await, folded(&*store, job).await);
}

/// Too old, too new, or a job that is not there.
pub async fn an_append_on_another_version_conflicts_and_leaves_nothing<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    store.append(append(job, 1, &[started(1)])).await.expect("appended");
    let before = shown(&*store, job).await;
    for expected in [0, 1, 3, u64::MAX] {
        assert_conflict(&store.append(append(job, expected, &[started(2), started(3)])).await);
        assert_conflict(&store.append(append(job, expected, &[])).await);
    }
    assert_conflict(&store.append(append(new_job(), 1, &[started(1)])).await);
    assert_eq!(history(&*store, job).await, ["JobSubmitted", "JobStarted"]);
    assert_eq!(shown(&*store, job).await, before);
}

/// Optimistic locking under load: the others hear of the conflict.
pub async fn of_appends_at_once_to_one_job_exactly_one_wins<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let appends = (1..=8).map(|attempt| {
        let store = store.clone();
        tokio::spawn(async move { store.append(append(job, 1, &[started(attempt)])).await })
    });
    let results: Vec<_> = join_all(appends).await.into_iter().map(|result| result.expect("no panic")).collect();
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    for lost in results.iter().filter(|result| result.is_err()) {
        assert_conflict(lost);
    }
    assert_eq!(history(&*store, job).await, ["JobSubmitted", "JobStarted"]);
}

/// Jobs do not stand in each other's way, and no two events share a position.
pub async fn appends_at_once_to_different_jobs_all_succeed<S: Store>(store: Arc<S>) {
    let jobs = (0..8).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let job = submit(&*store).await;
            for attempt in 1..=10 {
                store.append(append(job, u64::from(attempt), &[started(attempt)])).await.expect("appended");
            }
            job
        })
    });
    let mut positions = HashSet::new();
    for job in join_all(jobs).await {
        let events = store.read(stream(job.expect("no panic")), 0, 100).await.expect("readable");
        assert_eq!(events.iter().map(|event| event.sequence).collect::<Vec<_>>(), (1..=11).collect::<Vec<_>>());
        positions.extend(events.iter().map(|event| event.position));
    }
    assert_eq!(positions.len(), 8 * 11);
}

/// As when a task is put aside without a word in the history.
pub async fn an_append_without_events_changes_only_the_task<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let lease = claim(&*store, LONG).await.lease;
    let release = TaskChange::Release { delay: Duration::ZERO, counts: false };
    let put_aside = Append { task: release, ..fenced(lease.token, append(job, 1, &[])) };
    assert_eq!(store.append(put_aside).await.expect("released"), 1);
    assert_eq!(history(&*store, job).await, ["JobSubmitted"]);
    assert_eq!(claim(&*store, LONG).await.lease.stream, stream(job));
}
