//! Turns, places, and who holds what.

use api::run::RunState;

use super::*;
use crate::clock::RunClock;

/// `network/learner/number`; the numbers are those of all runs.
fn run(id: &str) -> StoredRun {
    let parts: Vec<&str> = id.split('/').collect();
    StoredRun {
        id: id.to_owned(),
        number: parts[2].parse().unwrap(),
        learner: parts[1].to_owned(),
        exercise: "productor-basico".to_owned(),
        attempt: 1,
        seed: String::new(),
        fields: Default::default(),
        prediction: None,
        state: RunState::Queued,
        broker: None,
        executions: 0,
        created_ms: 0,
        network: Some(parts[0].to_owned()),
        clock: RunClock::at_age(0),
    }
}

fn queue(ids: &[&str]) -> Queue {
    let queue = Queue::default();
    for id in ids {
        queue.submit(run(id));
    }
    queue
}

fn take(queue: &Queue, limit: usize) -> Option<Taken> {
    queue.take(limit, &CancellationToken::new()).map(|(taken, _)| taken)
}

/// The order in which they start, one after the other.
fn order(queue: &Queue) -> Vec<String> {
    std::iter::from_fn(|| take(queue, 1).map(|taken| taken.run.id.clone())).collect()
}

fn news(queue: &Queue) -> Vec<(String, u32)> {
    queue.news(99).into_iter().map(|place| (place.run.id, place.ahead)).collect()
}

fn unheld(queue: &Queue, ids: &[&str]) -> Vec<String> {
    let runs = ids.iter().map(|id| Unfinished { id: (*id).to_owned(), executions: 0 });
    queue.unheld(runs.collect()).into_iter().map(|run| run.id).collect()
}

#[test]
fn many_runs_of_one_learner_do_not_delay_another() {
    let queue = queue(&["home/ana/1", "home/ana/2", "home/ana/3", "home/eva/4"]);
    let first = take(&queue, 1).unwrap();
    assert_eq!(first.run.id, "home/ana/1");
    assert!(take(&queue, 1).is_none(), "the limit holds");
    drop(first);
    assert_eq!(order(&queue), ["home/eva/4", "home/ana/2", "home/ana/3"]);
}

#[test]
fn many_cookies_at_one_address_do_not_delay_another_address() {
    let queue = queue(&["den/a/1", "den/b/2", "den/c/3", "den/d/4", "home/ana/5"]);
    drop(take(&queue, 1));
    // More of them keep coming, and she comes again.
    queue.submit(run("den/e/6"));
    queue.submit(run("home/ana/7"));
    let told = ["home/ana/5", "den/b/2", "home/ana/7", "den/c/3", "den/d/4", "den/e/6"];
    assert_eq!(order(&queue), told);
}

#[test]
fn new_learners_do_not_overtake_a_waiting_one() {
    let queue = queue(&["home/ana/1", "home/ana/2"]);
    drop(take(&queue, 1));
    for number in 3..9 {
        queue.submit(run(&format!("home/new-{number}/{number}")));
    }
    assert_eq!(order(&queue)[0], "home/ana/2");
}

#[test]
fn one_learner_runs_one_at_a_time() {
    let queue = queue(&["home/ana/1", "home/ana/2", "work/ana/3", "work/eva/4"]);
    let under_way = [take(&queue, 9).unwrap(), take(&queue, 9).unwrap()];
    assert_eq!(under_way.each_ref().map(|taken| &taken.run.id), ["home/ana/1", "work/eva/4"]);
    assert!(take(&queue, 9).is_none());
    assert_eq!(queue.sizes(), (2, 2));
    assert!(queue.is_under_way("home/ana/1") && !queue.is_under_way("home/ana/2"));
}

#[test]
fn a_run_is_in_one_place_only() {
    let queue = queue(&["home/ana/1", "home/ana/2", "home/ana/2"]);
    let taken = take(&queue, 9).unwrap();
    queue.submit(run("home/ana/1"));
    assert_eq!(queue.sizes(), (1, 1));
    assert_eq!(unheld(&queue, &["home/ana/1", "home/ana/2", "home/ana/3"]), ["home/ana/3"]);
    // As after a panic or a failed write to the store: nobody holds it, so it can be queued again.
    drop(taken);
    assert_eq!(unheld(&queue, &["home/ana/1", "home/ana/2"]), ["home/ana/1"]);
    queue.submit(run("home/ana/1"));
    assert_eq!(order(&queue), ["home/ana/1", "home/ana/2"], "by number");
}

#[test]
fn stopping_a_waiting_run_gives_it_to_the_caller() {
    let queue = queue(&["home/ana/1", "home/ana/2"]);
    let (under_way, stop) = queue.take(9, &CancellationToken::new()).unwrap();
    assert!(queue.stop(under_way.run.clone()).is_none());
    assert!(stop.is_cancelled());
    for id in ["home/ana/2", "home/ana/3"] {
        let taken = queue.stop(run(id)).expect("nobody runs it");
        queue.submit(run(id));
        assert!(queue.stop(run(id)).is_none(), "it is being ended");
        assert_eq!(unheld(&queue, &[id]), [""; 0]);
        assert_eq!(queue.sizes(), (0, 1));
        drop(taken);
    }
}

#[test]
fn places_never_grow_and_are_told_when_they_are_news() {
    let queue = queue(&["home/ana/1", "home/ana/2", "home/eva/3"]);
    let told = |told: &[(&str, u32)]| -> Vec<(String, u32)> {
        told.iter().map(|(id, ahead)| ((*id).to_owned(), *ahead)).collect()
    };
    assert_eq!(news(&queue), told(&[("home/ana/1", 0), ("home/eva/3", 1), ("home/ana/2", 2)]));
    assert_eq!(news(&queue), []);
    // Another network takes turns with this one, so the others are as far as before, or farther.
    queue.submit(run("work/zoe/4"));
    queue.submit(run("work/zoe/5"));
    assert_eq!(news(&queue), told(&[("work/zoe/4", 1), ("work/zoe/5", 3)]));
    drop(take(&queue, 1));
    assert_eq!(news(&queue), told(&[("work/zoe/4", 0), ("work/zoe/5", 2)]));
    drop(take(&queue, 1));
    assert_eq!(news(&queue), told(&[("home/eva/3", 0), ("work/zoe/5", 1)]));
    drop((take(&queue, 9), take(&queue, 9)));
    assert_eq!(news(&queue), told(&[("home/ana/2", 0)]));
}

#[test]
fn a_thousand_places_are_told_in_portions() {
    let ids: Vec<String> = (0..1000).map(|number| format!("n{number}/a/{number}")).collect();
    let queue = queue(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(queue.news(200).len(), 200);
    assert_eq!(queue.news(9999).len(), 800);
    drop(take(&queue, 1));
    let told: Vec<u32> = queue.news(9999).into_iter().map(|place| place.ahead).collect();
    assert_eq!(told, [0, 1, 2, 3, 4, 5, 6], "far behind, one place is no news");
}
