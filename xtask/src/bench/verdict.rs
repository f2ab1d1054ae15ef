//! From the press of the button to the verdict: POST of the model answer up to `run_finished` on
//! the stream, both acts, one run after the other. On local Kafka a Python grader of the same
//! exercise takes turns with it, so that both meet the same machine.

use std::{
    io::{BufRead, BufReader},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use api::{
    event::{Event, EventKind},
    exercise::{Value, Values},
    paths,
    run::{NewRun, RunCreated},
    verdict::{CheckVerdict, Verdict},
};

use super::{
    Number,
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
        let took = verdict(&server)?;
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
        let took = verdict(&server)?;
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
pub(super) fn verdict(server: &Server) -> Result<Duration> {
    if process::stopped() {
        bail!("stopped");
    }
    let field = |(name, value): (&str, &str)| (name.to_owned(), Value::Text(value.to_owned()));
    let fields = [("value_serializer", "json"), ("key", "cliente"), ("confirm", "flush")];
    let new_run = NewRun {
        exercise: "productor-basico".to_owned(),
        fields: Values::from(fields.map(field)),
        prediction: None,
        attempt: None,
    };
    let body = serde_json::to_string(&new_run)?;

    let pressed = Instant::now();
    let mut created = server.post(paths::RUNS, &body)?;
    let run: RunCreated = serde_json::from_str(&created.body_mut().read_to_string()?)?;
    let mut stream = server.get(&paths::fill(paths::RUN_EVENTS, &run.id))?;
    let verdict = last_event(BufReader::new(stream.body_mut().as_reader()))?;
    let took = pressed.elapsed();

    // Without a prediction one check fails; a run that was not judged was not measured.
    let failed = verdict.checks.iter().filter(|check| check.result != CheckVerdict::Passed);
    let failed: Vec<_> = failed.map(|check| (check.id.as_str(), &check.found.en)).collect();
    if !matches!(failed[..], [("prediction", _)]) {
        bail!("the model answer did not pass: {failed:?}");
    }
    Ok(took)
}

fn last_event(stream: impl BufRead) -> Result<Verdict> {
    for line in stream.lines() {
        let line = line?;
        let Some(data) = line.strip_prefix("data:") else { continue };
        if let Some(Event { kind: EventKind::RunFinished { verdict, .. }, .. }) =
            serde_json::from_str::<Vec<Event>>(data)?.pop()
        {
            return verdict.context("the run ended without a verdict");
        }
    }
    bail!("the stream ended before its run")
}
