//! From click to verdict: POST of the model answer up to `run_finished` on the stream, both acts,
//! one run after the other. On local Kafka a Python grader of the same exercise takes turns with
//! it, so that both meet the same load of the machine.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use api::{
    event::{Event, EventKind},
    verdict::CheckVerdict,
};

use super::{
    Number,
    browser::Browser,
    python::PythonGrader,
    samples::Samples,
    server::{Broker, Server},
};
use crate::{kafka_jars, machine::Component, process};

const WARM_UP: u32 = 5;
const SAMPLES: u32 = 50;

pub(super) fn on_the_simulated_cluster() -> Result<Vec<Number>> {
    let server = Server::start(&Broker::Simulated)?;
    let mut ours = Samples::default();
    for round in 0..WARM_UP + SAMPLES {
        let took = verdict(server.browser())?;
        if round >= WARM_UP {
            ours.add(took);
        }
    }
    Ok(ours.numbers("ex1_verdict_ms_simulated"))
}

pub(super) fn on_local_kafka() -> Result<Vec<Number>> {
    Component::Java.find_or_install()?;
    let server = Server::start(&Broker::Local(kafka_jars::fetch()?))?;
    let mut python = match PythonGrader::start(server.data()) {
        Ok(grader) => Some(grader),
        Err(why) => {
            eprintln!("not measured: the Python grader: {why:#}");
            None
        }
    };
    let (mut ours, mut theirs) = (Samples::default(), Samples::default());
    for round in 0..WARM_UP + SAMPLES {
        let took = verdict(server.browser())?;
        let python_took = python.as_mut().map(PythonGrader::grade).transpose()?;
        if round >= WARM_UP {
            ours.add(took);
            python_took.into_iter().for_each(|took| theirs.add(took));
        }
    }
    let mut numbers = ours.numbers("ex1_verdict_ms_local");
    if python.is_some() {
        numbers.extend(theirs.numbers("ex1_python_grader_ms"));
        let ratio = ours.median() / theirs.median();
        numbers.push(Number::new("ex1_verdict_to_python", ratio, "ratio"));
    }
    Ok(numbers)
}

/// One run of the model answer, and how long its verdict took.
pub(super) fn verdict(browser: &Browser) -> Result<Duration> {
    if process::stopped() {
        bail!("stopped");
    }
    let pressed = Instant::now();
    let events = browser.watch(&browser.run_productor_basico()?)?;
    let took = pressed.elapsed();
    is_judged(&events)?;
    Ok(took)
}

/// Without a prediction one check fails; a run that was not judged must not be counted.
pub(crate) fn is_judged(events: &[Event]) -> Result<()> {
    let Some(EventKind::RunFinished { verdict: Some(verdict), .. }) =
        events.last().map(|event| &event.kind)
    else {
        bail!("the run ended without a verdict");
    };
    let failed = verdict.checks.iter().filter(|check| check.result != CheckVerdict::Passed);
    let failed: Vec<_> = failed.map(|check| (check.id.as_str(), &check.found.en)).collect();
    if !matches!(failed[..], [("prediction", _)]) {
        bail!("the model answer did not pass: {failed:?}");
    }
    Ok(())
}
