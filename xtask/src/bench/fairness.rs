//! How long a learner who asks for one run waits, while another address keeps its share of the
//! queue full.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow};
use api::event::{Event, EventKind};

use super::{
    Number,
    browser::Browser,
    samples::Samples,
    server::{Broker, Server},
    verdict::is_judged,
};
use crate::process;

/// Browsers at the busy address: with five runs each, a learner's default, they fill its share.
const BUSY: usize = 40;
const BUSY_ADDRESS: &str = "203.0.113.1";
const OTHER_ADDRESS: &str = "203.0.113.2";
const RUNS: usize = 20;

pub(super) fn beside_a_full_address() -> Result<Vec<Number>> {
    let server = Server::start_with(&Broker::Simulated, &["--trusted-proxy", "127.0.0.1"])?;
    let newcomer = |address| Ok::<_, anyhow::Error>(server.newcomer()?.at_address(address));
    let busy = (0..BUSY).map(|_| newcomer(BUSY_ADDRESS)).collect::<Result<Vec<_>>>()?;
    // Filled once before measuring.
    fill(&busy);
    let is_over = AtomicBool::new(false);
    let (waits, more) = thread::scope(|scope| {
        let filler = scope.spawn(|| {
            let mut accepted = 0;
            while !is_over.load(Ordering::Relaxed) && !process::stopped() {
                accepted += fill(&busy);
                thread::sleep(Duration::from_millis(20));
            }
            accepted
        });
        let waits = wait_in_turn(&newcomer);
        is_over.store(true, Ordering::Relaxed);
        (waits, filler.join())
    });
    let (waits, more) = (waits?, more.map_err(|_| anyhow!("the busy address panicked"))?);
    eprintln!("meanwhile {more} more runs were accepted from the busy address");
    let seconds = |percent| waits.percentile(percent) / 1000.0;
    Ok(vec![
        Number::new("fair_wait_s", seconds(50), "s"),
        Number::new("fair_wait_s_max", seconds(100), "s"),
    ])
}

/// Each asks until it is refused; returns how many runs were accepted.
fn fill(browsers: &[Browser]) -> usize {
    let accepted =
        |browser: &Browser| std::iter::from_fn(|| browser.run_productor_basico().ok()).count();
    browsers.iter().map(accepted).sum()
}

/// One run after the other from the other address: times from POST to start.
fn wait_in_turn(newcomer: &impl Fn(&'static str) -> Result<Browser>) -> Result<Samples> {
    let mut waits = Samples::default();
    for _ in 0..RUNS {
        let learner = newcomer(OTHER_ADDRESS)?;
        let asked = Instant::now();
        let run = learner.run_productor_basico()?;
        let answered = asked.elapsed();
        let events = learner.watch(&run)?;
        is_judged(&events)?;
        let started = |event: &&Event| matches!(event.kind, EventKind::Started { .. });
        let started = events.iter().find(started).context("it never started")?.at_ms;
        // Event times count from when the run was stored, just before the answer.
        waits.add(answered + Duration::from_millis(started));
    }
    Ok(waits)
}
