//! A learner's runs of an exercise, as a page lists them.

use api::{
    run::RunSummary,
    verdict::{Score, VerdictResult},
};

use super::super::{
    Error, Store,
    database::{read, row},
    read_json, read_word,
};

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
