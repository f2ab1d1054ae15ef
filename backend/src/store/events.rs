//! The numbered events of a run. `seq` comes from a counter in the run's own row, read and used in
//! one transaction, so no number is missing or repeated, even after a crash.

use api::event::{Event, EventKind};
use serde::{Deserialize, Serialize};

use super::{
    Error, Store,
    database::{read, transaction},
    read_json,
};

/// An event without a number yet. Except for `at_ms`, which has a column of its own, it is stored
/// as it is sent: see [`Event`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    #[serde(skip)]
    pub at_ms: u64,
    #[serde(flatten)]
    pub kind: EventKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_us: Option<u64>,
}

impl Told {
    /// An event that belongs to no act.
    pub const fn outside(at_ms: u64, kind: EventKind) -> Self {
        Self { at_ms, kind, at_us: None }
    }
}

/// Appends events behind the last one and returns the new last number.
pub async fn append(store: &Store, run: &str, told: &[Told]) -> Result<u64, Error> {
    let last = transaction!(store, |transaction| { append_in!(transaction, run, told) });
    Ok(last)
}

/// The same within a transaction of the caller.
macro_rules! append_in {
    ($transaction:ident, $run:expr, $told:expr) => {{
        let told: &[$crate::store::events::Told] = &$told[..];
        let (last,): (i64,) = sqlx::query_as(
            "UPDATE runs SET last_seq = last_seq + $2 WHERE id = $1 RETURNING last_seq",
        )
        .bind($run)
        .bind(told.len() as i64)
        .fetch_one(&mut *$transaction)
        .await?;
        for (seq, told) in (last - told.len() as i64 + 1..).zip(told) {
            sqlx::query(
                "INSERT INTO run_events (run_id, seq, at_ms, kind) VALUES ($1, $2, $3, $4)",
            )
            .bind($run)
            .bind(seq)
            .bind(told.at_ms as i64)
            .bind($crate::store::write_json(told))
            .execute(&mut *$transaction)
            .await?;
        }
        last as u64
    }};
}
pub(super) use append_in;

/// Appends one event to each of these runs that still waits, in one transaction; returns those runs
/// and the numbers of the events. Runs that are under way or over by now are skipped.
pub async fn append_to_waiting(
    store: &Store,
    told: &[(&str, Told)],
) -> Result<Vec<(String, u64)>, Error> {
    Ok(transaction!(store, |transaction| {
        let mut appended = Vec::new();
        for (run, told) in told {
            // Locked until the commit, so that the run cannot begin before its event is stored.
            let waits =
                sqlx::query("UPDATE runs SET state = state WHERE id = $1 AND state = 'queued'")
                    .bind(run)
                    .execute(&mut *transaction)
                    .await?
                    .rows_affected();
            if waits > 0 {
                let last = append_in!(transaction, run, std::slice::from_ref(told));
                appended.push(((*run).to_owned(), last));
            }
        }
        appended
    }))
}

/// The number of a run's last event; 0 before the first.
pub async fn last(store: &Store, run: &str) -> Result<u64, Error> {
    let (last,): (i64,) = read!(store, |pool| {
        sqlx::query_as("SELECT last_seq FROM runs WHERE id = $1").bind(run).fetch_one(pool).await
    })?;
    Ok(last as u64)
}

/// Consecutive events as a browser reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// A JSON array of [`Event`].
    pub json: String,
    /// Number of the last one.
    pub last: u64,
    /// Whether the run's last event is among them.
    pub is_over: bool,
}

/// The same as [`after`], ready to be sent; `None` when there are none. Events are stored as the
/// JSON that a browser gets, so they are concatenated and not parsed: a run that streams thousands
/// of records a second may have many viewers.
pub async fn message_after(
    store: &Store,
    run: &str,
    after: u64,
    limit: u32,
) -> Result<Option<Message>, Error> {
    let rows = rows_after(store, run, after, limit).await?;
    let Some((last, _, kind)) = rows.last() else { return Ok(None) };
    let (last, is_over) = (*last as u64, kind.starts_with(FINISHED));
    let length = rows.iter().map(|(_, _, kind)| kind.len() + 48).sum();
    let mut json = String::with_capacity(length);
    for (seq, at_ms, kind) in &rows {
        let before = if json.is_empty() { '[' } else { ',' };
        // `Event` is flat: the stored fields follow its first two.
        let kind = kind.strip_prefix('{').unwrap_or(kind);
        json.push_str(&format!("{before}{{\"seq\":{seq},\"at_ms\":{at_ms},{kind}"));
    }
    json.push(']');
    Ok(Some(Message { json, last, is_over }))
}

/// The start of a stored last event: the tag comes first.
const FINISHED: &str = r#"{"kind":"run_finished""#;

/// At most `limit` events behind `after`, in order.
pub async fn after(store: &Store, run: &str, after: u64, limit: u32) -> Result<Vec<Event>, Error> {
    let rows = rows_after(store, run, after, limit).await?;
    rows.into_iter()
        .map(|(seq, at_ms, kind)| {
            let Told { kind, at_us, .. } = read_json("event", &kind)?;
            Ok(Event { seq: seq as u64, at_ms: at_ms as u64, at_us, kind })
        })
        .collect()
}

async fn rows_after(
    store: &Store,
    run: &str,
    after: u64,
    limit: u32,
) -> Result<Vec<(i64, i64, String)>, Error> {
    Ok(read!(store, |pool| {
        sqlx::query_as(
            "SELECT seq, at_ms, kind FROM run_events
             WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        )
        .bind(run)
        .bind(after as i64)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
    })?)
}

#[cfg(test)]
mod tests {
    use api::{event::RestartReason, run::RunState};

    use super::*;
    use crate::store::{learners, runs};

    #[tokio::test]
    async fn a_message_is_the_events_that_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&folder.path().join("bitacora.sqlite")).await.unwrap();
        learners::ensure_guest(&store, "ana", 1).await.unwrap();
        let request = runs::RunRequest {
            id: "r1",
            learner: "ana",
            exercise: "productor-basico",
            fields: &Default::default(),
            prediction: None,
            attempt: None,
            network: "here",
            limits: runs::Limits { of_learner: 1, of_network: 1, of_all: 1 },
            now_ms: 1,
        };
        runs::accept(&store, &request, |_| "seed".to_owned()).await.unwrap();
        assert_eq!(message_after(&store, "r1", 0, 9).await.unwrap(), None);
        let told = |at_us, kind| Told { at_ms: 7, kind, at_us };
        let events = [
            told(None, EventKind::Restarted { reason: RestartReason::Broker }),
            told(Some(45), EventKind::NetworkReleased { act: 1, actor: 0 }),
            told(None, EventKind::RunFinished { state: RunState::Stopped, verdict: None }),
        ];
        append(&store, "r1", &events).await.unwrap();
        for (last, limit) in [(0, 9), (0, 2), (2, 1)] {
            let message = message_after(&store, "r1", last, limit).await.unwrap().unwrap();
            let events: Vec<Event> = serde_json::from_str(&message.json).unwrap();
            assert_eq!(events, after(&store, "r1", last, limit).await.unwrap());
            assert_eq!(message.last, (last + u64::from(limit)).min(3));
            assert_eq!(message.is_over, message.last == 3);
        }
        let stored = after(&store, "r1", 0, 9).await.unwrap();
        let moments: Vec<_> = stored.iter().map(|event| (event.at_ms, event.at_us)).collect();
        assert_eq!(moments, [(7, None), (7, Some(45)), (7, None)]);
    }
}
