//! `cargo xtask test`: everything that must hold before a change goes in, cheap checks first.
//! What cannot be had on this machine is skipped and named; with `CI=true` that is a failure.

/// The pages in a real Chromium, served by a real server on a real Kafka.
pub(crate) mod browser;
/// `docker compose up`, and an exercise done there.
mod containers;
/// The checks that cargo makes: form, lints, documentation, tests.
mod rust;
/// How it went, as a table.
mod summary;

use std::{env, process::ExitCode, time::Instant};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::{process, web};
use summary::{Outcome, Row};

#[derive(Args)]
pub(crate) struct Options {
    /// Only these parts, in this order; all when none is named.
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// Goes on after a failure.
    #[arg(long)]
    keep_going: bool,
}

/// In the order in which they run: what answers soonest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// rustfmt.
    Fmt,
    /// Lints of the frontend as the browser gets it.
    ClippyWasm,
    /// Lints of everything on this machine.
    Clippy,
    /// The documentation, without a broken link.
    Doc,
    /// Unit, content and integration tests: SQLite and PostgreSQL, simulated and real Kafka.
    Rust,
    /// The frontend as it is served.
    Web,
    /// The pages in Chromium, with axe.
    E2e,
    /// The image and docker-compose.yml, with podman and stand-ins for images that others made.
    Containers,
}

/// What a part could not check here, each with its reason. Empty: all was checked.
type Skipped = Vec<String>;

pub(crate) fn command(options: &Options) -> Result<ExitCode> {
    let parts = if options.parts.is_empty() { Part::value_variants() } else { &options.parts };
    let skip_is_failure = env::var_os("CI").is_some_and(|ci| ci == "true");
    let mut rows: Vec<Row> = Vec::new();
    for part in parts {
        let name = part.to_possible_value().expect("no part is hidden").get_name().to_owned();
        let may_run = options.keep_going || rows.iter().all(|row| !row.outcome.is_failure());
        if !may_run {
            rows.push(Row { name, seconds: 0.0, outcome: Outcome::NotRun });
            continue;
        }
        println!("\n━━━ {name} ━━━");
        let start = Instant::now();
        let result = part.run();
        if process::stopped() {
            // All guards of the part have cleaned up by now.
            return Ok(ExitCode::from(130));
        }
        let outcome = match result {
            Err(error) => Outcome::Failed(format!("{error:#}")),
            Ok(skipped) if skipped.is_empty() => Outcome::Passed,
            Ok(skipped) if skip_is_failure => {
                Outcome::Failed(format!("skipped, and CI=true: {}", skipped.join("; ")))
            }
            Ok(skipped) => Outcome::Skipped(skipped.join("; ")),
        };
        if let Outcome::Failed(why) = &outcome {
            println!("{name}: {why}");
        }
        rows.push(Row { name, seconds: start.elapsed().as_secs_f64(), outcome });
    }
    print!("\n{}", summary::table(&rows));
    let failed = rows.iter().any(|row| row.outcome.is_failure());
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl Part {
    fn run(self) -> Result<Skipped> {
        match self {
            Self::Fmt => rust::fmt(),
            Self::ClippyWasm => rust::clippy_wasm(),
            Self::Clippy => rust::clippy(),
            Self::Doc => rust::doc(),
            Self::Rust => rust::tests(),
            Self::Web => {
                println!("build {}", web::build(web::Profile::WasmRelease)?);
                Ok(Skipped::new())
            }
            Self::E2e => browser::tests(),
            Self::Containers => containers::tests(),
        }
    }
}
