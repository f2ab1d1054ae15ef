//! `cargo xtask bench`: the numbers that we promise, one per line: name, value, unit. What cannot
//! be measured on this machine says why on stderr. A new number is a function in `MEASURES`.

/// A learner's browser, as far as it talks to the server.
pub(crate) mod browser;
/// A hundred learners at once, and what five hundred runs leave behind.
mod class;
/// A class on docker-compose.yml.
mod composition;
/// Waiting beside an address that fills the queue.
mod fairness;
/// Connections that nobody uses.
mod idle;
/// What the lab takes from a client's speed.
mod lab;
/// Pages in a real browser.
mod pages;
/// The same exercise graded by a Python program.
mod python;
/// Stored evidence, graded again.
mod regrade;
/// What the processes of a server take.
mod resources;
/// Many samples of one thing.
mod samples;
/// The release build of the server, while something is measured on it.
mod server;
/// From `cargo xtask run` to a workbook that is ready.
mod start;
/// From the press of the button to the verdict.
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

/// Measures something and gives its numbers.
type Measure = fn() -> Result<Vec<Number>>;

/// What can be measured, each by its name.
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
    ("lesson", pages::lesson),
    ("screen", pages::screen),
    ("start", start::second_run),
];

/// What takes long, so that it runs only when a word of its name is given.
const WHEN_NAMED: &[(&str, Measure)] = &[
    ("first build", start::first_build),
    ("fifty learners on the composition", composition::fifty_learners),
];

#[derive(Args)]
pub(crate) struct Options {
    /// Only what has one of these words in its name, with the pages as they were last built.
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
