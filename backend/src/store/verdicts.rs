//! The verdicts of runs, and each learner's best: an inconclusive one does not count, and a best
//! score never falls.

use std::collections::BTreeMap;

use api::verdict::{Score, Verdict};

use super::{Error, Store, database::read, read_json};

pub async fn find(store: &Store, run: &str) -> Result<Option<Verdict>, Error> {
    let row: Option<(String,)> = read!(store, |pool| {
        sqlx::query_as("SELECT body FROM verdicts WHERE run_id = $1")
            .bind(run)
            .fetch_optional(pool)
            .await
    })?;
    row.map(|(body,)| read_json("verdict", &body)).transpose()
}

/// The verdict of a learner's latest run of an exercise that is not inconclusive, and which attempt
/// it was.
pub async fn latest(
    store: &Store,
    learner: &str,
    exercise: &str,
) -> Result<Option<(u32, Verdict)>, Error> {
    let row: Option<(i64, String)> = read!(store, |pool| {
        sqlx::query_as(
            "SELECT runs.attempt, verdicts.body
             FROM verdicts JOIN runs ON runs.id = verdicts.run_id
             WHERE runs.learner_id = $1 AND runs.exercise = $2
               AND verdicts.result <> 'inconclusive'
             ORDER BY runs.number DESC LIMIT 1",
        )
        .bind(learner)
        .bind(exercise)
        .fetch_optional(pool)
        .await
    })?;
    row.map(|(attempt, body)| Ok((attempt as u32, read_json("verdict", &body)?))).transpose()
}

/// The best score of each exercise that this learner has tried, also from replaced verdicts.
pub async fn best(store: &Store, learner: &str) -> Result<BTreeMap<String, Score>, Error> {
    let rows: Vec<(String, i64, i64)> = read!(store, |pool| {
        sqlx::query_as(
            "SELECT runs.exercise, verdicts.points, verdicts.max_points
             FROM verdicts JOIN runs ON runs.id = verdicts.run_id
             WHERE runs.learner_id = $1 AND verdicts.result <> 'inconclusive'
             UNION ALL
             SELECT runs.exercise, replaced.points, replaced.max_points
             FROM replaced_verdicts AS replaced JOIN runs ON runs.id = replaced.run_id
             WHERE runs.learner_id = $1 AND replaced.result <> 'inconclusive'",
        )
        .bind(learner)
        .fetch_all(pool)
        .await
    })?;
    let mut best: BTreeMap<String, Score> = BTreeMap::new();
    for (exercise, points, max_points) in rows {
        let score = Score { points: points as u32, max_points: max_points as u32 };
        let held = best.entry(exercise).or_insert(score);
        if is_better(score, *held) {
            *held = score;
        }
    }
    Ok(best)
}

/// Compares shares of the points, since a run with a key has one check more than a run without;
/// among equal shares the run with more points wins.
fn is_better(score: Score, held: Score) -> bool {
    let share = |a: Score, b: Score| u64::from(a.points) * u64::from(b.max_points);
    (share(score, held), score.points) > (share(held, score), held.points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_better_share_wins_and_a_longer_run_breaks_the_tie() {
        let score = |points, max_points| Score { points, max_points };
        assert!(is_better(score(9, 9), score(9, 10)));
        assert!(is_better(score(10, 10), score(9, 9)));
        assert!(!is_better(score(9, 9), score(10, 10)));
        assert!(!is_better(score(0, 10), score(0, 9)));
    }
}
