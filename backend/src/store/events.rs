//! The numbered events of a run. `seq` comes from a counter in the run's own row, taken and used
//! in one transaction: no number is missing or repeated, whoever dies when.

use api::event::{Event, EventKind};

use super::{
    Error, Store,
    database::{read, transaction},
    read_json,
};

/// Appends events behind the last one and returns the new last number.
pub async fn append(
    store: &Store,
    run: &str,
    at_ms: u64,
    kinds: &[EventKind],
) -> Result<u64, Error> {
    let last = transaction!(store, |transaction| { append_in!(transaction, run, at_ms, kinds) });
    Ok(last)
}

/// The same inside a transaction that somebody else began.
macro_rules! append_in {
    ($transaction:ident, $run:expr, $at_ms:expr, $kinds:expr) => {{
        let kinds: &[EventKind] = &$kinds[..];
        let (last,): (i64,) = sqlx::query_as(
            "UPDATE runs SET last_seq = last_seq + $2 WHERE id = $1 RETURNING last_seq",
        )
        .bind($run)
        .bind(kinds.len() as i64)
        .fetch_one(&mut *$transaction)
        .await?;
        for (seq, kind) in (last - kinds.len() as i64 + 1..).zip(kinds) {
            sqlx::query(
                "INSERT INTO run_events (run_id, seq, at_ms, kind) VALUES ($1, $2, $3, $4)",
            )
            .bind($run)
            .bind(seq)
            .bind($at_ms as i64)
            .bind($crate::store::write_json(kind))
            .execute(&mut *$transaction)
            .await?;
        }
        last as u64
    }};
}
pub(super) use append_in;

/// The number of a run's last event; 0 before the first.
pub async fn last(store: &Store, run: &str) -> Result<u64, Error> {
    let (last,): (i64,) = read!(store, |pool| {
        sqlx::query_as("SELECT last_seq FROM runs WHERE id = $1").bind(run).fetch_one(pool).await
    })?;
    Ok(last as u64)
}

/// At most `limit` events behind `after`, in order.
pub async fn after(store: &Store, run: &str, after: u64, limit: u32) -> Result<Vec<Event>, Error> {
    let rows: Vec<(i64, i64, String)> = read!(store, |pool| {
        sqlx::query_as(
            "SELECT seq, at_ms, kind FROM run_events
             WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        )
        .bind(run)
        .bind(after as i64)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
    })?;
    rows.into_iter()
        .map(|(seq, at_ms, kind)| {
            Ok(Event { seq: seq as u64, at_ms: at_ms as u64, kind: read_json("event", &kind)? })
        })
        .collect()
}
