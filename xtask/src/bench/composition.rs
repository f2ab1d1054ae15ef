//! Fifty learners at once on docker-compose.yml: three brokers, PostgreSQL and the workbook's image.

use std::{
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow};
use api::event::EventKind;

use super::{Number, browser::Browser, samples::Samples, server, verdict::is_judged};
use crate::{
    process,
    test::containers::{Composition, Machine, consumidor_basico},
    workspace,
};

const LEARNERS: usize = 50;
const LOOK_EVERY: Duration = Duration::from_millis(500);
const MB: f64 = 1024.0 * 1024.0;

pub(super) fn fifty_learners() -> Result<Vec<Number>> {
    let machine = Machine::prepare()?;
    let began = Instant::now();
    let program = stripped()?;
    eprintln!("the program was built in {:.0} s", began.elapsed().as_secs_f64());
    let began = Instant::now();
    let class = machine.compose_up(program.path())?;
    let ready = began.elapsed();
    let learners =
        (0..LEARNERS).map(|_| Browser::new(&class.address())).collect::<Result<Vec<_>>>()?;
    let is_over = AtomicBool::new(false);
    let (waits, took, peak) = thread::scope(|scope| {
        let watching = scope.spawn(|| most_memory(&class, &is_over));
        let began = Instant::now();
        let threads: Vec<_> =
            learners.iter().map(|learner| scope.spawn(|| wait_of(learner))).collect();
        let waits: Result<Vec<_>> = threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| anyhow!("a learner panicked"))?)
            .collect();
        let took = began.elapsed();
        is_over.store(true, Ordering::Relaxed);
        (waits, took, watching.join())
    });
    let mut samples = Samples::default();
    let waits = waits.inspect_err(|_| class.show_log("app"));
    waits?.into_iter().for_each(|wait| samples.add(wait));
    eprintln!("most memory: {}", peak.map_err(|_| anyhow!("the watcher panicked"))??);
    class.await_nothing_left()?;
    Ok(vec![
        Number::new("learners_50_total_s", took.as_secs_f64(), "s"),
        Number::new("learners_50_wait_ms_p95", samples.percentile(95), "ms"),
        Number::new("compose_ready_s", ready.as_secs_f64(), "s"),
        Number::new("image_mb", machine.image_bytes()? as f64 / MB, "MB"),
    ])
}

/// The release build, stripped as in the Dockerfile.
fn stripped() -> Result<tempfile::NamedTempFile> {
    server::build()?;
    let program = tempfile::NamedTempFile::new_in(workspace::host_target())?;
    let mut strip = Command::new("strip");
    strip.args(["--strip-debug", "-o"]).arg(program.path());
    process::succeed(strip.arg(workspace::host_target().join("release/bitacora")))?;
    Ok(program)
}

/// Time from her POST to the start of her run, which gets every point.
fn wait_of(learner: &Browser) -> Result<Duration> {
    let events = learner.watch(&consumidor_basico(learner)?)?;
    is_judged(&events)?;
    let started = events.iter().find(|event| matches!(event.kind, EventKind::Started { .. }));
    Ok(Duration::from_millis(started.map_or(0, |event| event.at_ms)))
}

/// The line with the highest memory of all services together.
fn most_memory(class: &Composition<'_>, is_over: &AtomicBool) -> Result<String> {
    let mut most = (0.0, String::new());
    while !is_over.load(Ordering::Relaxed) {
        let line = class.memory()?;
        let total = line.split(", ").filter_map(megabytes).sum();
        if total > most.0 {
            most = (total, format!("{total:.0} MB: {line}"));
        }
        thread::sleep(LOOK_EVERY);
    }
    Ok(most.1)
}

/// Parses `app 18.5MB / 805MB`.
fn megabytes(service: &str) -> Option<f64> {
    let used = service.split_whitespace().nth(1)?;
    let (number, factor) = [("GB", 1000.0), ("MB", 1.0), ("kB", 0.001)]
        .into_iter()
        .find_map(|(unit, factor)| Some((used.strip_suffix(unit)?, factor)))?;
    Some(number.parse::<f64>().ok()? * factor)
}
