//! Read models hold nothing that is not in the events.

use relieur_application::ports::{EventStore, JobQueries, StoreError};
use relieur_domain::jobs::wiki::WikiJobEvent;
use relieur_domain::jobs::{Progress, Step};
use relieur_domain::views::FileView;
use relieur_domain::{ExportFormat, ExportReport, FileId, JobId};
use relieur_storage::SqlStore;
use sea_orm::ConnectionTrait;

use crate::on::{self, open};

async fn sql(url: &str, statements: &[&str]) {
    let database = on::raw(url).await;
    for statement in statements {
        database.execute_unprepared(statement).await.expect(statement);
    }
    database.close().await.expect("closed");
}

/// A job that was tried twice and has more events than a rebuild reads at a time.
async fn long_job(store: &SqlStore) -> (JobId, FileId) {
    let job = on::submit(store).await;
    let (_, old) = on::file(job, ExportFormat::Pdf);
    let (file, new) = on::file(job, ExportFormat::Pdf);
    let mut events = vec![WikiJobEvent::JobStarted { attempt: 1 }, old, WikiJobEvent::JobStarted { attempt: 2 }];
    for done in 0..1200 {
        let step = Step::Reading { done, total: 1200 };
        events.push(WikiJobEvent::ProgressReported { progress: Progress { percent: (done / 24) as u8, step } });
    }
    let report = ExportReport { pages: 1200, ..ExportReport::default() };
    events.extend([new, WikiJobEvent::JobCompleted { report }]);
    store.append(on::append(job, 1, &events)).await.expect("appended");
    (job, file.id)
}

/// After an update of Relieur that shows jobs in another way.
pub async fn lists_of_another_version_are_built_anew(url: String) {
    let store = open(&url).await;
    on::submit(&store).await;
    let (job, file) = long_job(&store).await;
    let running = on::submit(&store).await;
    store.append(on::started(running, 1)).await.expect("appended");
    let list = store.jobs(None, 10).await.expect("readable");
    let shown = store.job(job).await.expect("readable");
    let found = store.file(file).await.expect("readable");
    assert!(found.is_some() && list.jobs.len() == 3, "there is something to lose");
    store.close().await.expect("closed");

    sql(
        &url,
        &[
            "UPDATE projections SET version = 0",
            "UPDATE wiki_jobs SET view = '{broken', report = NULL, version = 99, status = 'FAILED'",
            &format!("DELETE FROM wiki_jobs WHERE id = '{running}'"),
            "DELETE FROM export_files",
        ],
    )
    .await;

    let store = open(&url).await;
    assert_eq!(store.jobs(None, 10).await.expect("readable"), list);
    assert_eq!(store.job(job).await.expect("readable"), shown);
    assert_eq!(store.file(file).await.expect("readable"), found);
    store.append(on::started(running, 2)).await.expect("it goes on");

    // And only then: what is up to date is left alone.
    store.close().await.expect("closed");
    sql(&url, &["UPDATE wiki_jobs SET wiki = 'left alone'"]).await;
    open(&url).await.close().await.expect("closed");
    let database = on::raw(&url).await;
    let rows = database.execute_unprepared("DELETE FROM wiki_jobs WHERE wiki = 'left alone'").await.expect("deleted");
    assert_eq!(rows.rows_affected(), 3);
}

/// Nobody has to restart anything.
pub async fn a_lost_entry_comes_back_with_the_next_event(url: String) {
    for damage in ["DELETE FROM wiki_jobs", "UPDATE wiki_jobs SET view = '{broken'"] {
        let store = open(&url).await;
        let job = on::submit(&store).await;
        let (file, stored) = on::file(job, ExportFormat::Epub);
        store.append(on::append(job, 1, &[WikiJobEvent::JobStarted { attempt: 1 }, stored])).await.expect("appended");
        sql(&url, &[damage]).await;

        let report = ExportReport { pages: 5, ..ExportReport::default() };
        let end = WikiJobEvent::JobCompleted { report: report.clone() };
        store.append(on::append(job, 3, &[end])).await.expect("appended");
        let view = store.job(job).await.expect("readable").expect("it is back");
        assert_eq!(view.version, 4);
        assert_eq!(view.files, [FileView::from(&file)]);
        assert_eq!(view.report, Some(report));
        store.close().await.expect("closed");
        sql(&url, &["DELETE FROM wiki_jobs", "DELETE FROM export_files", "DELETE FROM events"]).await;
    }
}

/// It is refused as a whole; what was shown before is still there.
pub async fn an_unreadable_event_stops_the_rebuilding_and_is_named(url: String) {
    let store = open(&url).await;
    let job = on::submit(&store).await;
    store.append(on::started(job, 1)).await.expect("appended");
    let shown = store.job(job).await.expect("readable");
    store.close().await.expect("closed");
    sql(
        &url,
        &["UPDATE projections SET version = -version", "UPDATE events SET schema_version = 99 WHERE sequence = 2"],
    )
    .await;

    let refused = SqlStore::connect(&url).await.expect_err("refused");
    assert!(
        matches!(&refused, StoreError::Corrupt { what, .. } if what.contains("JobStarted") && what.contains("99")),
        "{refused:?}"
    );

    sql(&url, &["UPDATE projections SET version = -version"]).await;
    let store = open(&url).await;
    assert_eq!(store.job(job).await.expect("readable"), shown);
}
