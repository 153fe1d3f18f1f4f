//! What every store must do: [`EventStore`], [`TaskQueue`] and [`JobQueries`] over
//! one database.

mod append;
mod queries;
mod tasks;

pub use append::*;
pub use queries::*;
pub use tasks::*;

use relieur_application::jobs::wiki::{decode, encode, stream};
use relieur_application::ports::{
    Append, Claim, EventStore, JobQueries, LeaseToken, StoreError, TaskChange, TaskQueue,
};
use relieur_domain::export::ExportFile;
use relieur_domain::jobs::wiki::WikiJobEvent;
use relieur_domain::{ExportFormat, ExportOptions, FileId, GitHubHost, JobId, JobKind, JobView, Timestamp, WikiRef};
use std::time::Duration;
use uuid::Uuid;

/// Makes one test of every behaviour. `$with` takes a function from an
/// `Arc<impl Store>` to a future and runs it on an empty store.
#[macro_export]
macro_rules! store_conformance {
    ($with:path) => {
        $crate::store_conformance! { @ $with:
            events_are_read_back_as_they_were_appended,
            a_history_is_read_in_pieces,
            histories_do_not_mix,
            any_text_survives,
            an_append_on_another_version_conflicts_and_leaves_nothing,
            of_appends_at_once_to_one_job_exactly_one_wins,
            appends_at_once_to_different_jobs_all_succeed,
            an_append_without_events_changes_only_the_task,
            waiting_tasks_are_claimed_oldest_first,
            every_waiting_task_is_claimed_by_exactly_one_worker,
            a_claimed_task_is_out_of_reach,
            a_task_whose_lease_ran_out_is_claimed_anew,
            a_lost_lease_can_write_nothing,
            no_write_of_an_earlier_attempt_follows_one_of_a_later,
            a_late_worker_goes_on_while_nobody_took_its_task,
            a_heartbeat_keeps_the_task,
            a_released_attempt_counts_when_it_should,
            a_released_task_waits_for_its_delay,
            a_task_is_claimed_even_beyond_its_attempts,
            a_finished_task_is_never_claimed_and_its_lease_is_over,
            an_enqueued_task_starts_over,
            a_worker_that_can_do_nothing_gets_nothing,
            a_refused_append_leaves_the_task_alone,
            the_job_shown_is_the_fold_of_its_events,
            a_second_attempt_replaces_the_files_of_the_first,
            a_file_is_found_whole,
            jobs_are_listed_newest_first_in_pages,
            lists_have_files_and_no_reports,
            completed_exports_of_a_wiki_are_found_newest_first,
            what_is_unknown_is_none,
            a_working_store_passes_its_check,
        }
    };
    (@ $with:path: $($behaviour:ident),+ $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() {
                $with(|store| $crate::conformance::store::$behaviour(store)).await;
            }
        )+
    };
}

/// All a store has to be.
pub trait Store: EventStore + TaskQueue + JobQueries + 'static {}

impl<S: EventStore + TaskQueue + JobQueries + 'static> Store for S {}

/// A lease that does not run out while a test runs.
const LONG: Duration = Duration::from_mins(10);

/// A lease that has run out after [`until_over`].
const SHORT: Duration = Duration::from_millis(50);

async fn until_over() {
    tokio::time::sleep(SHORT * 3).await;
}

/// A whole number of milliseconds, which is all a store keeps.
fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_timestamp_millis(1_790_000_000_000 + milliseconds).expect("a moment")
}

fn new_job() -> JobId {
    JobId(Uuid::now_v7())
}

fn submitted() -> WikiJobEvent {
    let wiki = WikiRef::parse("owner/repo", &GitHubHost::default()).expect("a wiki");
    WikiJobEvent::JobSubmitted { wiki, options: ExportOptions::default(), force: false }
}

fn started(attempt: u32) -> WikiJobEvent {
    WikiJobEvent::JobStarted { attempt }
}

fn stored(job: JobId, format: ExportFormat) -> (ExportFile, WikiJobEvent) {
    let id = FileId(Uuid::now_v7());
    let file = ExportFile {
        id,
        job_id: job,
        format,
        name: format!("repo.{}", format.extension()),
        storage_path: format!("jobs/{job}/{id}.{}", format.extension()),
        bytes: 5_000_000_000,
        sha256: "5e".repeat(32),
        created_at: at(77),
    };
    (file.clone(), WikiJobEvent::FileStored { file })
}

/// An append to `job`, without a fence, that leaves the task alone.
fn append(job: JobId, expected: u64, events: &[WikiJobEvent]) -> Append {
    Append {
        stream: stream(job),
        expected,
        events: events.iter().map(|event| encode(event).expect("an event is JSON")).collect(),
        at: at(i64::try_from(expected).unwrap_or_default()),
        fence: None,
        task: TaskChange::Keep,
    }
}

/// The same as a worker's.
fn fenced(token: LeaseToken, append: Append) -> Append {
    Append { fence: Some(token), ..append }
}

/// A job that waits for a worker, three attempts at most.
async fn submit<S: Store>(store: &S) -> JobId {
    submit_with(store, 3).await
}

async fn submit_with<S: Store>(store: &S, max_attempts: u32) -> JobId {
    let job = new_job();
    let append = Append { task: TaskChange::Enqueue { max_attempts }, ..append(job, 0, &[submitted()]) };
    assert_eq!(store.append(append).await.expect("submitted"), 1);
    job
}

async fn try_claim<S: Store>(store: &S, lease_for: Duration) -> Option<Claim> {
    store.claim(&[JobKind::WikiExport], "worker", lease_for).await.expect("the queue answers")
}

async fn claim<S: Store>(store: &S, lease_for: Duration) -> Claim {
    try_claim(store, lease_for).await.expect("a task is ready")
}

/// The names of a job's events.
async fn history<S: Store>(store: &S, job: JobId) -> Vec<String> {
    let events = store.read(stream(job), 0, u64::MAX).await.expect("readable");
    events.into_iter().map(|event| event.name).collect()
}

/// The view that the job's events make.
async fn folded<S: Store>(store: &S, job: JobId) -> JobView {
    let events = store.read(stream(job), 0, 10_000).await.expect("readable");
    let mut events = events.iter().map(|event| decode(event).expect("an event of ours"));
    let mut view = JobView::begin(job, &events.next().expect("a first event")).expect("a submission");
    events.for_each(|event| view.apply(&event));
    view
}

async fn shown<S: Store>(store: &S, job: JobId) -> JobView {
    store.job(job).await.expect("readable").expect("the job is there")
}

#[track_caller]
fn assert_conflict<T: std::fmt::Debug>(result: &Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::Conflict)), "{result:?}");
}

#[track_caller]
fn assert_fenced<T: std::fmt::Debug>(result: &Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::Fenced)), "{result:?}");
}
