//! The learners. A guest's row is created with the first write; its id is derived from the token in
//! her cookie (`routes/visitor.rs`), so the orders that she was shown before are still hers.

use super::{
    Error, Store,
    database::{read, write},
};

/// A visit is noted once in this time.
const VISIT_MS: u64 = 24 * 3600 * 1000;

/// Creates the guest if she does not exist, and notes her visit.
pub async fn ensure_guest(store: &Store, id: &str, now_ms: u64) -> Result<(), Error> {
    write!(store, |pool| {
        sqlx::query(
            "INSERT INTO learners (id, role, created_ms, seen_ms) VALUES ($1, 'guest', $2, $2)
             ON CONFLICT (id) DO UPDATE SET seen_ms = excluded.seen_ms
                 WHERE learners.seen_ms < $3",
        )
        .bind(id)
        .bind(now_ms as i64)
        .bind(now_ms.saturating_sub(VISIT_MS) as i64)
        .execute(pool)
        .await
        .map(drop)
    })?;
    Ok(())
}

/// Notes a guest's visit, if she exists and the last noted one is long ago. So most visits only
/// read.
pub async fn note_visit(store: &Store, id: &str, now_ms: u64) -> Result<(), Error> {
    let before_ms = now_ms.saturating_sub(VISIT_MS) as i64;
    let is_due: Option<(String,)> = read!(store, |pool| {
        sqlx::query_as("SELECT id FROM learners WHERE id = $1 AND seen_ms < $2")
            .bind(id)
            .bind(before_ms)
            .fetch_optional(pool)
            .await
    })?;
    if is_due.is_some() {
        write!(store, |pool| {
            sqlx::query("UPDATE learners SET seen_ms = $2 WHERE id = $1 AND seen_ms < $3")
                .bind(id)
                .bind(now_ms as i64)
                .bind(before_ms)
                .execute(pool)
                .await
                .map(drop)
        })?;
    }
    Ok(())
}

pub async fn exists(store: &Store, id: &str) -> Result<bool, Error> {
    let row: Option<(String,)> = read!(store, |pool| {
        sqlx::query_as("SELECT id FROM learners WHERE id = $1").bind(id).fetch_optional(pool).await
    })?;
    Ok(row.is_some())
}
