//! Tasks: who gets them, and who has lost them.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use relieur_application::jobs::wiki::stream;
use relieur_application::ports::{Append, Claim, StoreError, TaskChange};

use super::{
    LONG, SHORT, Store, append, assert_conflict, assert_fenced, claim, fenced, history, started, submit, submit_with,
    try_claim, until_over,
};

fn release(counts: bool) -> TaskChange {
    TaskChange::Release { delay: Duration::ZERO, counts }
}

/// First come, first served.
pub async fn waiting_tasks_are_claimed_oldest_first<S: Store>(store: Arc<S>) {
    let mut submitted = Vec::new();
    for _ in 0..4 {
        submitted.push(submit(&*store).await);
    }
    for job in submitted {
        let claim = claim(&*store, LONG).await;
        assert_eq!(claim.lease.stream, stream(job));
        assert_eq!((claim.attempt, claim.max_attempts), (1, 3));
    }
    assert_eq!(try_claim(&*store, LONG).await, None);
}

/// Under contention no task is lost and none is worked on twice.
pub async fn every_waiting_task_is_claimed_by_exactly_one_worker<S: Store>(store: Arc<S>) {
    const TASKS: usize = 40;
    for _ in 0..TASKS {
        submit(&*store).await;
    }
    let workers = (0..8).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut claims = Vec::new();
            while let Some(claim) = try_claim(&*store, LONG).await {
                claims.push(claim);
            }
            claims
        })
    });
    let claims: Vec<Claim> = join_all(workers).await.into_iter().flat_map(|claims| claims.expect("no panic")).collect();
    assert_eq!(claims.len(), TASKS);
    assert_eq!(claims.iter().map(|claim| claim.lease.stream.id).collect::<HashSet<_>>().len(), TASKS);
    assert_eq!(claims.iter().map(|claim| claim.lease.token).collect::<HashSet<_>>().len(), TASKS);
    assert!(claims.iter().all(|claim| claim.attempt == 1));
}

/// While the lease runs.
pub async fn a_claimed_task_is_out_of_reach<S: Store>(store: Arc<S>) {
    submit(&*store).await;
    claim(&*store, LONG).await;
    assert_eq!(try_claim(&*store, LONG).await, None);
}

/// Its worker died; the attempt counts.
pub async fn a_task_whose_lease_ran_out_is_claimed_anew<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let lost = claim(&*store, SHORT).await;
    until_over().await;
    let anew = claim(&*store, LONG).await;
    assert_eq!(anew.lease.stream, stream(job));
    assert_eq!(anew.attempt, 2);
    assert_ne!(anew.lease.token, lost.lease.token);
}

/// A worker that was away for too long and comes back to life.
pub async fn a_lost_lease_can_write_nothing<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let lost = claim(&*store, SHORT).await.lease;
    until_over().await;
    let held = claim(&*store, LONG).await.lease;

    for task in [TaskChange::Keep, TaskChange::Finish, release(true), TaskChange::Enqueue { max_attempts: 9 }] {
        let late = Append { task, ..fenced(lost.token, append(job, 1, &[started(1)])) };
        assert_fenced(&store.append(late).await);
    }
    // It is told to stop, also where its version is old.
    assert_fenced(&store.append(fenced(lost.token, append(job, 0, &[started(1)]))).await);
    assert_fenced(&store.heartbeat(&lost, LONG).await);
    assert_eq!(history(&*store, job).await, ["JobSubmitted"]);

    store.heartbeat(&held, LONG).await.expect("the lease holds");
    store.append(fenced(held.token, append(job, 1, &[started(2)]))).await.expect("the lease holds");
    assert_eq!(history(&*store, job).await, ["JobSubmitted", "JobStarted"]);
}

/// Whatever the leases and the workers' timing: here every lease is over almost as
/// soon as it is given, and all workers write as fast as they can.
pub async fn no_write_of_an_earlier_attempt_follows_one_of_a_later<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let workers = (0..4).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            for _ in 0..12 {
                if let Some(claim) = try_claim(&*store, Duration::from_millis(1)).await {
                    write_until_fenced(&*store, claim, 10).await;
                }
            }
        })
    });
    for worker in join_all(workers).await {
        worker.expect("no panic");
    }
    let events = store.read(stream(job), 1, u64::MAX).await.expect("readable");
    let attempts: Vec<_> = events.iter().map(|event| event.payload["attempt"].as_u64().expect("a start")).collect();
    assert!(attempts.is_sorted(), "{attempts:?}");
    assert!(attempts.first() != attempts.last(), "leases changed hands: {attempts:?}");
}

async fn write_until_fenced<S: Store>(store: &S, claim: Claim, writes: usize) {
    let job = claim.lease.stream.id;
    for _ in 0..writes {
        let version = history(store, job).await.len() as u64;
        let write = fenced(claim.lease.token, append(job, version, &[started(claim.attempt)]));
        match store.append(write).await {
            Ok(_) | Err(StoreError::Conflict) => {}
            Err(StoreError::Fenced) => return,
            Err(error) => panic!("{error:?}"),
        }
    }
}

/// The token decides, not the clock: nobody else is at the task, so nothing is
/// gained by throwing the work away.
pub async fn a_late_worker_goes_on_while_nobody_took_its_task<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let late = claim(&*store, SHORT).await.lease;
    until_over().await;
    store.append(fenced(late.token, append(job, 1, &[started(1)]))).await.expect("the lease holds");
    store.heartbeat(&late, LONG).await.expect("the lease holds");
    assert_eq!(try_claim(&*store, LONG).await, None, "the heartbeat renewed it");
}

/// Past the time the claim was for.
pub async fn a_heartbeat_keeps_the_task<S: Store>(store: Arc<S>) {
    submit(&*store).await;
    let lease = claim(&*store, SHORT).await.lease;
    store.heartbeat(&lease, LONG).await.expect("the lease holds");
    until_over().await;
    assert_eq!(try_claim(&*store, LONG).await, None);
}

/// Handing a task back on shutdown is no attempt; failing is one.
pub async fn a_released_attempt_counts_when_it_should<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    for (counts, next) in [(false, 1), (false, 1), (true, 2), (false, 2), (true, 3)] {
        let lease = claim(&*store, LONG).await.lease;
        let back = Append { task: release(counts), ..fenced(lease.token, append(job, 1, &[])) };
        store.append(back).await.expect("released");
        assert_fenced(&store.heartbeat(&lease, LONG).await);
        let again = claim(&*store, LONG).await;
        assert_eq!(again.attempt, next, "after a release that counts: {counts}");
        let back = Append { task: release(false), ..fenced(again.lease.token, append(job, 1, &[])) };
        store.append(back).await.expect("released");
    }
}

/// And others go first meanwhile.
pub async fn a_released_task_waits_for_its_delay<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let lease = claim(&*store, LONG).await.lease;
    let later = TaskChange::Release { delay: LONG, counts: true };
    store.append(Append { task: later, ..fenced(lease.token, append(job, 1, &[])) }).await.expect("released");
    assert_eq!(try_claim(&*store, LONG).await, None);

    let other = submit(&*store).await;
    let lease = claim(&*store, LONG).await.lease;
    assert_eq!(lease.stream, stream(other));
    let soon = TaskChange::Release { delay: SHORT, counts: true };
    store.append(Append { task: soon, ..fenced(lease.token, append(other, 1, &[])) }).await.expect("released");
    until_over().await;
    assert_eq!(claim(&*store, LONG).await.lease.stream, stream(other));
}

/// So that somebody can say that it failed.
pub async fn a_task_is_claimed_even_beyond_its_attempts<S: Store>(store: Arc<S>) {
    submit_with(&*store, 1).await;
    for attempt in 1..=3 {
        let claim = claim(&*store, SHORT).await;
        assert_eq!((claim.attempt, claim.max_attempts), (attempt, 1));
        until_over().await;
    }
}

/// In the same breath as the event that ends the job.
pub async fn a_finished_task_is_never_claimed_and_its_lease_is_over<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let lease = claim(&*store, SHORT).await.lease;
    let end = Append { task: TaskChange::Finish, ..fenced(lease.token, append(job, 1, &[started(1)])) };
    assert_eq!(store.append(end).await.expect("finished"), 2);
    until_over().await;
    assert_eq!(try_claim(&*store, LONG).await, None);
    assert_fenced(&store.heartbeat(&lease, LONG).await);
    assert_fenced(&store.append(fenced(lease.token, append(job, 2, &[started(2)]))).await);
}

/// A job that is tried again by hand has all its attempts before it.
pub async fn an_enqueued_task_starts_over<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let lease = claim(&*store, LONG).await.lease;
    let end = Append { task: TaskChange::Finish, ..fenced(lease.token, append(job, 1, &[])) };
    store.append(end).await.expect("finished");
    let again = Append { task: TaskChange::Enqueue { max_attempts: 5 }, ..append(job, 1, &[]) };
    store.append(again).await.expect("enqueued");
    let claim = claim(&*store, LONG).await;
    assert_eq!((claim.lease.stream, claim.attempt, claim.max_attempts), (stream(job), 1, 5));
}

/// A worker without handlers.
pub async fn a_worker_that_can_do_nothing_gets_nothing<S: Store>(store: Arc<S>) {
    submit(&*store).await;
    assert_eq!(store.claim(&[], "worker", LONG).await.expect("the queue answers"), None);
}

/// All of it or nothing.
pub async fn a_refused_append_leaves_the_task_alone<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let lease = claim(&*store, LONG).await.lease;
    for task in [TaskChange::Finish, release(true), TaskChange::Enqueue { max_attempts: 9 }] {
        let refused = Append { task, ..fenced(lease.token, append(job, 7, &[started(1)])) };
        assert_conflict(&store.append(refused).await);
    }
    store.heartbeat(&lease, LONG).await.expect("the lease holds");
    assert_eq!(try_claim(&*store, LONG).await, None);
}
