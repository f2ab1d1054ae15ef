//! Finished runs with everything that their verdicts were computed from, and the replacement of
//! verdicts by those of the present specification (`regrade/`).

use api::{
    event::EventKind,
    run::RunState,
    value::Values,
    verdict::{Score, Verdict, VerdictResult},
};

use super::{
    Error, Store,
    database::{read, row, transaction},
    read_json, read_word, write_json, write_word,
};
use crate::evidence::stored::StoredEvidence;

/// One run as it was graded. JSON stays text here: a row that this version cannot parse must not
/// hide its neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grading {
    pub run: String,
    pub learner: String,
    pub exercise: String,
    pub evidence: StoredEvidence,
    pub score: Score,
    fields: String,
    prediction: Option<String>,
    result: String,
    verdict: String,
}

impl Grading {
    pub fn fields(&self) -> Result<Values, Error> {
        read_json("form", &self.fields)
    }

    pub fn prediction(&self) -> Result<Option<Values>, Error> {
        self.prediction.as_ref().map(|text| read_json("prediction", text)).transpose()
    }

    pub fn result(&self) -> Result<VerdictResult, Error> {
        read_word("verdict", &self.result)
    }

    /// The verdict that is stored now.
    pub fn verdict(&self) -> Result<Verdict, Error> {
        read_json("verdict", &self.verdict)
    }
}

row! {
    struct Row {
        id: String,
        learner_id: String,
        exercise: String,
        fields: String,
        prediction: Option<String>,
        sha256: String,
        evidence: String,
        result: String,
        points: i64,
        max_points: i64,
        verdict: String,
    }
}

/// At most `limit` runs behind `after` in the order of their ids; of one exercise or of all.
pub async fn after(
    store: &Store,
    exercise: Option<&str>,
    after: &str,
    limit: u32,
) -> Result<Vec<Grading>, Error> {
    let rows: Vec<Row> = read!(store, |pool| {
        sqlx::query_as(
            "SELECT runs.id, runs.learner_id, runs.exercise, runs.fields, runs.prediction,
                    evidence.sha256, evidence.body AS evidence,
                    verdicts.result, verdicts.points, verdicts.max_points,
                    verdicts.body AS verdict
             FROM runs JOIN evidence ON evidence.run_id = runs.id
                       JOIN verdicts ON verdicts.run_id = runs.id
             WHERE runs.id > $1 AND (CAST($2 AS TEXT) IS NULL OR runs.exercise = $2)
             ORDER BY runs.id LIMIT $3",
        )
        .bind(after)
        .bind(exercise)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
    })?;
    let gradings = rows.into_iter().map(|row| Grading {
        run: row.id,
        learner: row.learner_id,
        exercise: row.exercise,
        evidence: StoredEvidence { sha256: row.sha256, body: row.evidence },
        score: Score { points: row.points as u32, max_points: row.max_points as u32 },
        fields: row.fields,
        prediction: row.prediction,
        result: row.result,
        verdict: row.verdict,
    });
    Ok(gradings.collect())
}

/// A run and its new verdict.
#[derive(Debug, Clone, Copy)]
pub struct Replacement<'a> {
    pub run: &'a str,
    pub verdict: &'a Verdict,
}

/// Replaces verdicts in one transaction: in their own rows and in the last events of their runs,
/// from which a run's page reads them. The old ones are kept, so that no best score falls. A run
/// that is no longer inconclusive has spent its attempt, unless another run has spent it since.
pub async fn replace(
    store: &Store,
    replacements: &[Replacement<'_>],
    now_ms: u64,
) -> Result<(), Error> {
    transaction!(store, |transaction| {
        // Locks out the acceptance of runs, one of which might spend the same attempt.
        sqlx::query("UPDATE run_numbers SET last = last").execute(&mut *transaction).await?;
        for Replacement { run, verdict } in replacements {
            sqlx::query(
                "INSERT INTO replaced_verdicts (run_id, spec_version, result, points, max_points,
                                                body, created_ms, replaced_ms)
                 SELECT run_id, spec_version, result, points, max_points, body, created_ms, $2
                 FROM verdicts WHERE run_id = $1",
            )
            .bind(run)
            .bind(now_ms as i64)
            .execute(&mut *transaction)
            .await?;
            sqlx::query(
                "UPDATE verdicts SET spec_version = $2, result = $3, points = $4, max_points = $5,
                                     body = $6, created_ms = $7
                 WHERE run_id = $1",
            )
            .bind(run)
            .bind(i64::from(verdict.spec_version))
            .bind(write_word(&verdict.result))
            .bind(i64::from(verdict.points))
            .bind(i64::from(verdict.max_points))
            .bind(write_json(verdict))
            .bind(now_ms as i64)
            .execute(&mut *transaction)
            .await?;
            if verdict.result != VerdictResult::Inconclusive {
                sqlx::query(
                    "UPDATE runs SET spent = 1 WHERE id = $1 AND NOT EXISTS (
                         SELECT 1 FROM runs AS other
                         WHERE other.learner_id = runs.learner_id AND other.exercise = runs.exercise
                           AND other.attempt = runs.attempt AND other.spent = 1)",
                )
                .bind(run)
                .execute(&mut *transaction)
                .await?;
            }
            let verdict = Some(Verdict::clone(verdict));
            sqlx::query(
                "UPDATE run_events SET kind = $2
                 WHERE run_id = $1 AND seq = (SELECT last_seq FROM runs WHERE id = $1)",
            )
            .bind(run)
            .bind(write_json(&EventKind::RunFinished { state: RunState::Done, verdict }))
            .execute(&mut *transaction)
            .await?;
        }
    });
    Ok(())
}
