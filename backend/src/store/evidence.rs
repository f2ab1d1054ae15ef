//! What a run proved, as the grader read it: append-only, with its hash.

use super::{Error, Store, database::read};

/// The stored text and the SHA-256 of exactly these bytes, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvidence {
    pub sha256: String,
    pub body: String,
}

pub async fn find(store: &Store, run: &str) -> Result<Option<StoredEvidence>, Error> {
    let row: Option<(String, String)> = read!(store, |pool| {
        sqlx::query_as("SELECT sha256, body FROM evidence WHERE run_id = $1")
            .bind(run)
            .fetch_optional(pool)
            .await
    })?;
    Ok(row.map(|(sha256, body)| StoredEvidence { sha256, body }))
}
