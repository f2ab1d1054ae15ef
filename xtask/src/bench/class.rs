//! A hundred learners click at once, on local Kafka; then five hundred more runs, after which a
//! server at rest must not hold more than before.

use std::{thread, time::Instant};

use anyhow::{Result, anyhow};
use api::event::{Event, EventKind};

use super::{
    Number,
    browser::Browser,
    resources::{self, Memory},
    samples::Samples,
    server::{Broker, Server},
    verdict::is_judged,
};
use crate::{kafka_jars, machine::Component};

const LEARNERS: usize = 100;
const MORE_RUNS: usize = 500;
/// Learners who share the further runs; each waits for one run before the next.
const AT_ONCE: usize = 10;

pub(super) fn a_hundred_learners() -> Result<Vec<Number>> {
    Component::Java.find_or_install()?;
    let server = Server::start(&Broker::Local(kafka_jars::fetch()?))?;
    let learners = (0..LEARNERS).map(|_| server.newcomer()).collect::<Result<Vec<_>>>()?;
    let began = Instant::now();
    let (runs, peak) = Memory::peak_during(&server, || all_run(&learners));
    let took = began.elapsed();
    let mut waits = Samples::default();
    for events in runs? {
        let started = |event: &&Event| matches!(event.kind, EventKind::Started { .. });
        let started = events.iter().find(started).map_or(0, |event| event.at_ms);
        waits.add(std::time::Duration::from_millis(started));
    }
    let mut numbers = vec![
        Number::new("runs_100_total_s", took.as_secs_f64(), "s"),
        Number::new("runs_100_wait_ms_p95", waits.percentile(95), "ms"),
    ];
    numbers.extend(peak.numbers("runs_100_peak"));
    numbers.extend(resources::at_rest(&server, "runs_100_after")?);

    let began = Instant::now();
    for _ in 0..MORE_RUNS / AT_ONCE {
        all_run(&learners[..AT_ONCE])?;
    }
    let per_second = MORE_RUNS as f64 / began.elapsed().as_secs_f64();
    numbers.push(Number::new("runs_500_per_s", per_second, "1/s"));
    numbers.extend(resources::at_rest(&server, "runs_500_after")?);
    Ok(numbers)
}

/// Each learner makes one run, all at once; returns the events of each.
fn all_run(learners: &[Browser]) -> Result<Vec<Vec<Event>>> {
    let run = |learner: &Browser| -> Result<Vec<Event>> {
        let events = learner.watch(&learner.run_productor_basico()?)?;
        is_judged(&events)?;
        Ok(events)
    };
    thread::scope(|scope| {
        let threads: Vec<_> = learners.iter().map(|learner| scope.spawn(|| run(learner))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| anyhow!("a learner panicked"))?)
            .collect()
    })
}
