//! Kafka killed, stopped and frozen during runs. What was lost with it is no learner's fault: a
//! right answer passes, or is inconclusive and says what was waited for.

use std::{ops::ControlFlow, time::Duration};

use reqwest::StatusCode;
use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, timeout},
};

use super::{
    WITHIN, is_ready, nothing_is_left,
    promised::{Promised, Spared},
    viewer::Viewer,
};
use crate::workbook::{Broker, Options, TestWorkbook, has_kafka};

/// Runs under way or waiting at each failure.
const RUNS: usize = 9;

#[derive(Debug, Clone, Copy)]
enum Blow {
    /// SIGKILL.
    Killed,
    /// SIGTERM: it closes its log in order, and the supervisor finds it gone.
    Stopped,
    /// SIGSTOP, and SIGCONT after this time.
    Frozen(Duration),
}

#[tokio::test(flavor = "multi_thread")]
async fn kafka_that_dies_under_runs_fails_nobody() {
    survive(&[(Blow::Killed, 2), (Blow::Killed, 60), (Blow::Stopped, 30)]).await;
}

/// Longer than a member's session, and longer than any act may take.
#[tokio::test(flavor = "multi_thread")]
async fn kafka_that_freezes_under_runs_fails_nobody() {
    let seconds = Duration::from_secs;
    survive(&[(Blow::Frozen(seconds(3)), 40), (Blow::Frozen(seconds(20)), 30)]).await;
}

/// Each failure comes after this many events of the runs.
async fn survive(blows: &[(Blow, usize)]) {
    if !has_kafka() {
        return;
    }
    let broker = Broker::Local;
    let workbook = TestWorkbook::start_with(Options { broker, ..Options::default() });
    for (blow, after) in blows {
        is_ready(&workbook).await;
        let runs = Promised::accept_many(&workbook, RUNS).await;
        hear(&runs, *after).await;
        strike(&workbook, *blow).await;
        for run in &runs {
            timeout(WITHIN, run.is_kept(Spared::Inconclusive)).await.expect("the run ends");
        }
    }
    is_ready(&workbook).await;
    for run in Promised::accept_many(&workbook, 3).await {
        run.is_kept(Spared::Nothing).await;
    }
    nothing_is_left(workbook, broker).await;
}

/// Returns after this many events of these runs.
async fn hear(runs: &[Promised], mut count: usize) {
    let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let mut viewers = JoinSet::new();
    for Promised { learner, run } in runs.iter().cloned() {
        let sender = sender.clone();
        viewers.spawn(async move {
            let told = |count| match sender.send(count) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            };
            Viewer::new(learner, run).read(told).await
        });
    }
    while count > 0 {
        let more = timeout(WITHIN, heard.recv()).await.expect("something happens");
        count = count.saturating_sub(more.unwrap());
    }
}

async fn strike(workbook: &TestWorkbook, blow: Blow) {
    let kafka = workbook.kafka();
    let pid = Pid::from_raw(kafka.pid.try_into().unwrap()).unwrap();
    println!("{blow:?}");
    match blow {
        Blow::Killed => kill_process(pid, Signal::KILL).unwrap(),
        Blow::Stopped => kill_process(pid, Signal::TERM).unwrap(),
        Blow::Frozen(time) => {
            kill_process(pid, Signal::STOP).unwrap();
            stays_at_hand(workbook, time).await;
            kill_process(pid, Signal::CONT).unwrap();
        }
    }
}

/// Checks for this time that the server answers readers.
async fn stays_at_hand(workbook: &TestWorkbook, time: Duration) {
    let since = Instant::now();
    let mut ticks = interval(Duration::from_millis(500));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while since.elapsed() < time {
        ticks.tick().await;
        let page = reqwest::get(workbook.url("/es/")).await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
    }
}
