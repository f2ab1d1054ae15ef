//! `cargo xtask bench`: the numbers that we promise, one per line: name, value, unit. A number that
//! cannot be measured on this machine is explained on stderr. To add one, add a function to
//! `MEASURES`.

/// An exercise that is being written.
mod authoring;
/// A learner's browser, as far as the benchmarks need one.
pub(crate) mod browser;
/// A hundred learners at once, and what five hundred runs leave behind.
mod class;
/// A class on docker-compose.yml.
mod composition;
/// Waiting while another address fills the queue.
mod fairness;
/// Idle connections.
mod idle;
/// What the lab costs of a client's speed.
mod lab;
/// Pages in a real browser.
mod pages;
/// The same exercise graded by a Python program.
mod python;
/// Stored evidence, graded again.
mod regrade;
/// CPU and memory of the server's processes.
mod resources;
/// Many samples of one thing.
mod samples;
/// The release build of the server under measurement.
mod server;
/// From `cargo xtask run` to a workbook that is ready.
mod start;
/// From click to verdict.
pub(crate) mod verdict;
/// Five hundred viewers.
mod viewers;
/// What a first visit downloads.
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;

use crate::{process, run, web};

pub(crate) struct Number {
    name: String,
    value: f64,
    unit: String,
}

impl Number {
    fn new(name: impl Into<String>, value: f64, unit: impl Into<String>) -> Self {
        Self { name: name.into(), value, unit: unit.into() }
    }
}

/// Measures something and returns its numbers.
type Measure = fn() -> Result<Vec<Number>>;

/// The measurements by name.
const MEASURES: &[(&str, Measure)] = &[
    ("wasm", wasm::size),
    ("verdict on the simulated cluster", verdict::on_the_simulated_cluster),
    ("verdict on local Kafka, and the Python grader", verdict::on_local_kafka),
    ("a class at once on local Kafka", class::a_hundred_learners),
    ("fair turns", fairness::beside_a_full_address),
    ("viewers", viewers::five_hundred),
    ("idle connections", idle::connections),
    ("the lab's path", lab::ratios),
    ("regrade", regrade::runs_per_second),
    ("authoring", authoring::from_saved_to_verdict),
    ("lesson", pages::lesson),
    ("screen", pages::screen),
    ("start", start::second_run),
];

/// Slow ones, which run only when a word of their name is given.
const WHEN_NAMED: &[(&str, Measure)] = &[
    ("first build", start::first_build),
    ("fifty learners on the composition", composition::fifty_learners),
];

#[derive(Args)]
pub(crate) struct Options {
    /// Only measurements with one of these words in their names, with the pages as they were last
    /// built.
    words: Vec<String>,
}

pub(crate) fn command(Options { words }: &Options) -> Result<ExitCode> {
    if words.is_empty() {
        web::build(web::Profile::WasmRelease)?;
        run::build_server()?;
    }
    let wanted: Vec<_> = if words.is_empty() {
        MEASURES.iter().collect()
    } else {
        let is_named = |name: &str| words.iter().any(|word| name.contains(word));
        MEASURES.iter().chain(WHEN_NAMED).filter(|(name, _)| is_named(name)).collect()
    };
    if wanted.is_empty() {
        let names: Vec<_> = MEASURES.iter().chain(WHEN_NAMED).map(|(name, _)| *name).collect();
        bail!("nothing by that name; there are: {}", names.join(", "));
    }
    let mut failed = false;
    for (measure, take) in wanted {
        eprintln!("measuring: {measure}");
        match take() {
            Ok(numbers) => {
                for Number { name, value, unit } in numbers {
                    println!("{name} {value:.2} {unit}");
                }
            }
            Err(error) if process::stopped() => return Err(error),
            Err(error) => {
                failed = true;
                eprintln!("not measured: {measure}: {error:#}");
            }
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
