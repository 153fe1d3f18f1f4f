//! `SqlStore` itself, and how a write begins.

use relieur_application::ports::StoreError;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::errors::failed;
use crate::migrations::Migrator;
use crate::projections;

/// The key of PostgreSQL's advisory lock that appends queue at: "relieur" in ASCII.
const APPEND_LOCK: i64 = 0x0072_656c_6965_7572;

/// Histories, tasks and read models in one SQL database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SqlStore {
    /// On SQLite the one connection that may write.
    pub(crate) writer: DatabaseConnection,
    /// On PostgreSQL the same pool.
    pub(crate) reader: DatabaseConnection,
}

impl SqlStore {
    /// Closes every connection, after what is under way. On SQLite the journal is
    /// folded into the file.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.reader.close_by_ref().await.map_err(failed)?;
        self.writer.close_by_ref().await.map_err(failed)
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Begins a write. On SQLite it is the only one from here on: a transaction that
    /// reads first and writes later would fail at once when another one wrote
    /// meanwhile, without waiting (SQLite documentation, "Isolation").
    pub(crate) async fn begin_write(&self) -> Result<DatabaseTransaction, StoreError> {
        let mut options = TransactionOptions::default();
        if self.backend() == DbBackend::Sqlite {
            options.sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
        }
        self.writer.begin_with_options(options).await.map_err(failed)
    }

    /// Begins a write of events; one at a time, also across processes.
    ///
    /// PostgreSQL hands out positions when a row is inserted, not when it is
    /// committed. Without the queue somebody could read position 2, remember it, and
    /// never see position 1 that was committed later.
    pub(crate) async fn begin_append(&self) -> Result<DatabaseTransaction, StoreError> {
        let transaction = self.begin_write().await?;
        if self.backend() == DbBackend::Postgres {
            let lock = format!("SELECT pg_advisory_xact_lock({APPEND_LOCK})");
            transaction.execute_unprepared(&lock).await.map_err(failed)?;
        }
        Ok(transaction)
    }

    /// Makes missing tables and rebuilds read models of another form.
    #[tracing::instrument(name = "store.bring_up_to_date", skip_all)]
    pub(crate) async fn bring_up_to_date(&self) -> Result<(), StoreError> {
        let transaction = self.begin_append().await?;
        Migrator::up(&transaction, None).await.map_err(failed)?;
        projections::bring_up_to_date(&transaction).await?;
        transaction.commit().await.map_err(failed)
    }
}
