//! Kill tests. Whatever dies or fills up: an accepted run ends with a verdict, its event numbers
//! have no gap and no repetition, no learner fails because of us, and neither processes nor topics
//! are left behind.
//!
//! `BITACORA_TEST_KILLS` says how often one test kills the server; the default is low, so that the
//! whole suite stays quick.

/// Who asks while the database is away.
mod asker;
/// SQLite locked, read-only, and on a disk that is full.
mod database_away;
/// Kafka killed, frozen, stopped.
mod kafka_away;
/// PostgreSQL stopped, cut off, silent, locked, slow.
mod postgres_away;
/// PostgreSQL that only takes reads.
mod postgres_read_only;
/// Runs that a server has accepted.
pub(crate) mod promised;
/// kill -9 of the server, again and again.
mod server_killed;
/// Clients that disconnect right after their request.
mod vanishing;
/// A browser that follows a run's stream.
mod viewer;
/// Many viewers that come and go.
mod viewers;

use std::time::Duration;

use backend::lab::{groups, topics};
use reqwest::{Response, StatusCode};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use self::promised::{AllowedBesidesPass, EXERCISES, Promised};
use crate::workbook::{Broker, Learner, TestWorkbook, are_gone, problem};

/// How long anything that must come may take; a shared machine is slow at times.
const WITHIN: Duration = Duration::from_secs(240);
const PREFIX: &str = "b.";

/// Polls until `is_so`, and fails after [`WITHIN`].
pub(crate) async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    let mut ticks = interval(Duration::from_millis(50));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if is_so().await {
            return;
        }
        assert!(since.elapsed() < WITHIN, "waited in vain: {what}");
    }
}

/// Returns when runs can start, the broker included.
async fn is_ready(workbook: &TestWorkbook) {
    let ask = async || {
        let answer = reqwest::get(workbook.url("/health/ready")).await;
        answer.is_ok_and(|answer| answer.status() == StatusCode::OK)
    };
    eventually("the workbook is ready", ask).await;
}

/// The store is away: a refusal that says when to come back.
async fn is_refused(answer: Response) {
    let wait = answer.headers().get("retry-after").expect("when to come back").to_str().unwrap();
    assert!((1..=60).contains(&wait.parse::<u32>().unwrap()));
    let said = problem(answer, StatusCode::SERVICE_UNAVAILABLE).await;
    assert!(said.detail.contains("volvemos a intentarlo"), "{said:?}");
}

/// The failure is over: all accepted runs end, and new ones are accepted.
async fn recovers(workbook: &TestWorkbook, mut runs: Vec<Promised>) {
    is_ready(workbook).await;
    runs.push(Promised::accept(&Learner::new(workbook).await, EXERCISES[0]).await);
    for run in &runs {
        timeout(WITHIN, run.is_kept(AllowedBesidesPass::Nothing)).await.expect("the run ends");
    }
}

/// All runs are over: their topics and groups are removed, and with the server all of its processes
/// end.
async fn nothing_is_left(mut workbook: TestWorkbook, broker: Broker) {
    if broker == Broker::Local {
        let bootstrap = workbook.bootstrap();
        let second = Duration::from_secs(5);
        eventually("topics and groups are removed", async || {
            let topics = topics::list(&bootstrap, PREFIX, second).await;
            let groups = groups::list(&bootstrap, PREFIX, second).await;
            topics.is_ok_and(|left| left.is_empty()) && groups.is_ok_and(|left| left.is_empty())
        })
        .await;
    }
    let processes = workbook.processes();
    assert!(workbook.stop().success());
    are_gone(&processes).await;
    assert_eq!(workbook.processes(), []);
}
