//! Runs, from acceptance to end. A run is stored as `queued` before the browser hears of it. Runs
//! are ordered by number, never by a clock.

/// From a request to a stored run.
mod acceptance;
/// From `queued` to its end.
mod execution;
/// A learner's runs of an exercise.
mod list;

use api::{
    broker::Broker,
    run::{Run, RunState},
    value::Values,
    verdict::Verdict,
};

pub use self::{
    acceptance::{Acceptance, Limits, RunRequest, accept, next_attempt},
    execution::{RunEnd, Unfinished, begin, finish, unfinished, wait_again},
    list::list,
};
use super::{
    Error, Store,
    database::{read, row},
    now_ms, read_json, read_word,
};
use crate::clock::RunClock;

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
use columns;

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

pub async fn find(store: &Store, id: &str) -> Result<Option<StoredRun>, Error> {
    let row: Option<Row> = read!(store, |pool| {
        sqlx::query_as(concat!("SELECT ", columns!(), " FROM runs WHERE id = $1"))
            .bind(id)
            .fetch_optional(pool)
            .await
    })?;
    row.map(StoredRun::try_from).transpose()
}
