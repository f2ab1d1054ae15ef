//! `cargo xtask bench`: the numbers that we promise, one per line: name, value, unit. What cannot
//! be measured on this machine says why on stderr. A new number is a function in `MEASURES`.

/// The lesson's page on a slow machine.
mod lesson;
/// The same exercise graded by a Python program.
mod python;
/// Stored evidence, graded again.
mod regrade;
/// Many samples of one thing.
mod samples;
/// The release build of the server, while something is measured on it.
mod server;
/// From the second `cargo xtask run` to a workbook that is ready.
mod start;
/// From the press of the button to the verdict.
mod verdict;
/// What a first visit downloads.
mod wasm;

use std::process::ExitCode;

use anyhow::Result;

use crate::{process, run, web};

pub(crate) struct Number {
    name: String,
    value: f64,
    unit: &'static str,
}

impl Number {
    fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit }
    }
}

/// Measures something and gives its numbers.
type Measure = fn() -> Result<Vec<Number>>;

/// What can be measured, each by its name.
const MEASURES: &[(&str, Measure)] = &[
    ("wasm", wasm::size),
    ("verdict on the simulated cluster", verdict::on_the_simulated_cluster),
    ("verdict on local Kafka, and the Python grader", verdict::on_local_kafka),
    ("regrade", regrade::runs_per_second),
    ("lesson", lesson::times),
    ("start", start::second_run),
];

pub(crate) fn command() -> Result<ExitCode> {
    web::build(web::Profile::WasmRelease)?;
    run::build_server()?;
    server::build()?;
    let mut failed = false;
    for (measure, take) in MEASURES {
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
