//! The event store: appends and histories.

use async_trait::async_trait;
use relieur_application::ports::{Append, EventStore, NewEvent, StoreError, StoredEvent, Stream};
use relieur_domain::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, SqlErr,
};

use crate::entities::event;
use crate::errors::{corrupt, failed, moment, signed, unsigned};
use crate::store::SqlStore;
use crate::{projections, tasks};

#[async_trait]
impl EventStore for SqlStore {
    #[tracing::instrument(name = "store.append", skip_all, fields(job = %append.stream.id, events = append.events.len()))]
    async fn append(&self, append: Append) -> Result<u64, StoreError> {
        let transaction = self.begin_append().await?;
        match append_within(&transaction, &append).await {
            Ok(version) => {
                transaction.commit().await.map_err(failed)?;
                Ok(version)
            }
            Err(reason) => {
                // Rolled back here and not by dropping it, so that the next writer
                // need not wait for the clean-up.
                if let Err(error) = transaction.rollback().await {
                    tracing::warn!(%error, "a refused append could not be rolled back at once");
                }
                Err(reason)
            }
        }
    }

    #[tracing::instrument(name = "store.read", skip_all, fields(job = %stream.id))]
    async fn read(&self, stream: Stream, after: u64, limit: u64) -> Result<Vec<StoredEvent>, StoreError> {
        history(&self.reader, stream, after, limit).await
    }
}

async fn append_within(transaction: &DatabaseTransaction, append: &Append) -> Result<u64, StoreError> {
    let Append { stream, expected, events, at, fence, task } = append;
    // The fence first: who lost the lease has to stop, and need not hear of conflicts.
    if let Some(token) = fence {
        tasks::hold(transaction, *stream, *token).await?;
    }
    if current_version(transaction, *stream).await? != *expected {
        return Err(StoreError::Conflict);
    }
    let mut stored = Vec::with_capacity(events.len());
    for (sequence, event) in (expected + 1..).zip(events) {
        stored.push(insert(transaction, *stream, sequence, *at, event).await?);
    }
    projections::apply(transaction, *stream, &stored).await?;
    tasks::change(transaction, *stream, *task).await?;
    Ok(expected + stored.len() as u64)
}

async fn current_version(transaction: &DatabaseTransaction, stream: Stream) -> Result<u64, StoreError> {
    let last: Option<Option<i64>> = event::Entity::find()
        .select_only()
        .column_as(event::Column::Sequence.max(), "last")
        .filter(event::Column::StreamId.eq(stream.id.to_string()))
        .into_tuple()
        .one(transaction)
        .await
        .map_err(failed)?;
    unsigned("sequence of an event", last.flatten().unwrap_or(0))
}

async fn insert(
    transaction: &DatabaseTransaction,
    stream: Stream,
    sequence: u64,
    at: Timestamp,
    new: &NewEvent,
) -> Result<StoredEvent, StoreError> {
    let at_ms = at.timestamp_millis();
    let row = event::ActiveModel {
        stream_kind: Set(stream.kind.as_str().to_owned()),
        stream_id: Set(stream.id.to_string()),
        sequence: Set(signed(sequence)),
        name: Set(new.name.to_owned()),
        schema_version: Set(i64::from(new.schema_version)),
        payload: Set(new.payload.to_string()),
        at_ms: Set(at_ms),
        ..Default::default()
    };
    let inserted = event::Entity::insert(row).exec(transaction).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => StoreError::Conflict,
        _ => failed(error),
    })?;
    Ok(StoredEvent {
        position: unsigned("position of an event", inserted.last_insert_id)?,
        sequence,
        // As it will be read back: whole milliseconds.
        at: moment("time of an event", at_ms)?,
        name: new.name.to_owned(),
        schema_version: new.schema_version,
        payload: new.payload.clone(),
    })
}

/// Events of one stream after `sequence`, in order.
pub(crate) async fn history(
    database: &impl ConnectionTrait,
    stream: Stream,
    after: u64,
    limit: u64,
) -> Result<Vec<StoredEvent>, StoreError> {
    let rows = event::Entity::find()
        .filter(event::Column::StreamId.eq(stream.id.to_string()))
        .filter(event::Column::StreamKind.eq(stream.kind.as_str()))
        .filter(event::Column::Sequence.gt(signed(after)))
        .order_by_asc(event::Column::Sequence)
        .limit(limit.min(signed(limit).unsigned_abs()))
        .all(database)
        .await
        .map_err(failed)?;
    rows.into_iter().map(stored).collect()
}

/// A row as an event.
pub(crate) fn stored(row: event::Model) -> Result<StoredEvent, StoreError> {
    let payload =
        serde_json::from_str(&row.payload).map_err(|cause| corrupt(format!("event {}", row.position), cause))?;
    Ok(StoredEvent {
        position: unsigned("position of an event", row.position)?,
        sequence: unsigned("sequence of an event", row.sequence)?,
        at: moment("time of an event", row.at_ms)?,
        name: row.name,
        schema_version: unsigned("version of an event", row.schema_version)?,
        payload,
    })
}
