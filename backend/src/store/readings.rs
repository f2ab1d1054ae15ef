//! How far each learner has read each lesson. A lesson is named by its slug, which does not change;
//! that of a lesson that is no longer there stays until its learner goes.

use std::collections::BTreeMap;

use super::{
    Error, Store,
    database::{read, write},
};

/// By lesson, the number of blocks that were read.
pub async fn of_learner(store: &Store, learner: &str) -> Result<BTreeMap<String, u32>, Error> {
    let rows: Vec<(String, i64)> = read!(store, |pool| {
        sqlx::query_as("SELECT lesson, blocks FROM readings WHERE learner_id = $1")
            .bind(learner)
            .fetch_all(pool)
            .await
    })?;
    Ok(rows.into_iter().map(|(lesson, blocks)| (lesson, blocks as u32)).collect())
}

/// The learner has read so many blocks; less than before changes nothing.
pub async fn note(store: &Store, learner: &str, lesson: &str, blocks: u32) -> Result<(), Error> {
    write!(store, |pool| {
        sqlx::query(
            "INSERT INTO readings (learner_id, lesson, blocks) VALUES ($1, $2, $3)
             ON CONFLICT (learner_id, lesson) DO UPDATE SET blocks = excluded.blocks
                 WHERE readings.blocks < excluded.blocks",
        )
        .bind(learner)
        .bind(lesson)
        .bind(i64::from(blocks))
        .execute(pool)
        .await
        .map(drop)
    })?;
    Ok(())
}
