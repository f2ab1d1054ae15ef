//! One server for one database: a second one is refused with a sentence and changes nothing.

use std::process::Output;

use sqlx::{Connection, PgConnection};

use crate::{
    endurance::eventually,
    workbook::{Learner, TestWorkbook, model},
};

fn second(workbook: &TestWorkbook) -> Output {
    workbook.command().env("LC_ALL", "es_ES.UTF-8").output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_is_refused_until_the_first_is_killed() {
    let mut workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    let run = learner.start_run(&model(), None).await;

    let refused = second(&workbook);
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("Otra Bitácora ya usa la base de datos"), "{said}");

    learner.events(&run).await;
    assert_eq!(learner.verdict(&model(), None).await.points, 9, "the first one goes on");
    // Nothing has to be removed by hand.
    workbook.kill_and_start_again();
    assert_eq!(learner.at(&workbook).verdict(&model(), None).await.points, 9);
}

/// The number that PostgreSQL knows the lock by.
const KEY: i64 = i64::from_be_bytes(*b"bitacora");

/// Ends the sessions that hold or await an advisory lock in this database, and says how many.
const END: &str = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_locks
     WHERE locktype = 'advisory' AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
const HOLDERS: &str = "SELECT COUNT(*) FROM pg_locks
     WHERE locktype = 'advisory' AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

async fn count(connection: &mut PgConnection, statement: &'static str) -> i64 {
    let (count,): (i64,) = sqlx::query_as(statement).fetch_one(connection).await.unwrap();
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_lock_is_taken_again() {
    let workbook = TestWorkbook::start();
    // A locked file cannot be lost.
    let Some(url) = workbook.database_url() else { return };
    let mut administrator = PgConnection::connect(url).await.unwrap();
    assert_eq!(count(&mut administrator, END).await, 1);
    eventually("the lock is held", async || count(&mut administrator, HOLDERS).await == 1).await;
    let learner = Learner::new(&workbook).await;
    eventually("a run is accepted", async || {
        learner.try_run(&model(), None).await.status() == reqwest::StatusCode::ACCEPTED
    })
    .await;
    let run = &learner.exercise().await.runs[0].id;
    learner.events(run).await;
    assert_eq!(learner.run(run).await.verdict.unwrap().points, 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_ends_when_another_has_its_database() {
    let mut workbook = TestWorkbook::start();
    let Some(url) = workbook.database_url() else { return };
    let mut administrator = PgConnection::connect(url).await.unwrap();
    let mut other = PgConnection::connect(url).await.unwrap();
    let waits = tokio::spawn(async move {
        sqlx::query("SELECT pg_advisory_lock($1)").bind(KEY).execute(&mut other).await.unwrap();
        other
    });
    let waiting = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    eventually("the other waits", async || count(&mut administrator, waiting).await == 1).await;
    assert_eq!(count(&mut administrator, END).await, 1);
    let _other = waits.await.unwrap();
    assert!(!workbook.ended().success());
}
