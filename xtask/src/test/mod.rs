//! `cargo xtask test`: everything that must hold before a change goes in, cheap checks first. A
//! failed part stops only the parts that need it; what cannot run on this machine is skipped and
//! named, and with `CI=true` that is a failure.

/// The pages in real browsers, served by a real server on a real Kafka.
pub(crate) mod browser;
/// `docker compose up`, and an exercise done there.
pub(crate) mod containers;
/// The dependencies: used, licensed, from known sources, and without known vulnerabilities.
mod dependencies;
/// The checks that cargo makes: form, lints, documentation, tests.
mod rust;
/// The results as a table.
mod summary;

use std::{env, process::ExitCode, time::Instant};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::{process, web};
use summary::{Outcome, Row};

#[derive(Args)]
pub(crate) struct Options {
    /// Only these parts, in this order; all but `advisories` when none is named.
    #[arg(value_enum)]
    parts: Vec<Part>,
}

/// In the order in which they run: the quickest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// rustfmt.
    Fmt,
    /// Dependencies that nothing uses.
    Machete,
    /// Licences, duplicates and sources of the dependencies.
    Deny,
    /// Lints of the frontend for the browser's target.
    ClippyWasm,
    /// Lints of everything for this machine.
    Clippy,
    /// The documentation, without broken links.
    Doc,
    /// The tests and the server that they start, compiled.
    Build,
    /// Unit, content and integration tests: SQLite, simulated and real Kafka.
    Rust,
    /// The integration tests again, on PostgreSQL, where the database may make a difference.
    Postgres,
    /// The frontend as it is served.
    Web,
    /// The pages in Chromium, with axe; the exercises in Firefox and WebKitGTK, too.
    E2e,
    /// The image and docker-compose.yml, with podman and stand-ins for images that others made.
    Containers,
    /// Known vulnerabilities of the dependencies. The result depends on the day and not on the
    /// commit, so it runs only when it is named.
    Advisories,
}

/// What a part could not check here, each with its reason; empty if all was checked.
type Skipped = Vec<String>;

pub(crate) fn command(options: &Options) -> Result<ExitCode> {
    let parts =
        if options.parts.is_empty() { Part::default_parts() } else { options.parts.clone() };
    let rows = rows(&parts, |part| {
        println!("\n━━━ {} ━━━", part.name());
        let result = part.run();
        if process::stopped() {
            // All guards of the part have cleaned up by now.
            bail!("stopped");
        }
        let outcome = Outcome::of(result, env::var("CI").is_ok_and(|ci| ci == "true"));
        if let Outcome::Failed(why) = &outcome {
            println!("{}: {why}", part.name());
        }
        Ok(outcome)
    })?;
    print!("\n{}", summary::table(&rows));
    let failed = rows.iter().any(|row| row.outcome.is_failure());
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Runs each part, unless one that it needs failed before it.
fn rows(parts: &[Part], mut run: impl FnMut(Part) -> Result<Outcome>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut failed = Vec::new();
    for part in parts {
        let start = Instant::now();
        let outcome = match part.needs().iter().find(|need| failed.contains(*need)) {
            Some(need) => Outcome::NotRun(format!("{} failed", need.name())),
            None => run(*part)?,
        };
        if outcome.is_failure() {
            failed.push(*part);
        }
        rows.push(Row { name: part.name(), seconds: start.elapsed().as_secs_f64(), outcome });
    }
    Ok(rows)
}

impl Part {
    /// What runs when none is named: all parts whose result depends on the commit alone.
    fn default_parts() -> Vec<Self> {
        let all = Self::value_variants().iter().copied();
        all.filter(|part| *part != Self::Advisories).collect()
    }

    fn name(self) -> String {
        self.to_possible_value().expect("no part is hidden").get_name().to_owned()
    }

    /// The parts that build what this one tests.
    fn needs(self) -> &'static [Self] {
        match self {
            Self::Rust | Self::Postgres => &[Self::Build],
            Self::E2e | Self::Containers => &[Self::Build, Self::Web],
            _ => &[],
        }
    }

    fn run(self) -> Result<Skipped> {
        match self {
            Self::Fmt => rust::fmt(),
            Self::Machete => dependencies::machete(),
            Self::Deny => dependencies::deny(&["bans", "licenses", "sources"]),
            Self::ClippyWasm => rust::clippy_wasm(),
            Self::Clippy => rust::clippy(),
            Self::Doc => rust::doc(),
            Self::Build => rust::build(),
            Self::Rust => rust::tests(),
            Self::Postgres => rust::tests_on_postgres(),
            Self::Web => {
                println!("build {}", web::build_within_bounds()?);
                Ok(Skipped::new())
            }
            Self::E2e => browser::tests(),
            Self::Containers => containers::tests(),
            Self::Advisories => dependencies::deny(&["advisories"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;
    use clap::ValueEnum;

    use super::{Outcome, Part, rows, summary};

    #[test]
    fn a_failure_holds_up_only_what_needs_the_part() {
        let parts = [Part::Fmt, Part::Build, Part::Rust, Part::Web, Part::E2e];
        let rows = rows(&parts, |part| match part {
            Part::Fmt | Part::Build => Ok(Outcome::Failed("it is wrong".to_owned())),
            Part::Rust | Part::E2e => bail!("{part:?} ran without what it needs"),
            _ => Ok(Outcome::Passed),
        });
        let table = summary::table(&rows.unwrap());
        let words: Vec<_> = table.lines().map(|line| line.split("  ").next().unwrap()).collect();
        assert_eq!(
            words,
            ["fmt", "build", "rust", "web", "e2e", "", "1 passed, 2 failed, 2 skipped"]
        );
        assert_eq!(table.matches("build failed").count(), 2, "{table}");
    }

    #[test]
    fn what_changes_from_day_to_day_runs_only_when_named() {
        let parts = Part::default_parts();
        assert!(!parts.contains(&Part::Advisories));
        assert_eq!(parts.len() + 1, Part::value_variants().len());
    }
}
