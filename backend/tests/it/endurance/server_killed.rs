//! kill -9 of the server in the middle of thirty queued and running runs of all exercises, again
//! and again. Each run has a viewer that follows it through all restarts.

use std::{ops::ControlFlow, time::Instant};

use api::event::EventKind;
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
    time::timeout,
};

use super::{
    WITHIN, nothing_is_left,
    promised::{AllowedBesidesPass, EXERCISES, Promised},
    viewer::Viewer,
};
use crate::workbook::{Broker, Learner, Options, TestWorkbook, are_gone, has_kafka};

/// Unfinished runs at each kill.
const RUNS: usize = 30;
/// Fewer on the simulated cluster, where the test is about the server and not Kafka: it saves time.
const RUNS_SIMULATED: usize = 15;
/// Two or more runs of each learner, one of which runs at a time.
const LEARNERS: usize = 12;
/// The largest number of events between two kills: from the first event of a run to the last of a
/// few.
const MOST_EVENTS: usize = 90;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_again_and_again_on_the_simulated_cluster() {
    kill_again_and_again(Broker::Simulated, kills(4)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_again_and_again_on_real_kafka() {
    if has_kafka() {
        kill_again_and_again(Broker::Local, kills(4)).await;
    }
}

fn kills(few: u32) -> u32 {
    let asked = std::env::var("BITACORA_TEST_KILLS").ok();
    asked.map_or(few, |number| number.parse().expect("BITACORA_TEST_KILLS is a number"))
}

async fn kill_again_and_again(broker: Broker, kills: u32) {
    let began = Instant::now();
    let arguments = ["--runs-per-learner", "10", "--streams-per-learner", "50"];
    let arguments = arguments.map(str::to_owned).into();
    let mut workbook =
        TestWorkbook::start_with(Options { broker, arguments, ..Options::default() });
    let runs = if broker == Broker::Local { RUNS } else { RUNS_SIMULATED };
    let mut moments = StdRng::seed_from_u64(6);
    let mut learners = Vec::new();
    for _ in 0..LEARNERS {
        learners.push(Learner::new(&workbook).await);
    }
    let (address, _) = watch::channel(workbook.base.clone());
    let (events, mut heard) = mpsc::unbounded_channel();
    let mut viewers = JoinSet::new();
    let mut accepted = 0;
    let mut done = Vec::new();
    for kill in 1..=kills {
        while viewers.len() < runs {
            let learner = learners[accepted % LEARNERS].at(&workbook);
            let run = Promised::accept(&learner, EXERCISES[accepted % EXERCISES.len()]).await;
            viewers.spawn(follow(run, address.subscribe(), events.clone()));
            accepted += 1;
        }
        // Events from before the last kill do not count.
        while heard.try_recv().is_ok() {}
        let mut left = moments.random_range(1..=MOST_EVENTS);
        while left > 0 {
            let more = timeout(WITHIN, heard.recv()).await.expect("something happens");
            left = left.saturating_sub(more.unwrap());
        }
        let processes = workbook.processes();
        workbook.kill_and_start_again();
        address.send_replace(workbook.base.clone());
        are_gone(&processes).await;
        while let Some(viewer) = viewers.try_join_next() {
            done.push(viewer.unwrap());
        }
        println!("kill {kill} after {} s, {} runs over", began.elapsed().as_secs(), done.len());
    }
    let rest = timeout(WITHIN, viewers.join_all()).await.expect("all runs end");
    done.extend(rest);
    assert_eq!(done.len(), accepted);
    let mut restarts = 0;
    for Viewer { learner, run, seen } in done {
        let promised = Promised { learner: learner.at(&workbook), run };
        promised.is_kept_after(&seen, AllowedBesidesPass::Nothing).await;
        assert_eq!(promised.learner.events(&promised.run).await, seen, "as it is stored");
        restarts +=
            seen.iter().filter(|event| matches!(event.kind, EventKind::Restarted { .. })).count();
    }
    assert!(restarts > 0, "no kill met a run that was under way: this proves nothing");
    nothing_is_left(workbook, broker).await;
    println!("{accepted} runs, begun again {restarts} times, {} s", began.elapsed().as_secs());
}

/// Follows a run from server to server until it is over.
async fn follow(
    Promised { learner, run }: Promised,
    mut address: watch::Receiver<String>,
    events: mpsc::UnboundedSender<usize>,
) -> Viewer {
    let mut viewer = Viewer::new(learner, run);
    while !viewer.is_over() {
        viewer.learner.base.clone_from(&address.borrow_and_update());
        let report = |count| {
            // Nobody receives after the last kill.
            let _ = events.send(count);
            ControlFlow::Continue(())
        };
        if !viewer.read(report).await {
            address.changed().await.expect("the test outlives its viewers");
        }
    }
    viewer
}
