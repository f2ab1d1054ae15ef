//! The two databases behind one enum, and the macros that give a query the right pool and read a
//! row of either.
//!
//! An enum of native pools rather than sqlx's `AnyPool`, which cannot read BOOLEAN on SQLite and is
//! no faster. SQLite gets one connection for writing, because concurrent writers there get
//! SQLITE_BUSY at once, and a few for reading.

use std::{path::Path, time::Duration};

use sqlx::{
    Connection, SqlitePool,
    sqlite::{
        SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions,
        SqliteSynchronous,
    },
};
use tokio::time::timeout;

use super::{
    Error,
    held::Held,
    postgres::{self, ACQUIRE_TIMEOUT, Postgres},
    schema, size,
};

const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const READERS: u32 = 4;
/// The time limit of the readiness probe (`health.rs`).
const PING_WITHIN: Duration = Duration::from_secs(4);

#[derive(Debug, Clone)]
pub enum Store {
    Sqlite {
        /// A single connection, for which writers queue.
        writer: SqlitePool,
        /// With `PRAGMA query_only`, so that a write through it fails instead of waiting.
        reader: SqlitePool,
    },
    Postgres(Postgres),
}

impl Store {
    /// Opens or creates the SQLite file and brings its schema up to date.
    pub async fn open_sqlite(path: &Path) -> Result<Self, Error> {
        // On SQLite sqlx's migration lock does nothing, so two servers that start together would
        // race.
        let lock = std::fs::File::create(path.with_extension("lock"))?;
        lock.lock()?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .auto_vacuum(SqliteAutoVacuum::Incremental)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            // On a full disk SQLite rolls back by itself; the ROLLBACK that follows fails, and sqlx
            // still counts an open transaction. No other could begin on that connection, so it is
            // closed.
            .before_acquire(|connection, _| {
                let is_sound = !connection.is_in_transaction();
                Box::pin(async move { Ok(is_sound) })
            })
            .connect_with(options)
            .await?;
        schema::migrator().run(&writer).await?;
        if let Err(error) = size::prepare_giving_back(&writer).await {
            // Free pages are then reused and not given back, which is no reason not to start.
            tracing::warn!(%error, "the database file was not rewritten");
        }
        Ok(Self::Sqlite { writer, reader: readers(path).await? })
    }

    /// Opens an existing SQLite file without changing its schema; a write through it fails.
    pub async fn open_sqlite_to_read(path: &Path) -> Result<Self, Error> {
        let reader = readers(path).await?;
        Ok(Self::Sqlite { writer: reader.clone(), reader })
    }

    /// Opens a PostgreSQL and brings its schema up to date.
    pub async fn open_postgres(url: &str, held: Held) -> Result<Self, Error> {
        Postgres::prepare(url).await?;
        Ok(Self::Postgres(Postgres::connect(postgres::options(url)?, held).await?))
    }

    /// Opens a PostgreSQL without changing its schema; a write through it fails.
    pub async fn open_postgres_to_read(url: &str) -> Result<Self, Error> {
        let options = postgres::options(url)?.options([("default_transaction_read_only", "on")]);
        Ok(Self::Postgres(Postgres::connect(options, Held::default()).await?))
    }

    /// Whether a write reaches the disk now, for the readiness probe.
    pub async fn ping(&self) -> Result<(), Error> {
        // Another value each time: SQLite does not write a page that did not change.
        let written = async {
            super::database::write!(self, |pool| {
                sqlx::query("UPDATE probe SET writes = writes + 1 WHERE id = 1")
                    .execute(pool)
                    .await
                    .map(drop)
            })
        };
        timeout(PING_WITHIN, written).await?
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, reader } => {
                reader.close().await;
                writer.close().await;
            }
            Self::Postgres(postgres) => postgres.pool.close().await,
        }
    }

    /// # Errors
    /// While another server may have taken this one's database.
    pub(super) fn may_write(&self) -> Result<(), Error> {
        match self {
            Self::Postgres(postgres) if !postgres.held.is_so() => Err(Error::NotHeld),
            Self::Sqlite { .. } | Self::Postgres(_) => Ok(()),
        }
    }
}

/// Connections that only read. They are opened when they are needed, also while somebody holds the
/// write lock; so they leave the settings of the file alone: `PRAGMA auto_vacuum` takes that lock.
async fn readers(path: &Path) -> Result<SqlitePool, Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("query_only", "ON");
    Ok(SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options)
        .await?)
}

/// Evaluates an expression with the pool for reading.
macro_rules! read {
    ($store:expr, |$pool:ident| $body:expr) => {
        match $store {
            $crate::store::Store::Sqlite { reader: $pool, .. } => {
                $body.map_err($crate::store::Error::from)
            }
            $crate::store::Store::Postgres(postgres) => {
                let $pool = &postgres.pool;
                postgres.within(async { Ok($body?) }).await
            }
        }
    };
}

/// Runs one writing statement.
macro_rules! write {
    ($store:expr, |$pool:ident| $body:expr) => {{
        $store.may_write()?;
        match $store {
            $crate::store::Store::Sqlite { writer: $pool, .. } => {
                $body.map_err($crate::store::Error::from)
            }
            $crate::store::Store::Postgres(postgres) => {
                let $pool = &postgres.pool;
                postgres.within(async { Ok($body?) }).await
            }
        }
    }};
}

/// Runs a block in a transaction and commits it; an early `?` or `return`, which leave the block
/// and not the function, or a dropped future roll back. SQLite begins IMMEDIATE, so that a write
/// after a read cannot fail with SQLITE_BUSY.
macro_rules! transaction {
    ($store:expr, |$transaction:ident| $body:block) => {{
        $store.may_write()?;
        match $store {
            $crate::store::Store::Sqlite { writer, .. } => {
                let work = async {
                    let mut $transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
                    let value = $body;
                    $transaction.commit().await?;
                    Ok::<_, $crate::store::Error>(value)
                };
                work.await?
            }
            $crate::store::Store::Postgres(postgres) => {
                let work = async {
                    let mut $transaction = postgres.pool.begin().await?;
                    let value = $body;
                    $transaction.commit().await?;
                    Ok::<_, $crate::store::Error>(value)
                };
                postgres.within(work).await?
            }
        }
    }};
}

/// A struct whose fields are columns of the same names, to be read from a row of either database.
/// It replaces `derive(sqlx::FromRow)`, for which both drivers would be compiled twice.
macro_rules! row {
    (struct $name:ident { $($column:ident: $type:ty),+ $(,)? }) => {
        struct $name {
            $($column: $type),+
        }

        impl<'r, R: sqlx::Row> sqlx::FromRow<'r, R> for $name
        where
            &'static str: sqlx::ColumnIndex<R>,
            $($type: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>),+
        {
            fn from_row(row: &'r R) -> sqlx::Result<Self> {
                Ok(Self { $($column: row.try_get(stringify!($column))?),+ })
            }
        }
    };
}

pub(super) use {read, row, transaction, write};

#[cfg(test)]
mod tests {
    use sqlx::{Executor, SqliteConnection};

    use super::*;

    #[tokio::test]
    async fn readers_come_while_somebody_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bitacora.sqlite");
        let store = Store::open_sqlite(&path).await.unwrap();
        let Store::Sqlite { reader, .. } = &store else { unreachable!() };
        let mut other = SqliteConnection::connect(&path.display().to_string()).await.unwrap();
        other.execute("BEGIN EXCLUSIVE").await.unwrap();
        // All at once, so that each is a new connection but the first.
        let mut held = Vec::new();
        for _ in 0..READERS {
            held.push(reader.acquire().await.unwrap());
        }
        for connection in &mut held {
            connection.execute("SELECT 1 FROM runs").await.unwrap();
        }
    }
}
