//! Databases of a test's own, and what to put into them.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use relieur_application::jobs::wiki::{encode, stream};
use relieur_application::ports::{Append, EventStore, TaskChange};
use relieur_domain::jobs::wiki::WikiJobEvent;
use relieur_domain::{ExportFile, ExportFormat, ExportOptions, FileId, GitHubHost, JobId, Timestamp, WikiRef};
use relieur_storage::SqlStore;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use uuid::Uuid;

/// Runs `test` on a new SQLite file.
pub async fn sqlite<F: Future<Output = ()>>(test: impl FnOnce(Arc<SqlStore>) -> F) {
    sqlite_at(async |url| test(open(&url).await).await).await;
}

/// Runs `test` on a new database of PostgreSQL.
pub async fn postgres<F: Future<Output = ()>>(test: impl FnOnce(Arc<SqlStore>) -> F) {
    postgres_at(async |url| test(open(&url).await).await).await;
}

/// Runs `test` with the address of a SQLite file that is not there yet.
pub async fn sqlite_at(test: impl AsyncFnOnce(String)) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("new folder/relieur.db");
    test(format!("sqlite://{}?mode=rwc", path.display())).await;
}

/// Runs `test` with the address of an empty database of PostgreSQL, dropped
/// afterwards. The server is at `RELIEUR_TEST_POSTGRES_URL`; without one the test is
/// passed over, but not where `CI` is set.
pub async fn postgres_at(test: impl AsyncFnOnce(String)) {
    let server = std::env::var("RELIEUR_TEST_POSTGRES_URL")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
    // The pool goes on trying for as long; a server on this machine answers at once.
    let patience = ConnectOptions::new(&server).acquire_timeout(Duration::from_secs(5)).to_owned();
    let admin = match Database::connect(patience).await {
        Ok(admin) => admin,
        Err(error) if std::env::var("CI").is_ok_and(|ci| ci == "true" || ci == "1") => {
            panic!("PostgreSQL at RELIEUR_TEST_POSTGRES_URL cannot be reached: {error}")
        }
        Err(error) => {
            eprintln!("SKIPPED: PostgreSQL at RELIEUR_TEST_POSTGRES_URL cannot be reached: {error}");
            return;
        }
    };
    let name = format!("relieur_test_{}", Uuid::new_v4().simple());
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("created");
    let (address, _) = server.rsplit_once('/').expect("an address with a database");
    let outcome = AssertUnwindSafe(test(format!("{address}/{name}"))).catch_unwind().await;
    admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.expect("dropped");
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

/// The store at `url`.
pub async fn open(url: &str) -> Arc<SqlStore> {
    Arc::new(SqlStore::connect(url).await.expect("the store opens"))
}

/// The database itself, to look at what is in it and to break it.
pub async fn raw(url: &str) -> DatabaseConnection {
    Database::connect(url).await.expect("the database opens")
}

/// A job that waits for a worker.
pub async fn submit(store: &SqlStore) -> JobId {
    let job = JobId(Uuid::now_v7());
    let wiki = WikiRef::parse("owner/repo", &GitHubHost::default()).expect("a wiki");
    let event = WikiJobEvent::JobSubmitted { wiki, options: ExportOptions::default(), force: false };
    let append = Append { task: TaskChange::Enqueue { max_attempts: 3 }, ..append(job, 0, &[event]) };
    store.append(append).await.expect("submitted");
    job
}

/// A start, after `expected` events.
pub fn started(job: JobId, expected: u64) -> Append {
    append(job, expected, &[WikiJobEvent::JobStarted { attempt: expected as u32 }])
}

/// Events of `job`, after `expected` others.
pub fn append(job: JobId, expected: u64, events: &[WikiJobEvent]) -> Append {
    Append {
        stream: stream(job),
        expected,
        events: events.iter().map(|event| encode(event).expect("an event is JSON")).collect(),
        at: Timestamp::from_timestamp_millis(1_790_000_000_000).expect("a moment"),
        fence: None,
        task: TaskChange::Keep,
    }
}

/// A finished file, and the event that brings it.
pub fn file(job: JobId, format: ExportFormat) -> (ExportFile, WikiJobEvent) {
    let file = ExportFile {
        id: FileId(Uuid::now_v7()),
        job_id: job,
        format,
        name: "repo".to_owned(),
        storage_path: format!("jobs/{job}/repo"),
        bytes: 12,
        sha256: "ab".repeat(32),
        created_at: Timestamp::default(),
    };
    (file.clone(), WikiJobEvent::FileStored { file })
}
