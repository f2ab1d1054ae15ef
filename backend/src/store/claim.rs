//! One server for one database: two would both resume the unfinished runs, and mix their events.
//! The claim is taken before the store is opened and held until after it is closed. `regrade` needs
//! no claim to read and write beside the server: it touches no run that is under way.

use std::{
    fs::{File, TryLockError},
    path::Path,
    time::Duration,
};

use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{Error, held::Held, postgres};

/// The key of PostgreSQL's advisory lock; each database has its own locks.
const KEY: i64 = i64::from_be_bytes(*b"bitacora");
/// Enough for a killed server's session to end, which PostgreSQL notices within 8 s.
const SESSION: [(&str, &str); 1] = [("lock_timeout", "10s")];
const LOCK_NOT_AVAILABLE: &str = "55P03";
/// Between two checks of the session that holds the lock, and the time limit of one.
const LOOK_EVERY: Duration = Duration::from_secs(2);
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// Somewhat longer than PostgreSQL itself waits for the lock.
const LOCKED_WITHIN: Duration = Duration::from_secs(15);

#[derive(Debug)]
pub enum Claim {
    /// For a SQLite file: a locked file beside it, because SQLite holds its own locks only during
    /// transactions. The descriptor is closed in every child process, so the kernel frees the lock
    /// with this process, after SIGKILL too.
    File { _lock: File },
    /// For a PostgreSQL: an advisory lock, which ends with its session.
    Session(Box<Session>),
}

#[derive(Debug)]
pub struct Session {
    /// `None` while the connection is lost.
    connection: Option<PgConnection>,
    options: PgConnectOptions,
    held: Held,
}

impl Claim {
    /// # Errors
    /// [`Error::Taken`] when another server has it.
    pub fn of_sqlite(database: &Path) -> Result<Self, Error> {
        let lock = File::create(database.with_extension("server.lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self::File { _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Error::Taken),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// # Errors
    /// [`Error::Taken`] when another server has it, and still has it after ten seconds.
    pub async fn of_postgres(url: &str) -> Result<Self, Error> {
        let options = postgres::options(url)?.options(SESSION);
        let connection = Some(lock(&options).await?);
        Ok(Self::Session(Box::new(Session { connection, options, held: Held::default() })))
    }

    /// The flag that the store checks before it writes.
    pub fn held(&self) -> Held {
        match self {
            Self::File { .. } => Held::default(),
            Self::Session(session) => session.held.clone(),
        }
    }

    /// Holds the claim until `stop`, and then returns it: dropping it frees it.
    ///
    /// # Errors
    /// [`Error::Taken`] when the connection was lost and another server got the lock first.
    pub async fn keep(mut self, stop: &CancellationToken) -> Result<Self, Error> {
        match &mut self {
            Self::File { .. } => stop.cancelled().await,
            Self::Session(session) => {
                if let Some(Err(error)) = stop.run_until_cancelled(session.keep()).await {
                    return Err(error);
                }
            }
        }
        Ok(self)
    }
}

impl Session {
    /// Takes the lock again whenever the session is lost; nothing is written in between. If another
    /// server gets it before the loss is noticed, both run for 7 s at most.
    async fn keep(&mut self) -> Result<(), Error> {
        loop {
            let Some(connection) = &mut self.connection else {
                match lock(&self.options).await {
                    Err(Error::Taken) => return Err(Error::Taken),
                    Err(_) => sleep(LOOK_EVERY).await,
                    Ok(connection) => {
                        self.connection = Some(connection);
                        self.held.set(true);
                        tracing::info!("the database's lock is back");
                    }
                }
                continue;
            };
            sleep(LOOK_EVERY).await;
            let look = sqlx::query("SELECT 1").execute(connection);
            if let Err(error) = in_time(ANSWER_WITHIN, look).await {
                self.held.set(false);
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the database's lock is lost: nothing is written until it is back"
                );
                // The old session is closed first. It may only have been silent for a while, and
                // still have the lock.
                self.connection = None;
            }
        }
    }
}

/// A session that has the lock.
async fn lock(options: &PgConnectOptions) -> Result<PgConnection, Error> {
    let asked = async {
        let mut connection = options.connect().await?;
        let (is_ours,): (bool,) = sqlx::query_as("SELECT pg_try_advisory_lock($1)")
            .bind(KEY)
            .fetch_one(&mut connection)
            .await?;
        Ok((connection, is_ours))
    };
    let (mut connection, is_ours) = in_time(ANSWER_WITHIN, asked).await?;
    if is_ours {
        return Ok(connection);
    }
    tracing::info!("another server has the database: waiting 10 s for its end");
    let locked = sqlx::query("SELECT pg_advisory_lock($1)").bind(KEY).execute(&mut connection);
    match in_time(LOCKED_WITHIN, locked).await {
        Ok(_) => Ok(connection),
        Err(Error::Database(sqlx::Error::Database(error)))
            if error.code().is_some_and(|code| code == LOCK_NOT_AVAILABLE) =>
        {
            Err(Error::Taken)
        }
        Err(error) => Err(error),
    }
}

async fn in_time<T>(
    time: Duration,
    asked: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, Error> {
    Ok(timeout(time, asked).await??)
}
