//! The read models of wiki jobs: `wiki_jobs` and `export_files`.

use relieur_application::jobs::wiki::decode;
use relieur_application::ports::{StoreError, StoredEvent, Stream};
use relieur_domain::export::ExportFile;
use relieur_domain::jobs::Recorded;
use relieur_domain::jobs::wiki::WikiJobEvent;
use relieur_domain::{JobId, JobView};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::entities::{export_file, job_token, wiki_job};
use crate::errors::{corrupt, failed, signed};
use crate::events::history;

/// Empties the read models.
pub(super) async fn clear(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    wiki_job::Entity::delete_many().exec(transaction).await.map_err(failed)?;
    export_file::Entity::delete_many().exec(transaction).await.map_err(failed)?;
    Ok(())
}

/// Takes the job's row and its files' rows forward.
pub(super) async fn apply(
    transaction: &DatabaseTransaction,
    stream: Stream,
    events: &[StoredEvent],
) -> Result<(), StoreError> {
    let Some(first) = events.first() else { return Ok(()) };
    let mut view = load(transaction, stream.id).await?;
    let version = view.as_ref().map_or(0, |view| view.version);
    if version + 1 == first.sequence {
        fold(transaction, stream.id, &mut view, events).await?;
    } else {
        // The row was lost or tampered with. The events know better.
        tracing::warn!(job = %stream.id, "the job's entry in the lists was missing or old; building it anew");
        view = None;
        let whole = history(transaction, stream, 0, u64::MAX).await?;
        fold(transaction, stream.id, &mut view, &whole).await?;
    }
    match view {
        Some(view) => save(transaction, view).await,
        None => Err(corrupt("history", format!("job {} does not begin with its submission", stream.id))),
    }
}

async fn load(transaction: &DatabaseTransaction, id: JobId) -> Result<Option<JobView>, StoreError> {
    let row = wiki_job::Entity::find_by_id(id.to_string()).one(transaction).await.map_err(failed)?;
    // A view that cannot be read is as good as none: it is built anew.
    Ok(row.and_then(|row| serde_json::from_str(&row.view).ok()))
}

async fn fold(
    transaction: &DatabaseTransaction,
    id: JobId,
    view: &mut Option<JobView>,
    events: &[StoredEvent],
) -> Result<(), StoreError> {
    for stored in events {
        let recorded = decode(stored)?;
        match view {
            Some(view) => view.apply(&recorded),
            None => *view = JobView::begin(id, &recorded),
        }
        fold_tables(transaction, id, &recorded).await?;
    }
    Ok(())
}

async fn fold_tables(
    transaction: &DatabaseTransaction,
    id: JobId,
    recorded: &Recorded<WikiJobEvent>,
) -> Result<(), StoreError> {
    match &recorded.event {
        // What an earlier attempt stored is void; and a history told from its
        // beginning starts without files.
        WikiJobEvent::JobSubmitted { .. } | WikiJobEvent::JobStarted { .. } => {
            export_file::Entity::delete_many()
                .filter(export_file::Column::JobId.eq(id.to_string()))
                .exec(transaction)
                .await
                .map_err(failed)?;
        }
        WikiJobEvent::FileStored { file } => {
            export_file::Entity::insert(row_of_file(id, recorded.sequence, file))
                .exec_without_returning(transaction)
                .await
                .map_err(failed)?;
        }
        // Nobody needs the job's token any more.
        WikiJobEvent::JobCompleted { .. } | WikiJobEvent::JobFailed { .. } => {
            job_token::Entity::delete_by_id(id.to_string()).exec(transaction).await.map_err(failed)?;
        }
        WikiJobEvent::ProgressReported { .. } | WikiJobEvent::JobHandedBack => {}
    }
    Ok(())
}

fn row_of_file(job: JobId, sequence: u64, file: &ExportFile) -> export_file::ActiveModel {
    export_file::ActiveModel {
        id: Set(file.id.to_string()),
        job_id: Set(job.to_string()),
        sequence: Set(signed(sequence)),
        format: Set(file.format.name().to_owned()),
        name: Set(file.name.clone()),
        storage_path: Set(file.storage_path.clone()),
        bytes: Set(signed(file.bytes)),
        sha256: Set(file.sha256.clone()),
        created_at_ms: Set(file.created_at.timestamp_millis()),
    }
}

async fn save(transaction: &DatabaseTransaction, mut view: JobView) -> Result<(), StoreError> {
    use wiki_job::Column;
    // Files have a table of their own, the report a column.
    view.files.clear();
    let report = view.report.take();
    let as_json = |what: &str, result: serde_json::Result<String>| result.map_err(|cause| corrupt(what, cause));
    let mut row = wiki_job::ActiveModel {
        id: Set(view.id.to_string()),
        wiki: Set(view.wiki.clone()),
        status: Set(view.status.as_str().to_owned()),
        percent: Set(i64::from(view.progress.percent)),
        attempts: Set(i64::from(view.attempts)),
        created_at_ms: Set(view.created_at.timestamp_millis()),
        updated_at_ms: Set(view.updated_at.timestamp_millis()),
        completed_at_ms: Set(view.completed_at.map(|at| at.timestamp_millis())),
        version: Set(signed(view.version)),
        view: Set(as_json("job", serde_json::to_string(&view))?),
        ..Default::default()
    };
    let mut changed = vec![
        Column::Wiki,
        Column::Status,
        Column::Percent,
        Column::Attempts,
        Column::CreatedAtMs,
        Column::UpdatedAtMs,
        Column::CompletedAtMs,
        Column::Version,
        Column::View,
    ];
    if let Some(report) = report {
        row.report = Set(Some(as_json("report", serde_json::to_string(&report))?));
        changed.push(Column::Report);
    }
    wiki_job::Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .exec_without_returning(transaction)
        .await
        .map_err(failed)?;
    Ok(())
}
