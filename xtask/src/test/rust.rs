//! The checks that cargo makes. The integration tests always run on SQLite and on the simulated
//! cluster; if the environment names a PostgreSQL or Kafka's jars, on these too.

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use super::Skipped;
use crate::{
    kafka_jars,
    machine::Component,
    postgres::Postgres,
    process, web,
    workspace::{self, WASM_TARGET},
};

pub(super) fn fmt() -> Result<Skipped> {
    cargo(["fmt", "--all", "--check"], |_| {})
}

pub(super) fn clippy() -> Result<Skipped> {
    let arguments = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    cargo(arguments, |_| {})
}

pub(super) fn clippy_wasm() -> Result<Skipped> {
    web::ensure_target()?;
    let arguments = ["clippy", "--package", "frontend", "--lib", "--locked"];
    // In the profile of `web`, so that the macros are compiled once.
    let arguments = arguments.into_iter().chain(["--profile", "wasm-release"]);
    cargo(arguments.chain(["--target", WASM_TARGET, "--", "-D", "warnings"]), |cargo| {
        cargo.env("CARGO_TARGET_DIR", workspace::web_target());
    })
}

pub(super) fn doc() -> Result<Skipped> {
    // Private items too, which the next author reads.
    cargo(["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"], |cargo| {
        cargo.env("RUSTDOCFLAGS", "-D warnings");
    })
}

/// Compiles all that `tests` runs, the server included.
pub(super) fn build() -> Result<Skipped> {
    cargo(["test", "--workspace", "--no-run", "--locked"], |_| {})
}

pub(super) fn tests() -> Result<Skipped> {
    let (kafka, skipped) = kafka();
    cargo(["test", "--workspace", "--no-fail-fast", "--locked"], |cargo| {
        cargo.envs(kafka);
    })?;
    Ok(skipped)
}

/// The integration tests once more, without those that cannot depend on the database.
pub(super) fn tests_on_postgres() -> Result<Skipped> {
    let started = Component::Postgres.find_or_install().and_then(|it| Postgres::start(&it));
    let postgres = match started {
        Ok(postgres) => postgres,
        Err(why) => return Ok(vec![format!("PostgreSQL: {why:#}")]),
    };
    let (kafka, skipped) = kafka();
    let skip = SAME_ON_ANY_DATABASE.iter().flat_map(|name| ["--skip", name]);
    // With the features of the whole workspace, or everything would be compiled again.
    let again = ["test", "--workspace", "--test", "it", "--locked", "--"];
    cargo(again.into_iter().chain(skip), |cargo| {
        cargo.envs(kafka).env("BITACORA_TEST_POSTGRES", &postgres.url);
    })?;
    Ok(skipped)
}

/// The environment variable by which tests find real Kafka, or why they cannot have it.
fn kafka() -> (Option<(&'static str, PathBuf)>, Skipped) {
    match Component::Java.find_or_install().and_then(|_| kafka_jars::fetch()) {
        Ok(libs) => (Some(("BITACORA_KAFKA_LIBS", libs)), Skipped::new()),
        Err(why) => (None, vec![format!("real Kafka: {why:#}")]),
    }
}

/// Names of integration tests that no database can change: those that use none, those of what Kafka
/// does to a run, and those of how answers are graded. `endurance::server_killed` still takes runs
/// of all exercises through each database.
const SAME_ON_ANY_DATABASE: [&str; 11] = [
    "groups::",
    "invariants::",
    "local_kafka::",
    "backup::",
    "proxy::",
    "secured::",
    "wire::",
    "endurance::kafka_away::",
    "recovery::kafka_",
    "suite_on_the_simulated_cluster",
    "on_real_kafka",
];

fn cargo<'a>(
    arguments: impl IntoIterator<Item = &'a str>,
    environment: impl FnOnce(&mut Command),
) -> Result<Skipped> {
    let mut cargo = workspace::cargo();
    cargo.args(arguments);
    environment(&mut cargo);
    process::succeed(&mut cargo)?;
    Ok(Skipped::new())
}
