//! The checks that cargo makes. The integration tests always run on SQLite and on the simulated
//! cluster; what they are given in the environment, a PostgreSQL and Kafka's jars, they use too.

use std::process::Command;

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
    cargo(arguments.into_iter().chain(["--target", WASM_TARGET, "--", "-D", "warnings"]), |cargo| {
        cargo.env("CARGO_TARGET_DIR", workspace::web_target());
    })
}

pub(super) fn doc() -> Result<Skipped> {
    // Private items too: that is what the next author reads.
    cargo(["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"], |cargo| {
        cargo.env("RUSTDOCFLAGS", "-D warnings");
    })
}

pub(super) fn tests() -> Result<Skipped> {
    let mut skipped = Skipped::new();
    let mut had = |name: &str, why: anyhow::Error| skipped.push(format!("{name}: {why:#}"));
    let postgres = Component::Postgres
        .find_or_install()
        .and_then(|programs| Postgres::start(&programs))
        .map_err(|why| had("PostgreSQL", why))
        .ok();
    let kafka = Component::Java
        .find_or_install()
        .and_then(|_| kafka_jars::fetch())
        .map_err(|why| had("real Kafka", why))
        .ok();
    let with_kafka = |cargo: &mut Command| {
        if let Some(libs) = &kafka {
            cargo.env("BITACORA_KAFKA_LIBS", libs);
        }
    };
    cargo(["test", "--workspace", "--locked"], with_kafka)?;
    if let Some(postgres) = &postgres {
        // Once more on the other database, without what would tell nothing new about it.
        let skip = SAME_ON_ANY_DATABASE.iter().flat_map(|module| ["--skip", module]);
        // With the features of the whole workspace, or everything would be compiled anew.
        let again = ["test", "--workspace", "--test", "it", "--locked", "--"];
        cargo(again.into_iter().chain(skip), |cargo| {
            with_kafka(cargo);
            cargo.env("BITACORA_TEST_POSTGRES", &postgres.url);
        })?;
    }
    Ok(skipped)
}

/// Of the backend's integration tests: modules that use no database, and the suites that grade on real
/// Kafka what they grade on the simulated cluster, too.
const SAME_ON_ANY_DATABASE: [&str; 6] =
    ["groups::", "invariants::", "local_kafka::", "proxy::", "suite_on_real_kafka", "wire::"];

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
