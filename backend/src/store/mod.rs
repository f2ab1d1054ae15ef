//! What is kept: learners, runs, events, evidence, verdicts. One set of SQL on SQLite and
//! PostgreSQL; each noun's file holds its queries in full.

/// One server for one database.
pub mod claim;
/// A copy of the SQLite file.
pub mod copy;
mod database;
pub mod events;
pub mod evidence;
pub mod gradings;
/// Whether this server has its database now.
pub mod held;
pub mod learners;
/// From a SQLite file into a PostgreSQL.
pub mod moving;
/// Time limits of the connections to a PostgreSQL.
mod postgres;
pub mod readings;
/// Removes what has been kept long enough.
pub mod retention;
pub mod runs;
mod schema;
pub mod sessions;
/// How much room the database takes.
pub mod size;
/// Why a database cannot be used, and what to do.
pub mod trouble;
pub mod verdicts;

pub use database::Store;

/// Why an operation of the store failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database did not answer")]
    Database(#[from] sqlx::Error),
    #[error("the database could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("the database file or its lock could not be opened")]
    File(#[from] std::io::Error),
    #[error("a copy is damaged: {0}")]
    Damaged(String),
    #[error("the database took too long")]
    TooSlow(#[from] tokio::time::error::Elapsed),
    #[error("a move into this database is not finished")]
    HalfMoved,
    #[error("another server has this database")]
    Taken,
    #[error("the session that holds the lock of this server is lost")]
    NotHeld,
    /// A row that this version cannot parse: only a bug of ours writes one.
    #[error("a stored {noun} could not be read")]
    Unreadable { noun: &'static str, source: serde_json::Error },
}

/// Reads a JSON column.
fn read_json<T: serde::de::DeserializeOwned>(noun: &'static str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|source| Error::Unreadable { noun, source })
}

/// Writes a JSON column.
fn write_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our own types can be written as JSON")
}

/// Reads a column that holds one word of an enum, as its JSON spells it.
fn read_word<T: serde::de::DeserializeOwned>(noun: &'static str, word: &str) -> Result<T, Error> {
    serde_json::from_value(serde_json::Value::from(word))
        .map_err(|source| Error::Unreadable { noun, source })
}

/// Writes one word of an enum, as its JSON spells it.
fn write_word<T: serde::Serialize>(value: &T) -> String {
    write_json(value).trim_matches('"').to_owned()
}

/// Milliseconds since 1970.
pub fn now_ms() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
