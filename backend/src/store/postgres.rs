//! The connections to a PostgreSQL, and their time limits. A database that is slow, locked or
//! silent gives an error within seconds, which the learner reads as a sentence; and a session that
//! this server leaves behind when it dies blocks nobody for longer.

use std::{
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{
    ConnectOptions, Connection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::timeout;

use super::{Error, held::Held, moving::progress, schema, trouble::Trouble};

/// How long a request waits for a connection before the database counts as away.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
const CONNECTIONS: u32 = 8;
/// Our time limit for one piece of work, such as a transaction. sqlx has no setting for a silent
/// peer: a machine that is gone, a server that is stopped in a debugger.
const WITHIN: Duration = Duration::from_secs(15);
/// To read the rest of an abandoned query's answer when its connection comes back.
const CLEAN_WITHIN: Duration = Duration::from_secs(5);
/// PostgreSQL sends a keepalive after 5 s of silence, and three more; what it sends has to be
/// acknowledged within 10 s.
const NOTICE_OUR_END: [(&str, &str); 4] = [
    ("tcp_keepalives_idle", "5"),
    ("tcp_keepalives_interval", "1"),
    ("tcp_keepalives_count", "3"),
    ("tcp_user_timeout", "10s"),
];
/// PostgreSQL's time limits: a request waits no longer for a lock than for a connection, and an
/// idle transaction of ours keeps no lock.
const BOUNDS: [(&str, &str); 3] = [
    ("lock_timeout", "3s"),
    ("statement_timeout", "10s"),
    ("idle_in_transaction_session_timeout", "10s"),
];

/// Connection options with keepalives, so that sessions end soon after we do.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, Error> {
    Ok(PgConnectOptions::from_str(url)?.options(NOTICE_OUR_END))
}

#[derive(Debug, Clone)]
pub struct Postgres {
    pub(super) pool: PgPool,
    /// Nothing is written while another server may have the database.
    pub(super) held: Held,
    refusal: Refusal,
}

impl Postgres {
    /// Brings the schema up to date. One session does, and others wait for it: sqlx's migrator
    /// takes a lock.
    pub(super) async fn prepare(url: &str) -> Result<(), Error> {
        // Only waits for locks are limited: a step may change every row of a large table.
        let options = options(url)?.options([("lock_timeout", "10s")]);
        let mut connection = timeout(CLEAN_WITHIN, options.connect()).await??;
        schema::migrator().run(&mut connection).await?;
        if progress::is_half_done(&mut connection).await? {
            return Err(Error::HalfMoved);
        }
        Ok(connection.close().await?)
    }

    pub(super) async fn connect(options: PgConnectOptions, held: Held) -> Result<Self, Error> {
        let refusal = Refusal::default();
        let refused = refusal.clone();
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .before_acquire(move |_, connection| {
                let is_fresh = !refused.is_younger_than(connection.age);
                Box::pin(async move { Ok(is_fresh) })
            })
            // The query's future may have been dropped half-way. sqlx waits for the rest of its
            // answer after this hook, without a time limit, and with a silent server the
            // connection's place in the pool would be lost.
            .after_release(|connection, _| {
                Box::pin(async move {
                    let is_clean = timeout(CLEAN_WITHIN, connection.ping()).await;
                    is_clean.map_err(|elapsed| sqlx::Error::Io(elapsed.into()))??;
                    Ok(true)
                })
            })
            .connect_with(options.options(BOUNDS))
            .await?;
        Ok(Self { pool, held, refusal })
    }

    /// Does a piece of work within the time limit; beyond it the work is dropped and its connection
    /// closed.
    pub(super) async fn within<T>(
        &self,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let done = timeout(WITHIN, work).await.map_err(Error::from).flatten();
        if let Err(error) = &done
            && Trouble::of(error) == Trouble::ReadOnly
        {
            self.refusal.note();
        }
        done
    }
}

/// When a write was last refused because the database is read-only. A session reads
/// `default_transaction_read_only` when it begins, so an older session may stay read-only for ever.
/// It is not used again; so we write as soon as the database takes writes.
#[derive(Debug, Clone, Default)]
struct Refusal(Arc<Mutex<Option<Instant>>>);

impl Refusal {
    fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    fn is_younger_than(&self, age: Duration) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|at| at.elapsed() < age)
    }
}
