//! How much room the database takes, and how SQLite gives back pages that it no longer needs.
//! PostgreSQL's autovacuum does so by itself.

use sqlx::SqlitePool;

use super::{Error, Store};

/// Bytes in use. In SQLite's file free pages do not count, since the next run gets them. PostgreSQL
/// does not tell how much of its files is free, so all of it counts.
pub async fn bytes(store: &Store) -> Result<u64, Error> {
    let (bytes,): (i64,) = match store {
        Store::Sqlite { reader, .. } => {
            sqlx::query_as(
                "SELECT (page_count - freelist_count) * page_size
                 FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
            )
            .fetch_one(reader)
            .await?
        }
        Store::Postgres(postgres) => {
            let size = sqlx::query_as("SELECT pg_database_size(current_database())");
            postgres.within(async { Ok(size.fetch_one(&postgres.pool).await?) }).await?
        }
    };
    Ok(bytes.unsigned_abs())
}

/// Gives at most so many free pages back to the file system. Returns whether there are more.
pub async fn give_back(store: &Store, pages: u32) -> Result<bool, Error> {
    let Store::Sqlite { writer, .. } = store else { return Ok(false) };
    let free = async || {
        sqlx::query_as("PRAGMA freelist_count").fetch_one(writer).await.map(|(free,): (i64,)| free)
    };
    // Giving nothing back would still wait for the write lock.
    if free().await? == 0 {
        return Ok(false);
    }
    let statement = sqlx::AssertSqlSafe(format!("PRAGMA incremental_vacuum({pages})"));
    sqlx::query(statement).fetch_all(writer).await?;
    Ok(free().await? > 0)
}

/// Rewrites a file of an earlier version once, since only a file that was made with `auto_vacuum`
/// can give pages back.
pub(super) async fn prepare_giving_back(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    let (can,): (i64,) = sqlx::query_as("PRAGMA auto_vacuum").fetch_one(writer).await?;
    if can == 0 {
        tracing::info!("the database file is rewritten, once; this may take a while");
        sqlx::query("VACUUM").execute(writer).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection, SqliteConnection};

    use super::*;

    const FILL: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500)
         INSERT INTO learners (id, role, created_ms)
         SELECT i || hex(zeroblob(2000)), 'guest', 1 FROM n";

    #[tokio::test]
    async fn what_is_removed_leaves_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bitacora.sqlite");
        // A file of a version that did not set it.
        let url = format!("{}?mode=rwc", path.display());
        let mut old = SqliteConnection::connect(&url).await.unwrap();
        sqlx::query("CREATE TABLE old (id TEXT)").execute(&mut old).await.unwrap();
        old.close().await.unwrap();

        let store = Store::open_sqlite(&path).await.unwrap();
        let Store::Sqlite { writer, .. } = &store else { unreachable!() };
        let empty = bytes(&store).await.unwrap();
        sqlx::query(FILL).execute(writer).await.unwrap();
        let filled = bytes(&store).await.unwrap();
        assert!(filled > empty + 2_000_000, "{filled}");
        sqlx::query("DELETE FROM learners").execute(writer).await.unwrap();
        let pages = async || {
            let (pages,): (i64,) =
                sqlx::query_as("PRAGMA page_count").fetch_one(writer).await.unwrap();
            pages
        };
        let before = pages().await;
        assert!(give_back(&store, 10).await.unwrap(), "there are more");
        assert_eq!(pages().await, before - 10);
        while give_back(&store, 100).await.unwrap() {}
        assert!(bytes(&store).await.unwrap() < empty + 100_000);
        assert!(pages().await < before / 4);
    }
}
