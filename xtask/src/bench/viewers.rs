//! Five hundred viewers of runs under way: how long an event takes from the lab, through the store,
//! to the last of them. An event says when the lab reported it, in milliseconds since its run was
//! accepted, and both ends use the same clock.

use std::{
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Result, anyhow};

use super::{
    Number,
    browser::Browser,
    samples::Samples,
    server::{Broker, Server},
};

const VIEWERS: usize = 500;
/// Runs; the viewers are divided among them.
const RUNS: usize = 20;

pub(super) fn five_hundred() -> Result<Vec<Number>> {
    let server = Server::start(&Broker::Simulated)?;
    let learners = (0..RUNS).map(|_| server.newcomer()).collect::<Result<Vec<_>>>()?;
    // The longest exercise, so that all viewers see runs under way.
    let start = |learner: &Browser| learner.start("configuracion-avanzada", []);
    let ids = learners.iter().map(start).collect::<Result<Vec<_>>>()?;
    let mut samples = Samples::default();
    let delays = thread::scope(|scope| {
        let viewers: Vec<_> = (0..VIEWERS)
            .map(|number| {
                let (learner, id) = (&learners[number % RUNS], &ids[number % RUNS]);
                scope.spawn(|| watch(learner, id))
            })
            .collect();
        viewers
            .into_iter()
            .map(|viewer| viewer.join().map_err(|_| anyhow!("a viewer panicked"))?)
            .collect::<Result<Vec<_>>>()
    })?;
    delays.into_iter().flatten().for_each(|delay| samples.add(delay));
    Ok(vec![
        Number::new("sse_viewers_ms_median", samples.median(), "ms"),
        Number::new("sse_viewers_ms_p99", samples.percentile(99), "ms"),
    ])
}

/// The delay of each event that was reported while this viewer watched.
fn watch(learner: &Browser, id: &str) -> Result<Vec<Duration>> {
    let created_ms = learner.run(id)?.created_ms;
    let began_ms = now_ms();
    let mut delays = Vec::new();
    learner.follow(id, |message| {
        let came_ms = now_ms();
        let reported = message.iter().map(|event| created_ms + event.at_ms);
        let news = reported.filter(|reported_ms| *reported_ms > began_ms);
        delays.extend(news.map(|reported_ms| came_ms.saturating_sub(reported_ms)));
    })?;
    Ok(delays.into_iter().map(Duration::from_millis).collect())
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis().try_into().unwrap_or(u64::MAX)
}
