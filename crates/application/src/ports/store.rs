//! The store: histories of jobs, the tasks that wait in them, and the read models.
//!
//! One adapter implements all three traits over one database, because an append,
//! its projection and its effect on the task are one transaction.

use std::time::Duration;

use async_trait::async_trait;
use relieur_domain::export::ExportFile;
use relieur_domain::{AccessToken, FileId, JobId, JobKind, JobView, JobsPage, Timestamp};
use uuid::Uuid;

/// Names a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stream {
    /// What kind of events it has.
    pub kind: JobKind,
    /// Whose they are.
    pub id: JobId,
}

/// An event to be appended.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// The event's name, for example `JobSubmitted`.
    pub name: &'static str,
    /// The version of its form.
    pub schema_version: u32,
    /// The event as JSON.
    pub payload: serde_json::Value,
}

/// An event as it was stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// Its place among all events; grows, may have gaps.
    pub position: u64,
    /// Its place in its stream, from 1, without gaps.
    pub sequence: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// The event's name.
    pub name: String,
    /// The version of its form.
    pub schema_version: u32,
    /// The event as JSON.
    pub payload: serde_json::Value,
}

/// Proof of the right to work on a task; new at every claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LeaseToken(pub Uuid);

/// The right to work on a job until a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// On which job.
    pub stream: Stream,
    /// The proof; every write of a worker names it.
    pub token: LeaseToken,
}

/// A task a worker got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The right to it.
    pub lease: Lease,
    /// Which attempt this is, from 1. Attempts that were handed back do not count.
    pub attempt: u32,
    /// How many attempts there may be.
    pub max_attempts: u32,
}

/// What an append does to the job's task, in the same transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskChange {
    /// Nothing.
    Keep,
    /// There is work now.
    Enqueue {
        /// How often it may be tried.
        max_attempts: u32,
    },
    /// The lease is given back. The task may be claimed again after `delay`.
    Release {
        /// How long nobody should try.
        delay: Duration,
        /// Whether the attempt counts.
        counts: bool,
    },
    /// There is nothing left to do; the lease ends.
    Finish,
}

/// Events to append, and on which conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct Append {
    /// To which history.
    pub stream: Stream,
    /// How many events it must have now (optimistic locking).
    pub expected: u64,
    /// What to append; may be empty when only the task changes.
    pub events: Vec<NewEvent>,
    /// When it was decided.
    pub at: Timestamp,
    /// The lease that must still hold, for a worker's writes.
    pub fence: Option<LeaseToken>,
    /// What becomes of the task.
    pub task: TaskChange,
}

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else appended first: read again, decide again.
    #[error("the job has changed meanwhile")]
    Conflict,
    /// The lease is over or another worker's: stop.
    #[error("the lease on the job is lost")]
    Fenced,
    /// What is stored cannot be read.
    #[error("a stored {what} cannot be read")]
    Corrupt {
        /// Which.
        what: String,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The database failed.
    #[error("the database failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Append-only histories. The read models follow in the same transaction.
#[async_trait]
pub trait EventStore: Send + Sync {
    /// Appends; all of it or nothing. Returns the stream's new version.
    async fn append(&self, append: Append) -> Result<u64, StoreError>;

    /// Events of one stream after `sequence`, at most `limit`, in order.
    async fn read(&self, stream: Stream, after: u64, limit: u64) -> Result<Vec<StoredEvent>, StoreError>;
}

/// Tasks and the leases on them. Leases run by the database's clock.
#[async_trait]
pub trait TaskQueue: Send + Sync {
    /// Claims the task that waits longest, or one whose lease ran out. `worker` is
    /// a name for people.
    async fn claim(&self, kinds: &[JobKind], worker: &str, lease_for: Duration) -> Result<Option<Claim>, StoreError>;

    /// Prolongs a lease; [`StoreError::Fenced`] when it is another's by now.
    async fn heartbeat(&self, lease: &Lease, lease_for: Duration) -> Result<(), StoreError>;
}

/// The read models.
#[async_trait]
pub trait JobQueries: Send + Sync {
    /// One job with its files and report.
    async fn job(&self, id: JobId) -> Result<Option<JobView>, StoreError>;

    /// At most `limit` jobs, newest first, older than `before`; files, no reports.
    async fn jobs(&self, before: Option<JobId>, limit: u64) -> Result<JobsPage, StoreError>;

    /// Completed jobs of the wiki with this canonical address, at most `limit`, newest
    /// first; files and reports.
    async fn completed(&self, wiki: &str, limit: u64) -> Result<Vec<JobView>, StoreError>;

    /// One finished file.
    async fn file(&self, id: FileId) -> Result<Option<ExportFile>, StoreError>;

    /// Whether the database answers.
    async fn check(&self) -> Result<(), StoreError>;
}

/// Tokens that came with jobs, sealed: nobody reads one without the server's key.
#[async_trait]
pub trait JobTokens: Send + Sync {
    /// Keeps a token until its job ends.
    async fn keep(&self, job: JobId, token: &AccessToken) -> Result<(), StoreError>;

    /// The token of a job that has one.
    async fn token(&self, job: JobId) -> Result<Option<AccessToken>, StoreError>;
}
