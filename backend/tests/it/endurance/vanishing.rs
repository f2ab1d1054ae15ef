//! Clients that disconnect within some milliseconds of their POST, wherever its handler is then. An
//! accepted run ends with a verdict, whether or not its client got the answer.

use std::time::Duration;

use api::run::{NewRun, RunState};
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::task::JoinSet;

use super::{eventually, nothing_is_left};
use crate::workbook::{Broker, EXERCISE, Learner, TestWorkbook, Vanishing, model};

const CLIENTS: u64 = 60;
/// The first client disconnects within this time, when a handler has hardly begun; each of the
/// others takes as much longer, so that on a slow machine, too, some disconnect while the store
/// works.
const LEAVE_WITHIN_US: u64 = 4_000;

#[tokio::test(flavor = "multi_thread")]
async fn who_vanishes_after_asking_loses_no_run() {
    let workbook = TestWorkbook::start();
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        clients.spawn(ask_and_vanish(Learner::new(&workbook).await, number));
    }
    let learners = clients.join_all().await;
    let mut accepted = 0;
    for learner in &learners {
        eventually("an accepted run ends", async || {
            learner.exercise().await.runs.iter().all(|run| run.state == RunState::Done)
        })
        .await;
        accepted += learner.exercise().await.runs.len();
    }
    assert!(accepted > 0, "all of them left too early: this proves nothing");
    println!("{accepted} of {CLIENTS} accepted");
    nothing_is_left(workbook, Broker::Simulated).await;
}

async fn ask_and_vanish(learner: Learner, number: u64) -> Learner {
    let attempt = None;
    let new_run = NewRun {
        exercise: EXERCISE.to_owned(),
        fields: model(),
        prediction: None,
        attempt,
        seed: None,
    };
    let json = serde_json::to_string(&new_run).unwrap();
    let client = Vanishing::ask(&learner, "/api/runs", &json).await;
    let moment = StdRng::seed_from_u64(number).random_range(0..(number + 1) * LEAVE_WITHIN_US);
    client.vanish_after(Duration::from_micros(moment)).await;
    learner
}
