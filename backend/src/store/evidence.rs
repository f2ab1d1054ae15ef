//! What a run proved, as the grader read it: append-only, with its hash.

use super::{Error, Store, database::read};
use crate::evidence::stored::StoredEvidence;

pub async fn find(store: &Store, run: &str) -> Result<Option<StoredEvidence>, Error> {
    let row: Option<(String, String)> = read!(store, |pool| {
        sqlx::query_as("SELECT sha256, body FROM evidence WHERE run_id = $1")
            .bind(run)
            .fetch_optional(pool)
            .await
    })?;
    Ok(row.map(|(sha256, body)| StoredEvidence { sha256, body }))
}
