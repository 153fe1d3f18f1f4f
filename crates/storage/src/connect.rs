//! Opening a database by its address.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, Instant};

use relieur_application::ports::StoreError;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, SqlxSqliteConnector, sqlx};
use tracing::log::LevelFilter;

use crate::errors::failed;
use crate::store::SqlStore;

/// How long a writer waits for another process to finish writing to the same file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How long it waits before it tries to open the file once more.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// How many can read a SQLite file at once; reading is short and from a file.
const SQLITE_READERS: u32 = 4;

/// How many connections one process holds to PostgreSQL, whose default is 100 in all.
const POSTGRES_CONNECTIONS: u32 = 10;

/// How long PostgreSQL may take to answer at the start.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);

/// A statement that takes longer is worth a line in the log.
const SLOW: Duration = Duration::from_secs(1);

/// Why an address of a database is of no use. Comes as the source of
/// [`StoreError::Failed`]. Addresses are not repeated whole: they may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// Neither SQLite nor PostgreSQL.
    #[error("databases beginning with {0:?} are not supported; use sqlite:PATH or postgres://HOST/NAME")]
    Scheme(String),
    /// A database in memory would lose its jobs and has room for one connection.
    #[error("a SQLite database in memory is not supported; name a file, for example sqlite:data/relieur.db")]
    InMemory,
    /// The folder of the SQLite file cannot be made.
    #[error("the folder {} for the database cannot be created", .folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The database cannot be opened.
    #[error("the database {name} cannot be opened")]
    Open {
        /// The SQLite file, or whose it is when there is no name to tell.
        name: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl SqlStore {
    /// Opens the database at `url` and brings its tables up to date: `sqlite:PATH`
    /// (`sqlite://PATH` means the same; file and folder are created when missing) or
    /// `postgres://USER:PASSWORD@HOST/NAME`, with the driver's parameters such as
    /// `?sslmode=require`.
    ///
    /// Several processes may do so at once; one of them makes the tables.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let (scheme, _) = url.split_once(':').unwrap_or((url, ""));
        let store = match scheme {
            "sqlite" => open_sqlite(url).await,
            "postgres" | "postgresql" => open_postgres(url).await,
            other => Err(AddressError::Scheme(other.chars().take(20).collect())),
        };
        let store = store.map_err(failed)?;
        store.bring_up_to_date().await?;
        Ok(store)
    }
}

/// One connection writes, so that writers of this process queue here and not in
/// SQLite's busy handler, which is neither fair nor cheap; some others read, which in
/// WAL mode nobody has to wait for.
async fn open_sqlite(url: &str) -> Result<SqlStore, AddressError> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|source| AddressError::Open { name: "of SQLite".to_owned(), source: source.into() })?;
    let path = options.get_filename().to_owned();
    // An empty name is a database that vanishes when it is closed.
    if url.contains(":memory:") || url.contains("mode=memory") || path.as_os_str().is_empty() {
        return Err(AddressError::InMemory);
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|source| AddressError::Folder { folder: folder.to_owned(), source })?;
    }
    let options = options.busy_timeout(BUSY_TIMEOUT).foreign_keys(true);
    // FULL costs one sync for each of our few commits, and what was acknowledged (a
    // job accepted, a file stored) is still there after a power failure; NORMAL would
    // lose the last ones.
    let writing = options
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    // The writer comes first: it makes the file and sets the journal mode.
    let writer = first_of_sqlite(writing, &path).await?;
    let reader = sqlite_pool(options.pragma("query_only", "ON"), SQLITE_READERS, &path).await?;
    Ok(SqlStore { writer, reader })
}

/// Opens the writer. Two that set the journal mode of a new file at one moment block
/// each other, and SQLite tells one of them at once that the file is locked, whatever
/// the busy time-out (<https://www.sqlite.org/c3ref/busy_handler.html>).
async fn first_of_sqlite(options: SqliteConnectOptions, path: &Path) -> Result<DatabaseConnection, AddressError> {
    let began = Instant::now();
    loop {
        match sqlite_pool(options.clone(), 1, path).await {
            Err(error) if is_busy(&error) && began.elapsed() < BUSY_TIMEOUT => tokio::time::sleep(BUSY_PAUSE).await,
            outcome => return outcome,
        }
    }
}

/// Whether the file is locked for the moment: `SQLITE_BUSY`, in any of its forms.
fn is_busy(error: &AddressError) -> bool {
    let AddressError::Open { source, .. } = error else { return false };
    let Some(sqlx::Error::Database(cause)) = source.downcast_ref() else { return false };
    cause.code().and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}

async fn sqlite_pool(
    options: SqliteConnectOptions,
    connections: u32,
    path: &Path,
) -> Result<DatabaseConnection, AddressError> {
    use sea_orm::sqlx::ConnectOptions as _;
    let options = options.log_statements(LevelFilter::Trace).log_slow_statements(LevelFilter::Warn, SLOW);
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        .connect_with(options)
        .await
        .map_err(|source| AddressError::Open { name: path.display().to_string(), source: source.into() })?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

async fn open_postgres(url: &str) -> Result<SqlStore, AddressError> {
    let unopened = |source| AddressError::Open { name: "of PostgreSQL".to_owned(), source };
    knock(url).await.map_err(unopened)?;
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(POSTGRES_CONNECTIONS)
        .set_application_name("relieur")
        .sqlx_logging_level(LevelFilter::Trace)
        .sqlx_slow_statements_logging_settings(LevelFilter::Warn, SLOW);
    let pool = Database::connect(options).await.map_err(|source| unopened(source.into()))?;
    Ok(SqlStore { writer: pool.clone(), reader: pool })
}

/// Connects once, outside of the pool: the pool tries again and again, and in the end
/// says that it timed out, and not that the server is not there.
async fn knock(url: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    use sea_orm::sqlx::{ConnectOptions as _, Connection as _};
    let options = PgConnectOptions::from_str(url)?;
    let connection = tokio::time::timeout(ANSWER_TIMEOUT, options.connect()).await;
    let connection = connection.map_err(|_| "the server did not answer in time")??;
    connection.close().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use sea_orm::{ConnectionTrait, Statement};

    use super::*;

    async fn number(connection: &DatabaseConnection, pragma: &str) -> i64 {
        let ask = Statement::from_string(connection.get_database_backend(), format!("PRAGMA {pragma}"));
        let row = connection.query_one_raw(ask).await.expect("an answer").expect("a row");
        i64::from(row.try_get_by_index::<i32>(0).expect("a number"))
    }

    #[tokio::test]
    async fn what_sqlite_acknowledged_survives_a_power_failure_and_readers_cannot_write() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}/some where/relieur.db", folder.path().display());
        let store = SqlStore::connect(&url).await.expect("opened");
        assert_eq!(number(&store.writer, "synchronous").await, 2, "FULL");
        assert_eq!(number(&store.reader, "query_only").await, 1);
        assert!(folder.path().join("some where/relieur.db-wal").exists(), "in WAL mode");
        store.close().await.expect("closed");
        assert!(!folder.path().join("some where/relieur.db-wal").exists(), "folded into the file");
    }

    /// The error and its causes, as a log shows them.
    async fn refusal(url: &str) -> String {
        let error = SqlStore::connect(url).await.expect_err("refused");
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        text
    }

    #[tokio::test]
    async fn an_address_that_cannot_be_used_says_why_and_keeps_its_password() {
        let mysql = refusal("mysql://user:secret@host/relieur").await;
        assert!(mysql.contains("\"mysql\" are not supported"), "{mysql}");
        assert!(!mysql.contains("secret"), "{mysql}");
        for url in ["sqlite::memory:", "sqlite://relieur.db?mode=memory", "sqlite:"] {
            assert!(refusal(url).await.contains("in memory is not supported"), "{url}");
        }
        let unknown = refusal("sqlite:relieur.db?colour=blue").await;
        assert!(unknown.contains("colour"), "{unknown}");
        // A port nobody listens at.
        let nobody = refusal("postgres://user:secret@127.0.0.1:1/relieur").await;
        assert!(nobody.contains("of PostgreSQL cannot be opened"), "{nobody}");
        assert!(nobody.contains("refused"), "{nobody}");
        assert!(!nobody.contains("secret"), "{nobody}");
    }

    #[tokio::test]
    async fn a_file_where_the_folder_should_be_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let in_the_way = folder.path().join("data");
        std::fs::write(&in_the_way, "a file").expect("written");
        let told = refusal(&format!("sqlite:{}/relieur.db", in_the_way.display())).await;
        assert!(told.contains("data for the database cannot be created"), "{told}");
    }
}
