//! Removes what has been kept long enough, a few runs in each transaction, so that no other write
//! waits for long. Unfinished runs are never touched. A run's verdict stays as long as its learner
//! does, and with it her best score.

use api::event::EventKind;

use super::{
    Error, Store,
    database::{read, transaction},
    read_json, write_json,
};

/// Removes the events and the evidence of at most `limit` runs that ended before `before_ms`. The
/// last event, which carries the verdict, stays; the one before it says that others are gone.
/// Returns the number of runs.
pub async fn clear_runs(
    store: &Store,
    before_ms: u64,
    now_ms: u64,
    limit: u32,
) -> Result<usize, Error> {
    Ok(transaction!(store, |transaction| {
        let runs: Vec<(String, i64, Option<String>)> = sqlx::query_as(
            "SELECT id, last_seq, broker FROM runs WHERE cleared_ms IS NULL AND finished_ms < $1
             ORDER BY finished_ms LIMIT $2",
        )
        .bind(before_ms as i64)
        .bind(i64::from(limit))
        .fetch_all(&mut *transaction)
        .await?;
        for (run, last, broker) in &runs {
            // If this version cannot parse the column, the events go all the same.
            let broker = broker.as_ref().and_then(|text| read_json("broker", text).ok());
            sqlx::query("DELETE FROM run_events WHERE run_id = $1 AND seq < $2")
                .bind(run)
                .bind(last - 1)
                .execute(&mut *transaction)
                .await?;
            sqlx::query("UPDATE run_events SET kind = $3 WHERE run_id = $1 AND seq = $2")
                .bind(run)
                .bind(last - 1)
                .bind(write_json(&EventKind::Cleared { broker }))
                .execute(&mut *transaction)
                .await?;
            sqlx::query("DELETE FROM evidence WHERE run_id = $1")
                .bind(run)
                .execute(&mut *transaction)
                .await?;
            sqlx::query("UPDATE runs SET cleared_ms = $2 WHERE id = $1")
                .bind(run)
                .bind(now_ms as i64)
                .execute(&mut *transaction)
                .await?;
        }
        runs.len()
    }))
}

/// The start of a stored event that voids those before it: the tag comes first.
const RESTARTED: &str = r#"{"kind":"restarted"%"#;

/// Removes the events before the last start from runs that were restarted and ended before
/// `before_ms`. Looks at `limit` runs behind `after` in the order of their ids, and returns the
/// last.
pub async fn clear_superseded(
    store: &Store,
    before_ms: u64,
    after: &str,
    limit: u32,
) -> Result<Option<String>, Error> {
    let runs: Vec<(String,)> = read!(store, |pool| {
        sqlx::query_as(
            "SELECT id FROM runs
             WHERE executions > 1 AND cleared_ms IS NULL AND finished_ms < $1 AND id > $2
             ORDER BY id LIMIT $3",
        )
        .bind(before_ms as i64)
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
    })?;
    if runs.is_empty() {
        return Ok(None);
    }
    transaction!(store, |transaction| {
        for (run,) in &runs {
            sqlx::query(
                "DELETE FROM run_events WHERE run_id = $1 AND seq <
                 (SELECT MAX(seq) FROM run_events WHERE run_id = $1 AND kind LIKE $2)",
            )
            .bind(run)
            .bind(RESTARTED)
            .execute(&mut *transaction)
            .await?;
        }
    });
    Ok(runs.into_iter().next_back().map(|(run,)| run))
}

/// Removes guests without a visit since `before_ms`, and all their data: at most `limit` runs, and
/// at most as many guests who have no runs left. Returns the numbers of runs and guests. A guest
/// who comes back between two calls finds the rest of her runs.
pub async fn remove_guests(
    store: &Store,
    before_ms: u64,
    limit: u32,
) -> Result<(usize, usize), Error> {
    Ok(transaction!(store, |transaction| {
        let runs: Vec<(String,)> = sqlx::query_as(
            "SELECT runs.id FROM runs JOIN learners ON learners.id = runs.learner_id
             WHERE learners.role = 'guest' AND learners.seen_ms < $1
               AND runs.finished_ms IS NOT NULL
             ORDER BY learners.seen_ms, learners.id, runs.id LIMIT $2",
        )
        .bind(before_ms as i64)
        .bind(i64::from(limit))
        .fetch_all(&mut *transaction)
        .await?;
        for (run,) in &runs {
            for statement in [
                "DELETE FROM run_events WHERE run_id = $1",
                "DELETE FROM evidence WHERE run_id = $1",
                "DELETE FROM replaced_verdicts WHERE run_id = $1",
                "DELETE FROM verdicts WHERE run_id = $1",
                "DELETE FROM runs WHERE id = $1",
            ] {
                sqlx::query(statement).bind(run).execute(&mut *transaction).await?;
            }
        }
        // What those who go have read. A guest who comes back in between has lost it, and no more.
        sqlx::query(
            "DELETE FROM readings WHERE learner_id IN (
                 SELECT id FROM learners WHERE role = 'guest' AND seen_ms < $1
                   AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.learner_id = learners.id)
                 ORDER BY seen_ms, id LIMIT $2)",
        )
        .bind(before_ms as i64)
        .bind(i64::from(limit))
        .execute(&mut *transaction)
        .await?;
        // The condition is there twice: if she came back in between, PostgreSQL evaluates only the
        // outer one again.
        let guests = sqlx::query(
            "DELETE FROM learners WHERE seen_ms < $1 AND id IN (
                 SELECT id FROM learners WHERE role = 'guest' AND seen_ms < $1
                   AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.learner_id = learners.id)
                 ORDER BY seen_ms, id LIMIT $2)",
        )
        .bind(before_ms as i64)
        .bind(i64::from(limit))
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        (runs.len(), guests as usize)
    }))
}
