//! Two hundred viewers of runs under way, which leave and come back at random.

use std::ops::ControlFlow;

use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::{task::JoinSet, time::timeout};

use super::{
    WITHIN, nothing_is_left,
    promised::{AllowedBesidesPass, Promised},
    viewer::Viewer,
};
use crate::workbook::{Broker, Options, TestWorkbook};

const RUNS: usize = 10;
const VIEWERS: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_and_comes_back_misses_nothing_and_sees_nothing_twice() {
    let arguments = ["--streams-per-learner", "100", "--reads-per-minute", "100000"];
    let workbook = TestWorkbook::start_with(Options {
        arguments: arguments.map(str::to_owned).into(),
        ..Options::default()
    });
    let runs = Promised::accept_many(&workbook, RUNS).await;
    let mut viewers = JoinSet::new();
    for number in 0..VIEWERS {
        let Promised { learner, run } = runs[number % RUNS].clone();
        viewers.spawn(watch(Viewer::new(learner, run), StdRng::seed_from_u64(number as u64)));
    }
    let watched = timeout(WITHIN, viewers.join_all()).await.expect("all runs end");
    let returns: usize = watched.iter().map(|(_, returns)| returns).sum();
    assert!(returns > VIEWERS, "only {returns} returns: this proves nothing");
    for run in &runs {
        let stored = run.learner.events(&run.run).await;
        run.is_kept_after(&stored, AllowedBesidesPass::Nothing).await;
        for (viewer, _) in watched.iter().filter(|(viewer, _)| viewer.run == run.run) {
            assert_eq!(viewer.seen, stored);
        }
    }
    println!("{returns} returns");
    nothing_is_left(workbook, Broker::Simulated).await;
}

/// Watches to the end; returns how often the viewer came back.
async fn watch(mut viewer: Viewer, mut random: StdRng) -> (Viewer, usize) {
    let mut returns = 0;
    while !viewer.is_over() {
        let mut left = random.random_range(0..4_u32);
        let leaves = |_| {
            left = left.saturating_sub(1);
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        assert!(viewer.read(leaves).await, "the server takes viewers");
        returns += 1;
    }
    (viewer, returns)
}
