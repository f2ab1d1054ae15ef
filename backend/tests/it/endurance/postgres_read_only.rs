//! PostgreSQL open to reads alone, under runs that were accepted. What only reads goes on, changes are
//! refused with a sentence, and when it takes writes again so does the server, by itself.

use api::problem::Problem;
use reqwest::StatusCode;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::time::Instant;

use super::{
    asker::{Asker, RUNS, SILENT, is_not_ready, is_under_way, start},
    eventually, is_refused, nothing_is_left,
    promised::Promised,
    recovers,
};
use crate::{
    postgres::{CUT, Postgres},
    workbook::{Broker, Options},
};

/// As an administrator sets it, and as a standby is until it is promoted.
#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_only_takes_reads() {
    let workbook = start(Options::default());
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
        // Who only reads is not held up.
        asker.learner.exercise().await;
        assert_eq!(runs[0].learner.run(&runs[0].run).await.id, runs[0].run);
    }
    // Sessions that began meanwhile stay as they are, and nobody cuts them.
    administrator.execute(set("RESET default_transaction_read_only")).await.unwrap();
    recovers(&workbook, runs).await;
    nothing_is_left(workbook, Broker::Simulated).await;
}

/// At the address of the primary there is a standby, which somebody promotes after a while.
#[tokio::test(flavor = "multi_thread")]
async fn a_standby_that_takes_over() {
    let Some(mut primary) = Postgres::start().await else { return };
    let mut standby = primary.standby().await;
    let workbook = start(primary.options());
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

/// Until the connections from before are gone it is another trouble.
async fn is_read_only(asker: &Asker) {
    eventually("it is said", async || {
        let refused = asker.write().await;
        let is_refused = refused.status() == StatusCode::SERVICE_UNAVAILABLE;
        is_refused
            && refused.json::<Problem>().await.unwrap().r#type.ends_with("/database-read-only")
    })
    .await;
}
