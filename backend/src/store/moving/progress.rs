//! How far a move into a PostgreSQL is, stored there. A server looks at it before it opens a database.

use sqlx::{PgConnection, Row};

/// One row for each table that was begun, with the last row that is in the target.
pub(super) const PROGRESS: &str = "half_moved";

/// Whether a move into it was begun and not finished.
pub(in crate::store) async fn is_half_done(target: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let found = sqlx::query("SELECT to_regclass($1) IS NOT NULL").bind(PROGRESS);
    found.fetch_one(target).await?.try_get(0)
}
