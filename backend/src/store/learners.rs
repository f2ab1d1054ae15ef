//! Who learns. A guest's row appears with the first write; its id is derived from the token in
//! its cookie (`routes/visitor.rs`), so that what a visitor was shown before is still hers.

use super::{
    Error, Store,
    database::{read, write},
};

/// Makes sure that the guest exists.
pub async fn ensure_guest(store: &Store, id: &str, now_ms: u64) -> Result<(), Error> {
    write!(store, |pool| {
        sqlx::query(
            "INSERT INTO learners (id, role, created_ms) VALUES ($1, 'guest', $2)
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(id)
        .bind(now_ms as i64)
        .execute(pool)
        .await
        .map(drop)
    })?;
    Ok(())
}

pub async fn exists(store: &Store, id: &str) -> Result<bool, Error> {
    let row: Option<(String,)> = read!(store, |pool| {
        sqlx::query_as("SELECT id FROM learners WHERE id = $1").bind(id).fetch_optional(pool).await
    })?;
    Ok(row.is_some())
}
