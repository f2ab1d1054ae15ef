//! What makes a cookie valid: the keys that sign it, and the tokens that were revoked. The keys are
//! stored with the learners, so that moving or restoring the database loses neither.

use std::time::Duration;

use super::{
    Error, Store,
    database::{read, transaction, write},
};

/// What the store knows of the learner whom a cookie names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub is_stored: bool,
    pub is_ended: bool,
}

pub async fn standing(store: &Store, learner: &str) -> Result<Standing, Error> {
    let (stored, ended): (i64, i64) = read!(store, |pool| {
        sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM learners WHERE id = $1),
                    (SELECT COUNT(*) FROM ended_sessions WHERE learner_id = $1)",
        )
        .bind(learner)
        .fetch_one(pool)
        .await
    })?;
    Ok(Standing { is_stored: stored > 0, is_ended: ended > 0 })
}

/// From now on no cookie of this learner is valid.
pub async fn end(store: &Store, learner: &str, now_ms: u64) -> Result<(), Error> {
    write!(store, |pool| {
        sqlx::query(
            "INSERT INTO ended_sessions (learner_id, ended_ms) VALUES ($1, $2)
             ON CONFLICT (learner_id) DO NOTHING",
        )
        .bind(learner)
        .bind(now_ms as i64)
        .execute(pool)
        .await
        .map(drop)
    })?;
    Ok(())
}

/// The signing keys, newest first. When the newest is older than `renewed_after`, `fresh` becomes
/// the newest; keys that no cookie younger than `cookie_life` was signed with are removed.
pub async fn keys(
    store: &Store,
    fresh: &str,
    renewed_after: Duration,
    cookie_life: Duration,
    now_ms: u64,
) -> Result<Vec<String>, Error> {
    let before = |age: Duration| now_ms as i64 - age.as_millis() as i64;
    let rows: Vec<(String,)> = transaction!(store, |transaction| {
        let (young,): (i64,) =
            sqlx::query_as("SELECT COUNT(*) FROM cookie_keys WHERE created_ms > $1")
                .bind(before(renewed_after))
                .fetch_one(&mut *transaction)
                .await?;
        if young == 0 {
            sqlx::query("INSERT INTO cookie_keys (key, created_ms) VALUES ($1, $2)")
                .bind(fresh)
                .bind(now_ms as i64)
                .execute(&mut *transaction)
                .await?;
        }
        // A key signed its last cookie when the next key was made.
        sqlx::query(
            "DELETE FROM cookie_keys WHERE created_ms <
                 (SELECT MAX(created_ms) FROM cookie_keys WHERE created_ms < $1)",
        )
        .bind(before(cookie_life))
        .execute(&mut *transaction)
        .await?;
        // Both its key and its learner are gone, so the token is refused without this row, too.
        sqlx::query(
            "DELETE FROM ended_sessions
             WHERE ended_ms < (SELECT MIN(created_ms) FROM cookie_keys)
               AND learner_id NOT IN (SELECT id FROM learners)",
        )
        .execute(&mut *transaction)
        .await?;
        sqlx::query_as("SELECT key FROM cookie_keys ORDER BY created_ms DESC")
            .fetch_all(&mut *transaction)
            .await?
    });
    Ok(rows.into_iter().map(|(key,)| key).collect())
}
