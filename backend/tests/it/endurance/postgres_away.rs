//! PostgreSQL stopped and started again, cut off, silent, locked, slow, and read-only, during
//! accepted runs. What cannot be stored is refused soon and with a sentence; accepted runs end with
//! a verdict, without help.

use std::time::Duration;

use api::{exercise::Values, paths::HEALTH_READY, problem::Problem};
use reqwest::{Response, StatusCode};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::time::{Instant, timeout};

use super::{
    eventually, is_ready, is_refused, nothing_is_left,
    promised::{EXERCISES, Promised, answer},
    recovers,
};
use crate::{
    one_server::{HOLDERS, count},
    postgres::Postgres,
    workbook::{Broker, Learner, TestWorkbook},
};

/// Runs under way or waiting when the database goes away.
const RUNS: usize = 9;
/// The server's longest time limit for a request is 10 s, for a statement. A busy machine adds
/// something.
const ANSWERED_WITHIN: Duration = Duration::from_secs(14);
/// Longer than the server waits for an answer on the session that holds its advisory lock.
const SILENT: Duration = Duration::from_secs(9);

/// Ends all other sessions of this database.
const CUT: &str = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_crashes_and_comes_back() {
    let Some(mut postgres) = Postgres::start().await else { return };
    let workbook = TestWorkbook::start_with(postgres.options());
    let mut runs = Vec::new();
    for _ in 0..2 {
        runs.extend(Promised::accept_many(&workbook, RUNS).await);
        let asker = Asker::new(&workbook).await;
        is_under_way(&workbook).await;
        postgres.stop_at_once();
        asker.is_refused_everywhere().await;
        // What needs no database still works.
        let page = reqwest::get(workbook.url("/es/")).await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        is_not_ready(&workbook, "see that it runs").await;
        postgres.start_again().await;
        is_ready(&workbook).await;
    }
    recovers(&workbook, runs).await;
    nothing_is_left(workbook, Broker::Simulated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_cut() {
    let workbook = TestWorkbook::start();
    let Some(url) = workbook.database_url() else { return };
    let mut administrator = PgConnection::connect(url).await.unwrap();
    let runs = Promised::accept_many(&workbook, RUNS).await;
    for _ in 0..3 {
        is_under_way(&workbook).await;
        administrator.execute(CUT).await.unwrap();
        eventually("the lock is back", async || count(&mut administrator, HOLDERS).await == 1)
            .await;
    }
    recovers(&workbook, runs).await;
    nothing_is_left(workbook, Broker::Simulated).await;
}

/// A machine that hangs, or a network that loses everything: connections stay open, and nothing
/// arrives. Afterwards the server still has its lock.
#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_is_silent_for_a_while() {
    let Some(postgres) = Postgres::start().await else { return };
    let workbook = TestWorkbook::start_with(postgres.options());
    let runs = Promised::accept_many(&workbook, RUNS).await;
    let asker = Asker::new(&workbook).await;
    is_under_way(&workbook).await;
    postgres.freeze();
    let since = Instant::now();
    while since.elapsed() < SILENT {
        asker.is_refused_everywhere().await;
    }
    postgres.thaw();
    recovers(&workbook, runs).await;
    nothing_is_left(workbook, Broker::Simulated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_somebody_locks() {
    let workbook = TestWorkbook::start();
    let Some(url) = workbook.database_url() else { return };
    let runs = Promised::accept_many(&workbook, RUNS).await;
    let asker = Asker::new(&workbook).await;
    let mut other = PgConnection::connect(url).await.unwrap();
    other.execute("BEGIN; LOCK TABLE runs").await.unwrap();
    let since = Instant::now();
    while since.elapsed() < SILENT {
        asker.is_refused_everywhere().await;
    }
    drop(other);
    recovers(&workbook, runs).await;
    nothing_is_left(workbook, Broker::Simulated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_takes_too_long() {
    let workbook = TestWorkbook::start();
    let Some(url) = workbook.database_url() else { return };
    let runs = Promised::accept_many(&workbook, 3).await;
    let asker = Asker::new(&workbook).await;
    let mut other = PgConnection::connect(url).await.unwrap();
    other
        .execute(
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql
             AS 'BEGIN PERFORM pg_sleep(600); RETURN NEW; END';
             CREATE TRIGGER slow BEFORE INSERT ON runs FOR EACH ROW EXECUTE FUNCTION slow();",
        )
        .await
        .unwrap();
    is_refused(asker.write().await).await;
    other.execute("DROP TRIGGER slow ON runs").await.unwrap();
    recovers(&workbook, runs).await;
    nothing_is_left(workbook, Broker::Simulated).await;
}

/// As an administrator sets it, and as a standby is until it is promoted.
#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_only_takes_reads() {
    let workbook = TestWorkbook::start();
    let Some(url) = workbook.database_url() else { return };
    let (_, name) = url.rsplit_once('/').unwrap();
    let set = |what: &str| AssertSqlSafe(format!("ALTER DATABASE {name} {what}"));
    let mut administrator = PgConnection::connect(url).await.unwrap();
    let runs = Promised::accept_many(&workbook, RUNS).await;
    let asker = Asker::new(&workbook).await;
    administrator.execute(set("SET default_transaction_read_only = on")).await.unwrap();
    administrator.execute(CUT).await.unwrap();
    is_read_only(&asker).await;
    let since = Instant::now();
    while since.elapsed() < SILENT {
        is_refused(asker.write().await).await;
        is_not_ready(&workbook, "takes only reads").await;
        // Readers are not delayed.
        asker.learner.exercise().await;
        assert_eq!(runs[0].learner.run(&runs[0].run).await.id, runs[0].run);
    }
    // Sessions that began meanwhile stay read-only, and nothing ends them.
    administrator.execute(set("RESET default_transaction_read_only")).await.unwrap();
    recovers(&workbook, runs).await;
    nothing_is_left(workbook, Broker::Simulated).await;
}

/// A standby is reached at the primary's address, and is promoted after a while.
#[tokio::test(flavor = "multi_thread")]
async fn a_standby_that_takes_over() {
    let Some(mut primary) = Postgres::start().await else { return };
    let mut standby = primary.standby().await;
    let workbook = TestWorkbook::start_with(primary.options());
    let runs = Promised::accept_many(&workbook, RUNS).await;
    let asker = Asker::new(&workbook).await;
    is_under_way(&workbook).await;
    standby.take_the_place_of(&mut primary).await;
    is_read_only(&asker).await;
    asker.learner.exercise().await;
    let mut administrator = PgConnection::connect(&standby.url()).await.unwrap();
    administrator.execute("SELECT pg_promote()").await.unwrap();
    recovers(&workbook, runs).await;
    nothing_is_left(workbook, Broker::Simulated).await;
}

/// A learner who has filled in a form before the failure.
struct Asker {
    learner: Learner,
    fields: Values,
    prediction: Values,
}

impl Asker {
    async fn new(workbook: &TestWorkbook) -> Self {
        let learner = Learner::new(workbook).await;
        let (fields, prediction) = answer(&learner, EXERCISES[0]).await;
        Self { learner, fields, prediction }
    }

    /// Submits a run, and gets an answer in time.
    async fn write(&self) -> Response {
        let asked = self.learner.try_run(&self.fields, Some(self.prediction.clone()));
        timeout(ANSWERED_WITHIN, asked).await.expect("an answer in time")
    }

    /// She can neither start a run nor read data, and gets the reason in time.
    async fn is_refused_everywhere(&self) {
        is_refused(self.write().await).await;
        let path = format!("/api/exercises/{}?lang=es", EXERCISES[0]);
        let asked = self.learner.get(&path).send();
        is_refused(timeout(ANSWERED_WITHIN, asked).await.expect("an answer in time").unwrap())
            .await;
    }
}

/// Until the old connections are gone, the refusal has another reason.
async fn is_read_only(asker: &Asker) {
    eventually("the database is reported as read-only", async || {
        let refused = asker.write().await;
        let is_refused = refused.status() == StatusCode::SERVICE_UNAVAILABLE;
        is_refused
            && refused.json::<Problem>().await.unwrap().r#type.ends_with("/database-read-only")
    })
    .await;
}

async fn is_under_way(workbook: &TestWorkbook) {
    let running = async || workbook.metric("bitacora_runs_running").await > Some(0.0);
    eventually("runs are under way", running).await;
}

/// Readiness is checked once a second at most.
async fn is_not_ready(workbook: &TestWorkbook, why: &str) {
    let is_reported = async || {
        let answer = reqwest::get(workbook.url(HEALTH_READY)).await.unwrap();
        answer.status() == StatusCode::SERVICE_UNAVAILABLE
            && answer.text().await.unwrap().contains(why)
    };
    eventually("readiness reports the trouble", is_reported).await;
}
