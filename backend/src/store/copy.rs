//! A copy of the SQLite file, while others read and write it.

use std::path::Path;

use sqlx::{ConnectOptions, Connection, Row, sqlite::SqliteConnectOptions};

use super::Error;

/// Writes the present content of the database into a new file. `VACUUM INTO` reads in one
/// transaction, so later writes are not in the copy.
pub async fn write(database: &Path, to: &str) -> Result<(), Error> {
    let mut from = SqliteConnectOptions::new().filename(database).connect().await?;
    sqlx::query("VACUUM INTO ?").bind(to).execute(&mut from).await?;
    Ok(from.close().await?)
}

/// Checks a copy, and returns how many runs are in it.
///
/// # Errors
/// [`Error::Damaged`] with what is wrong.
pub async fn look_through(copy: &Path) -> Result<i64, Error> {
    let mut copy = SqliteConnectOptions::new().filename(copy).read_only(true).connect().await?;
    let found: String =
        sqlx::query("PRAGMA integrity_check").fetch_one(&mut copy).await?.try_get(0)?;
    if found != "ok" {
        return Err(Error::Damaged(found));
    }
    let runs = sqlx::query("SELECT COUNT(*) FROM runs").fetch_one(&mut copy).await?.try_get(0)?;
    copy.close().await?;
    Ok(runs)
}
