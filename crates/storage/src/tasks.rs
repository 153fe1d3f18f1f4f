//! The task queue: claims, leases, and what an append does to a task.
//!
//! The token is the authority. A lease whose time is over still holds for as long
//! as nobody else claimed the task: its worker is only late, and stopping it would
//! throw good work away. A claim writes a new token, and from then on whatever names
//! the old one is refused.

use std::time::Duration;

use async_trait::async_trait;
use relieur_application::ports::{Claim, Lease, LeaseToken, StoreError, Stream, TaskChange, TaskQueue};
use relieur_domain::JobKind;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock;
use crate::entities::task::{self, TaskState};
use crate::errors::{failed, unsigned, word};
use crate::store::SqlStore;

#[async_trait]
impl TaskQueue for SqlStore {
    #[tracing::instrument(name = "store.claim", skip_all, fields(worker))]
    async fn claim(&self, kinds: &[JobKind], worker: &str, lease_for: Duration) -> Result<Option<Claim>, StoreError> {
        if kinds.is_empty() {
            return Ok(None);
        }
        let transaction = self.begin_write().await?;
        let Some(task) = find_claimable(&transaction, kinds).await? else {
            transaction.rollback().await.map_err(failed)?;
            return Ok(None);
        };
        let token = LeaseToken(Uuid::new_v4());
        let attempt = task.attempt + 1;
        task::Entity::update_many()
            .col_expr(task::Column::State, Expr::value(TaskState::Leased))
            .col_expr(task::Column::Attempt, Expr::value(attempt))
            .col_expr(task::Column::LeaseToken, Expr::value(token.0.to_string()))
            .col_expr(task::Column::LeaseOwner, Expr::value(worker))
            .col_expr(task::Column::LeaseExpiresAtMs, clock::after(self.backend(), lease_for))
            .filter(task::Column::JobId.eq(&task.job_id))
            .exec(&transaction)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;

        if task.state == TaskState::Leased {
            tracing::warn!(job = task.job_id, owner = task.lease_owner, "a lease ran out; the task was claimed anew");
        }
        let stream = Stream { kind: word("kind of a task", &task.kind)?, id: word("job of a task", &task.job_id)? };
        Ok(Some(Claim {
            lease: Lease { stream, token },
            attempt: unsigned("attempt of a task", attempt)?,
            max_attempts: unsigned("limit of a task", task.max_attempts)?,
        }))
    }

    #[tracing::instrument(name = "store.heartbeat", skip_all, fields(job = %lease.stream.id))]
    async fn heartbeat(&self, lease: &Lease, lease_for: Duration) -> Result<(), StoreError> {
        let prolonged = task::Entity::update_many()
            .col_expr(task::Column::LeaseExpiresAtMs, clock::after(self.backend(), lease_for))
            .filter(held_by(lease.stream, lease.token))
            .exec(&self.writer)
            .await
            .map_err(failed)?;
        if prolonged.rows_affected == 0 { Err(StoreError::Fenced) } else { Ok(()) }
    }
}

/// The task that waits longest, locked; a task whose lease ran out has waited since
/// it was first due.
async fn find_claimable(
    transaction: &DatabaseTransaction,
    kinds: &[JobKind],
) -> Result<Option<task::Model>, StoreError> {
    let now = clock::now(transaction.get_database_backend());
    let waiting = task::Column::State.eq(TaskState::Ready).and(Expr::col(task::Column::RunAtMs).lte(now.clone()));
    let abandoned = task::Column::State.eq(TaskState::Leased).and(Expr::col(task::Column::LeaseExpiresAtMs).lte(now));
    task::Entity::find()
        .filter(task::Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())))
        .filter(waiting.or(abandoned))
        .order_by_asc(task::Column::RunAtMs)
        .order_by_asc(task::Column::JobId)
        // On PostgreSQL: what another worker is about to claim is passed over. On
        // SQLite there is no other, and the builder leaves it out.
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(transaction)
        .await
        .map_err(failed)
}

fn held_by(stream: Stream, token: LeaseToken) -> Expr {
    task::Column::JobId
        .eq(stream.id.to_string())
        .and(task::Column::LeaseToken.eq(token.0.to_string()))
        .and(task::Column::State.eq(TaskState::Leased))
}

/// Makes sure that the lease holds, until the transaction ends.
pub(crate) async fn hold(
    transaction: &DatabaseTransaction,
    stream: Stream,
    token: LeaseToken,
) -> Result<(), StoreError> {
    let held = task::Entity::find().filter(held_by(stream, token)).lock_exclusive().one(transaction).await;
    match held.map_err(failed)? {
        Some(_) => Ok(()),
        None => Err(StoreError::Fenced),
    }
}

/// What an append does to the task.
pub(crate) async fn change(
    transaction: &DatabaseTransaction,
    stream: Stream,
    change: TaskChange,
) -> Result<(), StoreError> {
    match change {
        TaskChange::Keep => Ok(()),
        TaskChange::Enqueue { max_attempts } => enqueue(transaction, stream, max_attempts).await,
        TaskChange::Release { delay, counts } => release(transaction, stream, delay, counts).await,
        TaskChange::Finish => finish(transaction, stream).await,
    }
}

/// A task that exists already starts over.
async fn enqueue(transaction: &DatabaseTransaction, stream: Stream, max_attempts: u32) -> Result<(), StoreError> {
    use task::Column;
    let now = clock::now(transaction.get_database_backend());
    let fresh = [
        Column::Kind,
        Column::State,
        Column::RunAtMs,
        Column::Attempt,
        Column::MaxAttempts,
        Column::LeaseToken,
        Column::LeaseOwner,
        Column::LeaseExpiresAtMs,
    ];
    let mut insert = Query::insert();
    insert
        .into_table(task::Entity)
        .columns([Column::JobId, Column::CreatedMs].into_iter().chain(fresh))
        .values([
            Expr::value(stream.id.to_string()),
            now.clone(),
            Expr::value(stream.kind.as_str()),
            Expr::value(TaskState::Ready),
            now,
            Expr::value(0_i64),
            Expr::value(i64::from(max_attempts)),
            Expr::value(None::<String>),
            Expr::value(None::<String>),
            Expr::value(None::<i64>),
        ])
        .map_err(failed)?
        .on_conflict(OnConflict::column(Column::JobId).update_columns(fresh).to_owned());
    transaction.execute(&insert).await.map_err(failed)?;
    Ok(())
}

async fn release(
    transaction: &DatabaseTransaction,
    stream: Stream,
    delay: Duration,
    counts: bool,
) -> Result<(), StoreError> {
    let given_back = i64::from(!counts);
    task::Entity::update_many()
        .col_expr(task::Column::State, Expr::value(TaskState::Ready))
        .col_expr(task::Column::RunAtMs, clock::after(transaction.get_database_backend(), delay))
        .col_expr(task::Column::Attempt, Expr::col(task::Column::Attempt).sub(given_back))
        .col_expr(task::Column::LeaseToken, Expr::value(None::<String>))
        .col_expr(task::Column::LeaseOwner, Expr::value(None::<String>))
        .col_expr(task::Column::LeaseExpiresAtMs, Expr::value(None::<i64>))
        .filter(task::Column::JobId.eq(stream.id.to_string()))
        .filter(task::Column::State.eq(TaskState::Leased))
        .exec(transaction)
        .await
        .map_err(failed)?;
    Ok(())
}

/// The row stays: it says who finished what, and that there is nothing to enqueue.
async fn finish(transaction: &DatabaseTransaction, stream: Stream) -> Result<(), StoreError> {
    task::Entity::update_many()
        .col_expr(task::Column::State, Expr::value(TaskState::Done))
        .col_expr(task::Column::LeaseToken, Expr::value(None::<String>))
        .col_expr(task::Column::LeaseExpiresAtMs, Expr::value(None::<i64>))
        .filter(task::Column::JobId.eq(stream.id.to_string()))
        .exec(transaction)
        .await
        .map_err(failed)?;
    Ok(())
}
