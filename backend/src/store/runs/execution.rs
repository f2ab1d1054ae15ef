//! From `queued` to its end: whoever executes a run notes here that it did, and how it ended.

use api::{
    broker::Broker,
    event::EventKind,
    run::RunState,
    verdict::{Verdict, VerdictResult},
};

use super::{
    super::{
        Error, Store,
        database::{read, transaction, write},
        events::{Told, append_in},
        write_json, write_word,
    },
    Row, StoredRun, columns,
};
use crate::evidence::stored::StoredEvidence;

/// An accepted run that is not over, and how often it was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    pub id: String,
    pub executions: i64,
}

/// In the order of their numbers; those that were started before those that were not.
pub async fn unfinished(store: &Store) -> Result<Vec<Unfinished>, Error> {
    let rows: Vec<(String, i64)> = read!(store, |pool| {
        sqlx::query_as(
            "SELECT id, executions FROM runs WHERE state IN ('queued', 'running')
             ORDER BY CASE WHEN executions > 0 THEN 0 ELSE 1 END, number",
        )
        .fetch_all(pool)
        .await
    })?;
    Ok(rows.into_iter().map(|(id, executions)| Unfinished { id, executions }).collect())
}

/// Puts these runs back into the state `queued`, unless they ended or started meanwhile. A row that
/// cannot be parsed does not hide the others.
pub async fn wait_again(
    store: &Store,
    unfinished: &[Unfinished],
) -> Result<Vec<Result<StoredRun, Error>>, Error> {
    let rows: Vec<Row> = transaction!(store, |transaction| {
        let mut rows = Vec::new();
        for Unfinished { id, executions } in unfinished {
            let row = sqlx::query_as(concat!(
                "UPDATE runs SET state = 'queued'
                 WHERE id = $1 AND executions = $2 AND state IN ('queued', 'running') RETURNING ",
                columns!()
            ))
            .bind(id)
            .bind(executions)
            .fetch_optional(&mut *transaction)
            .await?;
            rows.extend(row);
        }
        rows
    });
    Ok(rows.into_iter().map(StoredRun::try_from).collect())
}

/// Marks a run as running and returns the number of this execution, from 1. `None` when it is over:
/// its learner stopped it while it waited.
pub async fn begin(store: &Store, id: &str, broker: &Broker) -> Result<Option<u32>, Error> {
    let row: Option<(i64,)> = write!(store, |pool| {
        sqlx::query_as(
            "UPDATE runs SET state = 'running', broker = $2, executions = executions + 1
             WHERE id = $1 AND state IN ('queued', 'running') RETURNING executions",
        )
        .bind(id)
        .bind(write_json(broker))
        .fetch_optional(pool)
        .await
    })?;
    Ok(row.map(|(executions,)| executions as u32))
}

/// How a run ended, with what it leaves behind.
#[derive(Debug, Clone)]
pub enum RunEnd {
    Stopped,
    Graded { evidence: StoredEvidence, verdict: Verdict },
}

/// Ends a run: state, evidence, verdict and last event in one transaction. Returns false, and
/// changes nothing, if it was over already.
pub async fn finish(
    store: &Store,
    run: &StoredRun,
    ending: &RunEnd,
    now_ms: u64,
) -> Result<bool, Error> {
    let (state, verdict) = match ending {
        RunEnd::Stopped => (RunState::Stopped, None),
        RunEnd::Graded { verdict, .. } => (RunState::Done, Some(verdict.clone())),
    };
    let counts =
        !matches!(&verdict, Some(verdict) if verdict.result == VerdictResult::Inconclusive);
    Ok(transaction!(store, |transaction| {
        let ended = sqlx::query(
            "UPDATE runs SET state = $2, finished_ms = $3, spent = spent * $4, network = NULL
             WHERE id = $1 AND state IN ('queued', 'running')",
        )
        .bind(&run.id)
        .bind(write_word(&state))
        .bind(now_ms as i64)
        .bind(i64::from(counts))
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if ended == 0 {
            return Ok(false);
        }
        if let RunEnd::Graded { evidence, verdict } = ending {
            sqlx::query(
                "INSERT INTO evidence (run_id, sha256, body, created_ms) VALUES ($1, $2, $3, $4)",
            )
            .bind(&run.id)
            .bind(&evidence.sha256)
            .bind(&evidence.body)
            .bind(now_ms as i64)
            .execute(&mut *transaction)
            .await?;
            sqlx::query(
                "INSERT INTO verdicts (run_id, spec_version, result, points, max_points, body, created_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&run.id)
            .bind(i64::from(verdict.spec_version))
            .bind(write_word(&verdict.result))
            .bind(i64::from(verdict.points))
            .bind(i64::from(verdict.max_points))
            .bind(write_json(verdict))
            .bind(now_ms as i64)
            .execute(&mut *transaction)
            .await?;
        }
        let finished = EventKind::RunFinished { state, verdict };
        append_in!(transaction, &run.id, [Told::outside(run.clock.age_ms(), finished)]);
        true
    }))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Limits, RunRequest, accept, find},
        *,
    };
    use crate::store::{events, learners, now_ms};

    #[tokio::test]
    async fn a_run_that_is_taken_up_is_no_younger_than_its_last_event() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&folder.path().join("bitacora.sqlite")).await.unwrap();
        learners::ensure_guest(&store, "ana", 1).await.unwrap();
        let request = RunRequest {
            id: "r1",
            learner: "ana",
            exercise: "productor-basico",
            fields: &Default::default(),
            prediction: None,
            attempt: None,
            network: "",
            limits: Limits { of_learner: 1, of_network: 1, of_all: 1 },
            // The wall clock is set back after this, or another server's was ahead.
            now_ms: now_ms() + 3_600_000,
        };
        accept(&store, &request, |_| "seed".to_owned()).await.unwrap();
        assert!(find(&store, "r1").await.unwrap().unwrap().clock.age_ms() < 3_600_000);
        let told =
            [5_000, 70_000].map(|at_ms| Told::outside(at_ms, EventKind::Queued { ahead: 1 }));
        events::append(&store, "r1", &told).await.unwrap();
        let unfinished = unfinished(&store).await.unwrap();
        let [run] = wait_again(&store, &unfinished).await.unwrap().try_into().unwrap();
        assert!(run.unwrap().clock.age_ms() >= 70_000);
    }
}
