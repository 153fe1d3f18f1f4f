//! Read models: folded from events, in the transaction that appends them.
//!
//! They hold nothing that is not in the events. When their form changes,
//! [`VERSION`] grows, and the next start builds them anew.

mod wiki_jobs;

use relieur_application::ports::{StoreError, StoredEvent, Stream};
use relieur_domain::JobKind;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entities::{event, projection};
use crate::errors::{failed, word};
use crate::events::stored;

/// The read models of wiki jobs, by name.
const WIKI_JOBS: &str = "wiki_jobs";

/// The form of `wiki_jobs` and `export_files` that this code writes. To be raised
/// whenever `JobView`, its folding or the columns change.
const VERSION: i64 = 2;

/// How many events a rebuild holds in memory.
const BATCH: u64 = 500;

/// Takes note of events that were just appended to `stream`.
pub(crate) async fn apply(
    transaction: &DatabaseTransaction,
    stream: Stream,
    events: &[StoredEvent],
) -> Result<(), StoreError> {
    match stream.kind {
        JobKind::WikiExport => wiki_jobs::apply(transaction, stream, events).await,
    }
}

/// Rebuilds the read models when another version wrote them.
pub(crate) async fn bring_up_to_date(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    let written = projection::Entity::find_by_id(WIKI_JOBS).one(transaction).await.map_err(failed)?;
    if written.is_some_and(|row| row.version == VERSION) {
        return Ok(());
    }
    tracing::info!(version = VERSION, "building the job lists from the events");
    wiki_jobs::clear(transaction).await?;
    replay(transaction, JobKind::WikiExport).await?;
    let now_written = projection::ActiveModel { name: Set(WIKI_JOBS.to_owned()), version: Set(VERSION) };
    projection::Entity::insert(now_written)
        .on_conflict(OnConflict::column(projection::Column::Name).update_column(projection::Column::Version).to_owned())
        .exec_without_returning(transaction)
        .await
        .map_err(failed)?;
    Ok(())
}

/// Applies every event of `kind`, stream by stream.
async fn replay(transaction: &DatabaseTransaction, kind: JobKind) -> Result<(), StoreError> {
    let mut last: Option<(String, i64)> = None;
    loop {
        let mut next = event::Entity::find().filter(event::Column::StreamKind.eq(kind.as_str()));
        if let Some((stream_id, sequence)) = last {
            let same_stream = event::Column::StreamId.eq(&stream_id).and(event::Column::Sequence.gt(sequence));
            next = next.filter(event::Column::StreamId.gt(stream_id).or(same_stream));
        }
        let rows = next
            .order_by_asc(event::Column::StreamId)
            .order_by_asc(event::Column::Sequence)
            .limit(BATCH)
            .all(transaction)
            .await
            .map_err(failed)?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = Some((end.stream_id.clone(), end.sequence));
        for rows_of_stream in rows.chunk_by(|one, other| one.stream_id == other.stream_id) {
            let stream = Stream { kind, id: word("stream of an event", &rows_of_stream[0].stream_id)? };
            let events = rows_of_stream.iter().cloned().map(stored).collect::<Result<Vec<_>, _>>()?;
            apply(transaction, stream, &events).await?;
        }
    }
}
