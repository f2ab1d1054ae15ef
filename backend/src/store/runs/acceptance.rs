//! From a request to a stored run: within the limits on unfinished ones, and with the attempt that
//! comes next.

use api::value::Values;

use super::{
    super::{
        Error, Store,
        database::{read, transaction},
        write_json,
    },
    Row, StoredRun, columns,
};

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
