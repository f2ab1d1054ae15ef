//! Runs, from acceptance to end. A run is stored as `queued` before the browser hears of it. Runs
//! are ordered by number, never by a clock.

use api::{
    broker::Broker,
    event::EventKind,
    run::{Run, RunState, RunSummary},
    value::Values,
    verdict::{Score, Verdict, VerdictResult},
};

use super::{
    Error, Store,
    database::{read, row, transaction, write},
    events::{Told, append_in},
    now_ms, read_json, read_word, write_json, write_word,
};
use crate::{clock::RunClock, evidence::stored::StoredEvidence};

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRun {
    pub id: String,
    /// Counts the accepted runs.
    pub number: u64,
    pub learner: String,
    pub exercise: String,
    pub attempt: u32,
    pub seed: String,
    pub fields: Values,
    pub prediction: Option<Values>,
    pub state: RunState,
    pub broker: Option<Broker>,
    /// How often it was started.
    pub executions: u32,
    pub created_ms: u64,
    /// The mark of the network that asked for it, while it is unfinished.
    pub network: Option<String>,
    /// The run's clock, started when the row was read.
    pub clock: RunClock,
}

row! {
    struct Row {
        id: String,
        number: i64,
        learner_id: String,
        exercise: String,
        attempt: i64,
        seed: String,
        fields: String,
        prediction: Option<String>,
        state: String,
        broker: Option<String>,
        executions: i64,
        created_ms: i64,
        network: Option<String>,
        // When its last event happened.
        last_ms: Option<i64>,
    }
}

/// The columns of a [`Row`]: those of `runs`, and the time of the last event.
macro_rules! columns {
    () => {
        "*, (SELECT at_ms FROM run_events WHERE run_id = id AND seq = last_seq) AS last_ms"
    };
}

impl TryFrom<Row> for StoredRun {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        // If the wall clock was set back meanwhile, no event gets an earlier time than the one
        // before it.
        let age_ms = now_ms().saturating_sub(row.created_ms as u64);
        let clock = RunClock::at_age(age_ms.max(row.last_ms.unwrap_or(0) as u64));
        Ok(Self {
            id: row.id,
            number: row.number as u64,
            learner: row.learner_id,
            exercise: row.exercise,
            attempt: row.attempt as u32,
            seed: row.seed,
            fields: read_json("form", &row.fields)?,
            prediction: row.prediction.map(|text| read_json("prediction", &text)).transpose()?,
            state: read_word("run state", &row.state)?,
            broker: row.broker.map(|text| read_json("broker", &text)).transpose()?,
            executions: row.executions as u32,
            created_ms: row.created_ms as u64,
            network: row.network,
            clock,
        })
    }
}

impl StoredRun {
    /// The run as its learner reads it.
    pub fn into_run(self, verdict: Option<Verdict>, evidence_sha256: Option<String>) -> Run {
        Run {
            id: self.id,
            exercise: self.exercise,
            attempt: self.attempt,
            state: self.state,
            created_ms: self.created_ms,
            broker: self.broker,
            seed: self.seed,
            fields: self.fields,
            prediction: self.prediction,
            verdict,
            evidence_sha256,
        }
    }
}

/// What a learner asks to run, already parsed.
#[derive(Debug, Clone)]
pub struct RunRequest<'a> {
    pub id: &'a str,
    pub learner: &'a str,
    pub exercise: &'a str,
    pub fields: &'a Values,
    pub prediction: Option<&'a Values>,
    /// The attempt that the learner saw.
    pub attempt: Option<u32>,
    /// The mark of the network that asks.
    pub network: &'a str,
    pub limits: Limits,
    pub now_ms: u64,
}

/// Limits on unfinished runs.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub of_learner: u32,
    pub of_network: u32,
    pub of_all: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Acceptance {
    Accepted(Box<StoredRun>),
    /// Another attempt comes next, so the prediction was about other orders.
    OtherAttempt {
        next: u32,
    },
    /// This learner already has as many unfinished runs as one may have.
    LearnerFull,
    /// The learners in this network together have as many as one network may have.
    NetworkFull,
    /// The workbook has as many unfinished runs as it can promise to run.
    Full,
}

/// Stores a run as queued, or says why not. `seed_of` derives the seed from the attempt.
pub async fn accept(
    store: &Store,
    request: &RunRequest<'_>,
    seed_of: impl Fn(u32) -> String,
) -> Result<Acceptance, Error> {
    Ok(transaction!(store, |transaction| {
        // This row locks the acceptance of runs: until the commit nobody else accepts one.
        let (number,): (i64,) =
            sqlx::query_as("UPDATE run_numbers SET last = last + 1 RETURNING last")
                .fetch_one(&mut *transaction)
                .await?;
        let (all, of_learner, of_network): (i64, i64, i64) = sqlx::query_as(
            "SELECT COUNT(*), COUNT(CASE WHEN learner_id = $1 THEN 1 END),
                    COUNT(CASE WHEN network = $2 THEN 1 END)
             FROM runs WHERE state IN ('queued', 'running')",
        )
        .bind(request.learner)
        .bind(request.network)
        .fetch_one(&mut *transaction)
        .await?;
        let (next,): (i64,) = sqlx::query_as(NEXT_ATTEMPT)
            .bind(request.learner)
            .bind(request.exercise)
            .fetch_one(&mut *transaction)
            .await?;
        let next = next as u32;
        if of_learner >= i64::from(request.limits.of_learner) {
            return Ok(Acceptance::LearnerFull);
        }
        if of_network >= i64::from(request.limits.of_network) {
            return Ok(Acceptance::NetworkFull);
        }
        if all >= i64::from(request.limits.of_all) {
            return Ok(Acceptance::Full);
        }
        if request.attempt.is_some_and(|seen| seen != next) {
            return Ok(Acceptance::OtherAttempt { next });
        }
        let row: Row = sqlx::query_as(concat!(
            "INSERT INTO runs (id, number, learner_id, exercise, attempt, seed, fields, prediction,
                               state, created_ms, network)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $10) RETURNING ",
            columns!()
        ))
        .bind(request.id)
        .bind(number)
        .bind(request.learner)
        .bind(request.exercise)
        .bind(i64::from(next))
        .bind(seed_of(next))
        .bind(write_json(request.fields))
        .bind(request.prediction.map(write_json))
        .bind(request.now_ms as i64)
        .bind(request.network)
        .fetch_one(&mut *transaction)
        .await?;
        Acceptance::Accepted(Box::new(row.try_into()?))
    }))
}

/// An inconclusive run costs nothing: its attempt comes again, with the same orders, unless a later
/// attempt was accepted meanwhile and is not inconclusive. So the next attempt was never spent.
const NEXT_ATTEMPT: &str = "SELECT COALESCE(MAX(attempt), 0) + 1 FROM runs
     WHERE learner_id = $1 AND exercise = $2 AND spent = 1";

pub async fn next_attempt(store: &Store, learner: &str, exercise: &str) -> Result<u32, Error> {
    let (next,): (i64,) = read!(store, |pool| {
        sqlx::query_as(NEXT_ATTEMPT).bind(learner).bind(exercise).fetch_one(pool).await
    })?;
    Ok(next as u32)
}

pub async fn find(store: &Store, id: &str) -> Result<Option<StoredRun>, Error> {
    let row: Option<Row> = read!(store, |pool| {
        sqlx::query_as(concat!("SELECT ", columns!(), " FROM runs WHERE id = $1"))
            .bind(id)
            .fetch_optional(pool)
            .await
    })?;
    row.map(StoredRun::try_from).transpose()
}

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

row! {
    struct SummaryRow {
        id: String,
        attempt: i64,
        state: String,
        created_ms: i64,
        broker: Option<String>,
        result: Option<String>,
        points: Option<i64>,
        max_points: Option<i64>,
    }
}

/// A learner's latest runs of an exercise, newest first.
pub async fn list(
    store: &Store,
    learner: &str,
    exercise: &str,
    limit: u32,
) -> Result<Vec<RunSummary>, Error> {
    let rows: Vec<SummaryRow> = read!(store, |pool| {
        sqlx::query_as(
            "SELECT runs.id, runs.attempt, runs.state, runs.created_ms, runs.broker,
                    verdicts.result, verdicts.points, verdicts.max_points
             FROM runs LEFT JOIN verdicts ON verdicts.run_id = runs.id
             WHERE runs.learner_id = $1 AND runs.exercise = $2
             ORDER BY runs.number DESC LIMIT $3",
        )
        .bind(learner)
        .bind(exercise)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
    })?;
    rows.into_iter()
        .map(|row| {
            Ok(RunSummary {
                id: row.id,
                attempt: row.attempt as u32,
                state: read_word("run state", &row.state)?,
                created_ms: row.created_ms as u64,
                broker: row.broker.map(|text| read_json("broker", &text)).transpose()?,
                result: row
                    .result
                    .map(|word| read_word::<VerdictResult>("verdict", &word))
                    .transpose()?,
                score: row.points.zip(row.max_points).map(|(points, max_points)| Score {
                    points: points as u32,
                    max_points: max_points as u32,
                }),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{events, learners};

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
