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
    promised::{AllowedBesidesPass, Promised},
    viewer::Viewer,
};
use crate::workbook::{Broker, Options, TestWorkbook, has_kafka};

/// Runs under way or waiting at each failure.
const RUNS: usize = 9;

#[derive(Debug, Clone, Copy)]
enum Failure {
    /// SIGKILL.
    Killed,
    /// SIGTERM: it closes its log in order, and the supervisor finds it gone.
    Stopped,
    /// SIGSTOP, and SIGCONT after this time.
    Frozen(Duration),
}

#[tokio::test(flavor = "multi_thread")]
async fn kafka_that_dies_under_runs_fails_nobody() {
    survive(&[(Failure::Killed, 2), (Failure::Killed, 60), (Failure::Stopped, 30)]).await;
}

/// Longer than a member's session, and longer than any act may take.
#[tokio::test(flavor = "multi_thread")]
async fn kafka_that_freezes_under_runs_fails_nobody() {
    let seconds = Duration::from_secs;
    survive(&[(Failure::Frozen(seconds(3)), 40), (Failure::Frozen(seconds(20)), 30)]).await;
}

/// Each failure comes after this many events of the runs.
async fn survive(failures: &[(Failure, usize)]) {
    if !has_kafka() {
        return;
    }
    let broker = Broker::Local;
    let workbook = TestWorkbook::start_with(Options { broker, ..Options::default() });
    for (failure, after) in failures {
        is_ready(&workbook).await;
        let runs = Promised::accept_many(&workbook, RUNS).await;
        wait_for_events(&runs, *after).await;
        inject(&workbook, *failure).await;
        for run in &runs {
            timeout(WITHIN, run.is_kept(AllowedBesidesPass::Inconclusive))
                .await
                .expect("the run ends");
        }
    }
    is_ready(&workbook).await;
    for run in Promised::accept_many(&workbook, 3).await {
        run.is_kept(AllowedBesidesPass::Nothing).await;
    }
    nothing_is_left(workbook, broker).await;
}

/// Returns after this many events of these runs.
async fn wait_for_events(runs: &[Promised], mut count: usize) {
    let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let mut viewers = JoinSet::new();
    for Promised { learner, run } in runs.iter().cloned() {
        let sender = sender.clone();
        viewers.spawn(async move {
            let report = |count| match sender.send(count) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            };
            Viewer::new(learner, run).read(report).await
        });
    }
    while count > 0 {
        let more = timeout(WITHIN, heard.recv()).await.expect("something happens");
        count = count.saturating_sub(more.unwrap());
    }
}

async fn inject(workbook: &TestWorkbook, failure: Failure) {
    let kafka = workbook.kafka();
    let pid = Pid::from_raw(kafka.pid.try_into().unwrap()).unwrap();
    println!("{failure:?}");
    match failure {
        Failure::Killed => kill_process(pid, Signal::KILL).unwrap(),
        Failure::Stopped => kill_process(pid, Signal::TERM).unwrap(),
        Failure::Frozen(time) => {
            kill_process(pid, Signal::STOP).unwrap();
            keeps_answering(workbook, time).await;
            kill_process(pid, Signal::CONT).unwrap();
        }
    }
}

/// Checks for this time that the server answers readers.
async fn keeps_answering(workbook: &TestWorkbook, time: Duration) {
    let since = Instant::now();
    let mut ticks = interval(Duration::from_millis(500));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while since.elapsed() < time {
        ticks.tick().await;
        let page = reqwest::get(workbook.url("/es/")).await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
    }
}
