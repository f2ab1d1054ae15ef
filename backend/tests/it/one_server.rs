//! One server for one database: a second one is refused with a sentence and changes nothing.

use std::process::Output;

use backend::store::{Store, held::Held};
use futures_util::future::join_all;
use sqlx::{Connection, PgConnection};

use crate::{
    endurance::eventually,
    starting::Starting,
    workbook::{Learner, TestWorkbook, fresh_postgres, model},
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

/// A class's server that is started on several machines at once, on an empty database.
#[tokio::test(flavor = "multi_thread")]
async fn of_four_that_start_at_once_one_serves() {
    let Some(url) = fresh_postgres() else { return };
    let mut servers: Vec<Starting> = (0..4).map(|_| Starting::at(&url)).collect();
    let mut refused = Vec::new();
    eventually("all but one have ended", async || {
        let ended = servers.extract_if(.., |server| server.has_ended());
        refused.extend(ended);
        refused.len() == 3
    })
    .await;
    for server in refused {
        let said = server.refusal();
        assert!(said.contains("Otra Bitácora ya usa la base de datos"), "{said}");
    }
    let mut server = servers.pop().unwrap();
    let base = server.address();
    let ready = reqwest::get(format!("{base}/health/ready")).await.unwrap();
    assert_eq!(ready.status(), reqwest::StatusCode::OK);
    assert!(server.stop().success());
    steps_were_made_once(&url).await;
}

/// `regrade --write` claims nothing, but brings the schema up to date, too.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_brought_up_to_date_once() {
    let Some(url) = fresh_postgres() else { return };
    let opened = join_all((0..4).map(|_| Store::open_postgres(&url, Held::default()))).await;
    for store in opened {
        store.unwrap().close().await;
    }
    steps_were_made_once(&url).await;
}

async fn steps_were_made_once(url: &str) {
    let steps = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
    let mut connection = PgConnection::connect(url).await.unwrap();
    let made = count(&mut connection, "SELECT COUNT(*) FROM _sqlx_migrations WHERE success").await;
    assert_eq!(made, steps.count() as i64);
    assert_eq!(count(&mut connection, "SELECT COUNT(*) FROM run_numbers").await, 1);
}

/// The key of the advisory lock in PostgreSQL.
const KEY: i64 = i64::from_be_bytes(*b"bitacora");

/// Ends the sessions that hold or await an advisory lock in this database, and returns how many.
const END: &str = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_locks
     WHERE locktype = 'advisory' AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
pub const HOLDERS: &str = "SELECT COUNT(*) FROM pg_locks
     WHERE locktype = 'advisory' AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

pub async fn count(connection: &mut PgConnection, statement: &'static str) -> i64 {
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
