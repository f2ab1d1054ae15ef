//! Copies everything from a SQLite file into an empty PostgreSQL, row by row, and then compares
//! both. The progress is stored in the target, in the same transactions as the rows, so an
//! interrupted move continues from there. Until both are equal, no server opens the target.

/// How far a move is.
pub(super) mod progress;
/// A table as rows of text and numbers.
pub mod table;

use std::path::Path;

use futures_util::TryStreamExt;
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, QueryBuilder, Row, SqliteConnection,
    sqlite::SqliteConnectOptions,
};

use self::{
    progress::{PROGRESS, is_half_done},
    table::{Cell, Sum, TABLES, Table, Value, size},
};
use super::{Error, Store, claim::Claim, schema};

/// Limits of one transaction: this many rows, or this many bytes. PostgreSQL takes 65,535 values in
/// a statement.
const MOST_ROWS: usize = 1000;
const MOST_BYTES: usize = 8 << 20;
/// Why the move failed.
#[derive(Debug, thiserror::Error)]
pub enum NotMoved {
    /// The SQLite file cannot be used.
    #[error(transparent)]
    Source(Error),
    /// The PostgreSQL cannot be used.
    #[error(transparent)]
    Target(Error),
    #[error("the move was interrupted; run it again, and it continues where it was")]
    BrokeOff(#[from] sqlx::Error),
    #[error("the target already holds a workbook: name an empty database")]
    NotEmpty,
    #[error(
        "{table} differs after the move: {moved} rows of {rows}. Empty the target and begin again"
    )]
    Differs { table: &'static str, rows: u64, moved: u64 },
}

/// Calls `moved` with each finished table and the number of its rows.
pub async fn move_all(
    from: &Path,
    to: &str,
    mut moved: impl FnMut(&'static str, u64),
) -> Result<(), NotMoved> {
    // No server writes to the source or reads from the target meanwhile.
    let _source = Claim::of_sqlite(from).map_err(NotMoved::Source)?;
    let _target = Claim::of_postgres(to).await.map_err(NotMoved::Target)?;
    // Brings both schemas up to date.
    Store::open_sqlite(from).await.map_err(NotMoved::Source)?.close().await;
    let options = SqliteConnectOptions::new().filename(from).pragma("query_only", "ON");
    let mut source = SqliteConnection::connect_with(&options).await?;
    let mut target = PgConnection::connect(to).await?;
    schema::migrator().run(&mut target).await.map_err(|error| NotMoved::Target(error.into()))?;
    begin(&mut target).await?;
    for name in TABLES {
        let table = Table::read(name, &mut source).await?;
        copy(&table, &mut source, &mut target).await?;
        moved(name, compare(&table, &mut source, &mut target).await?.rows);
    }
    sqlx::query(AssertSqlSafe(format!("DROP TABLE {PROGRESS}"))).execute(&mut target).await?;
    Ok(())
}

async fn begin(target: &mut PgConnection) -> Result<(), NotMoved> {
    if is_half_done(target).await? {
        return Ok(());
    }
    let mut transaction = target.begin().await?;
    for name in TABLES {
        // Migrations have already created its one row.
        let rest = if name == "run_numbers" { " WHERE last > 0" } else { "" };
        let any = AssertSqlSafe(format!("SELECT EXISTS (SELECT 1 FROM {name}{rest})"));
        if sqlx::query(any).fetch_one(&mut *transaction).await?.try_get(0)? {
            return Err(NotMoved::NotEmpty);
        }
    }
    sqlx::query("DELETE FROM run_numbers").execute(&mut *transaction).await?;
    let progress = "(name TEXT PRIMARY KEY, last_rowid BIGINT NOT NULL)";
    let create = AssertSqlSafe(format!("CREATE TABLE {PROGRESS} {progress}"));
    sqlx::query(create).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

async fn copy(
    table: &Table,
    source: &mut SqliteConnection,
    target: &mut PgConnection,
) -> Result<(), NotMoved> {
    let last = AssertSqlSafe(format!("SELECT last_rowid FROM {PROGRESS} WHERE name = $1"));
    let last = sqlx::query(last).bind(table.name).fetch_optional(&mut *target).await?;
    let last: i64 = last.map_or(Ok(0), |row| row.try_get(0))?;
    let rows = AssertSqlSafe(format!(
        "SELECT rowid AS moved_rowid, {} FROM {} WHERE rowid > ? ORDER BY rowid",
        table.list(),
        table.name
    ));
    let mut rows = sqlx::query(rows).bind(last).fetch(source);
    let mut batch = Batch::default();
    while let Some(row) = rows.try_next().await? {
        batch.add(row.try_get("moved_rowid")?, table.cells(&row)?);
        if batch.is_full() {
            std::mem::take(&mut batch).write(table, target).await?;
        }
    }
    batch.write(table, target).await
}

/// Rows that are written in one transaction.
#[derive(Default)]
struct Batch {
    rows: Vec<Vec<Cell>>,
    bytes: usize,
    last: i64,
}

impl Batch {
    fn add(&mut self, rowid: i64, row: Vec<Cell>) {
        self.bytes += size(&row);
        self.last = rowid;
        self.rows.push(row);
    }

    fn is_full(&self) -> bool {
        self.rows.len() == MOST_ROWS || self.bytes >= MOST_BYTES
    }

    async fn write(self, table: &Table, target: &mut PgConnection) -> Result<(), NotMoved> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut transaction = target.begin().await?;
        let mut insert =
            QueryBuilder::new(format!("INSERT INTO {} ({}) ", table.name, table.list()));
        insert.push_values(self.rows, |mut values, row| {
            for (cell, (_, is_number)) in row.into_iter().zip(&table.columns) {
                match cell {
                    Some(Value::Text(text)) => values.push_bind(text),
                    Some(Value::Integer(number)) => values.push_bind(number),
                    // A NULL needs the type of its column, too.
                    None if *is_number => values.push_bind(None::<i64>),
                    None => values.push_bind(None::<String>),
                };
            }
        });
        insert.build().execute(&mut *transaction).await?;
        let noted = AssertSqlSafe(format!(
            "INSERT INTO {PROGRESS} (name, last_rowid) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET last_rowid = excluded.last_rowid"
        ));
        sqlx::query(noted).bind(table.name).bind(self.last).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }
}

async fn compare(
    table: &Table,
    source: &mut SqliteConnection,
    target: &mut PgConnection,
) -> Result<Sum, NotMoved> {
    let (mut before, mut after) = (Sum::default(), Sum::default());
    let mut rows = sqlx::query(table.select("")).fetch(source);
    while let Some(row) = rows.try_next().await? {
        before.add(&table.cells(&row)?);
    }
    let mut rows = sqlx::query(table.select("")).fetch(target);
    while let Some(row) = rows.try_next().await? {
        after.add(&table.cells(&row)?);
    }
    if before == after {
        return Ok(before);
    }
    Err(NotMoved::Differs { table: table.name, rows: before.rows, moved: after.rows })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{table::NOT_MOVED, *};

    #[tokio::test]
    async fn every_table_is_moved_or_is_each_databases_own() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bitacora.sqlite");
        Store::open_sqlite(&file).await.unwrap().close().await;
        let options = SqliteConnectOptions::new().filename(file);
        let mut source = SqliteConnection::connect_with(&options).await.unwrap();
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table'";
        let found = sqlx::query(tables).fetch_all(&mut source).await.unwrap();
        let found: BTreeSet<String> = found.iter().map(|row| row.get(0)).collect();
        let known = TABLES.iter().chain(&NOT_MOVED).map(ToString::to_string);
        assert_eq!(found, known.collect());
        // Every column has to be text or number.
        for name in TABLES {
            let types = sqlx::query("SELECT type FROM pragma_table_info(?)").bind(name);
            for row in types.fetch_all(&mut source).await.unwrap() {
                let kind: String = row.get(0);
                assert!(["TEXT", "BIGINT"].contains(&kind.as_str()), "{name} has a {kind}");
            }
        }
    }
}
