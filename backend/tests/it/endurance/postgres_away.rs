//! PostgreSQL stopped and started again, cut off, silent, locked and slow, under runs that were accepted.
//! What cannot be stored is refused with a sentence and soon; what was accepted ends with a verdict, and
//! by itself.

use std::time::Duration;

use reqwest::StatusCode;
use sqlx::{Connection, Executor, PgConnection};
use tokio::time::{Instant, timeout};

use super::{
    asker::{Asker, RUNS, SILENT, is_not_ready, is_under_way, start},
    eventually, is_ready, is_refused, nothing_is_left,
    promised::Promised,
    recovers,
};
use crate::{
    one_server::{HOLDERS, count},
    postgres::{CUT, Postgres},
    relay::Relay,
    workbook::{Broker, Options, fresh_postgres},
};

/// Long before the system itself gives up a connection, which takes a quarter of an hour.
const FOUND_WITHIN: Duration = Duration::from_secs(60);

/// How many wait for a lock in this database.
const WAITING: &str = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_crashes_and_comes_back() {
    let Some(mut postgres) = Postgres::start().await else { return };
    let workbook = start(postgres.options());
    let mut runs = Vec::new();
    for _ in 0..2 {
        runs.extend(Promised::accept_many(&workbook, RUNS).await);
        let asker = Asker::new(&workbook).await;
        is_under_way(&workbook).await;
        postgres.stop_at_once();
        asker.is_refused_everywhere().await;
        // What needs no database is there.
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
    let workbook = start(Options::default());
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

/// A machine that hangs, or a network that loses everything: connections stay, and nothing comes over
/// them. When it is over the lock of this server is still its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_is_silent_for_a_while() {
    let Some(postgres) = Postgres::start().await else { return };
    let workbook = start(postgres.options());
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

/// The machine of the database is gone and another one has its address: nobody closes the connections
/// from before, so nothing ever comes over them, not even their end.
#[tokio::test(flavor = "multi_thread")]
async fn connections_that_lead_nowhere() {
    let Some(url) = fresh_postgres() else { return };
    let (who, place) = url.rsplit_once('@').unwrap();
    let (server, name) = place.rsplit_once('/').unwrap();
    let relay = Relay::start(server.to_owned()).await;
    let environment = ("DATABASE_URL".to_owned(), format!("{who}@{}/{name}", relay.address));
    let environment = vec![environment];
    let options = Options { on_file: true, environment, ..Options::default() };
    let workbook = start(options);
    let runs = Promised::accept_many(&workbook, RUNS).await;
    is_under_way(&workbook).await;
    // So that some of them are being waited for.
    let mut lock = PgConnection::connect(&url).await.unwrap();
    lock.execute("BEGIN; LOCK TABLE runs").await.unwrap();
    eventually("statements wait", async || count(&mut lock, WAITING).await > 2).await;
    relay.lose();
    drop(lock);
    timeout(FOUND_WITHIN, is_ready(&workbook)).await.expect("the other machine is found");
    recovers(&workbook, runs).await;
    nothing_is_left(workbook, Broker::Simulated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_somebody_locks() {
    let workbook = start(Options::default());
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
    let workbook = start(Options::default());
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
