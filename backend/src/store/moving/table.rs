//! A table as it is moved: its columns, its rows as text and numbers, which is all that our schema
//! has, and a checksum by which two copies are compared.

use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, ColumnIndex, Decode, Row, SqliteConnection, Type, sqlite::SqliteRow};

/// The tables to move, each after those that it references.
pub const TABLES: [&str; 10] = [
    "learners",
    "readings",
    "runs",
    "run_events",
    "evidence",
    "verdicts",
    "replaced_verdicts",
    "run_numbers",
    "cookie_keys",
    "ended_sessions",
];

/// Every database has its own.
pub const NOT_MOVED: [&str; 2] = ["probe", "_sqlx_migrations"];

#[derive(Debug, Clone)]
pub struct Table {
    pub name: &'static str,
    /// Name, and whether it holds numbers.
    pub columns: Vec<(String, bool)>,
}

/// `None` is NULL.
pub type Cell = Option<Value>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Integer(i64),
}

impl Table {
    pub async fn read(name: &'static str, from: &mut SqliteConnection) -> sqlx::Result<Self> {
        let columns = sqlx::query("SELECT name, type FROM pragma_table_info(?) ORDER BY cid")
            .bind(name)
            .fetch_all(from)
            .await?;
        let column = |row: SqliteRow| {
            let kind: String = row.try_get("type")?;
            Ok((row.try_get("name")?, kind != "TEXT"))
        };
        let columns = columns.into_iter().map(column).collect::<sqlx::Result<_>>()?;
        Ok(Self { name, columns })
    }

    /// Its columns, as a list in SQL. Their names are ours.
    pub fn list(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        names.join(", ")
    }

    pub fn select(&self, rest: &str) -> AssertSqlSafe<String> {
        AssertSqlSafe(format!("SELECT {} FROM {} {rest}", self.list(), self.name))
    }

    /// The cells of a row of either database.
    pub fn cells<'r, R: Row>(&self, row: &'r R) -> sqlx::Result<Vec<Cell>>
    where
        for<'c> &'c str: ColumnIndex<R>,
        i64: Decode<'r, R::Database> + Type<R::Database>,
        String: Decode<'r, R::Database> + Type<R::Database>,
    {
        let cell = |(name, is_number): &(String, bool)| {
            Ok(match is_number {
                true => row.try_get::<Option<i64>, _>(name.as_str())?.map(Value::Integer),
                false => row.try_get::<Option<String>, _>(name.as_str())?.map(Value::Text),
            })
        };
        self.columns.iter().map(cell).collect()
    }
}

/// Bytes in a row.
pub fn size(row: &[Cell]) -> usize {
    let of = |cell: &Cell| match cell {
        Some(Value::Text(text)) => text.len(),
        Some(Value::Integer(_)) | None => 8,
    };
    row.iter().map(of).sum()
}

/// Number of a table's rows, and the sum of their hashes, which does not depend on their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub rows: u64,
    hashes: [u64; 4],
}

impl Sum {
    pub fn add(&mut self, row: &[Cell]) {
        let mut digest = Sha256::new();
        for cell in row {
            match cell {
                None => digest.update([0]),
                Some(Value::Integer(number)) => {
                    digest.update([1]);
                    digest.update(number.to_be_bytes());
                }
                Some(Value::Text(text)) => {
                    digest.update([2]);
                    digest.update((text.len() as u64).to_be_bytes());
                    digest.update(text);
                }
            }
        }
        self.rows += 1;
        let hash: [u8; 32] = digest.finalize().into();
        for (sum, word) in self.hashes.iter_mut().zip(hash.as_chunks::<8>().0) {
            *sum = sum.wrapping_add(u64::from_be_bytes(*word));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(rows: &[&[Cell]]) -> Sum {
        let mut sum = Sum::default();
        rows.iter().for_each(|row| sum.add(row));
        sum
    }

    #[test]
    fn a_sum_tells_rows_apart_and_not_their_order() {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let (a, b) = ([text("ab"), text("c"), None], [text("a"), text("bc"), None]);
        assert_eq!(sum(&[&a, &b]), sum(&[&b, &a]));
        assert_ne!(sum(&[&a]), sum(&[&b]));
        assert_ne!(sum(&[&a, &a]), sum(&[&b, &b]));
        assert_ne!(sum(&[&[None]]), sum(&[&[text("")]]));
        assert_ne!(sum(&[&[Some(Value::Integer(1))]]), sum(&[&[text("1")]]));
    }
}
