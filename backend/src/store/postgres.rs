//! The connections to a PostgreSQL, and what keeps a bad day of it short. A database that is slow, locked
//! or silent gives an error within seconds, which a learner hears as a sentence; and what this server
//! leaves behind in it when it dies holds up nobody for longer.

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

use super::{Error, claim::Held, database::ACQUIRE_TIMEOUT, moving, schema, trouble::Trouble};

const CONNECTIONS: u32 = 8;
/// For one piece of work, a transaction say, from our side. sqlx has no setting for a connection whose
/// other side is silent: a machine that is gone, a server that is stopped under a debugger.
const WITHIN: Duration = Duration::from_secs(15);
/// Until a connection that comes back has told what it was still asked for.
const CLEAN_WITHIN: Duration = Duration::from_secs(5);
/// PostgreSQL looks whether the other side is still there after 5 s of silence, and three times more; what
/// it sends has to arrive within 10 s.
const NOTICE_OUR_END: [(&str, &str); 4] = [
    ("tcp_keepalives_idle", "5"),
    ("tcp_keepalives_interval", "1"),
    ("tcp_keepalives_count", "3"),
    ("tcp_user_timeout", "10s"),
];
/// Of its side: no request waits for somebody else's lock for longer than for a connection, and no lock
/// of ours is kept by a transaction that does not go on.
const BOUNDS: [(&str, &str); 3] = [
    ("lock_timeout", "3s"),
    ("statement_timeout", "10s"),
    ("idle_in_transaction_session_timeout", "10s"),
];

/// How to reach it; sessions learn of our end by themselves.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, Error> {
    Ok(PgConnectOptions::from_str(url)?.options(NOTICE_OUR_END))
}

#[derive(Debug, Clone)]
pub struct Postgres {
    pub(super) pool: PgPool,
    /// Nothing is written while the server is not sure to be the only one.
    pub(super) held: Held,
    refusal: Refusal,
}

impl Postgres {
    /// Brings it up to date. Only one session does, the others wait for it: sqlx's migrator takes a lock.
    pub(super) async fn prepare(url: &str) -> Result<(), Error> {
        // Not bounded but for locks: a step may change every row of a large table.
        let options = options(url)?.options([("lock_timeout", "10s")]);
        let mut connection = timeout(CLEAN_WITHIN, options.connect()).await??;
        schema::migrator().run(&mut connection).await?;
        if moving::is_half_done(&mut connection).await? {
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
            // What asked may have been dropped half-way. sqlx asks the same behind this, without an end,
            // and the connection's place in the pool would be lost with a silent server.
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

    /// Does a piece of work, which is given up when it takes too long: its connection is then closed.
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

/// When a write was last refused because the database only takes reads. A session that began before may
/// only take reads for ever: `default_transaction_read_only` is looked at when it begins. So it is not
/// used again, and when the database takes writes, so do we.
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
