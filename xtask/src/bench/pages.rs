//! Pages in a real Chromium, by scripts in `e2e/bench/`: the lesson on a slow machine, and a run on
//! the screen while twenty others are under way and while thousands of records stream.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{
    Number,
    server::{Broker, Server},
};
use crate::{kafka_jars, machine::Component, test::browser, workspace};

/// A first visit, with the processor slowed to a quarter and an empty cache.
pub(super) fn lesson() -> Result<Vec<Number>> {
    by_script("bench/lesson.mjs", &Server::start(&Broker::Simulated)?)
}

pub(super) fn screen() -> Result<Vec<Number>> {
    let kafka = Broker::Local(kafka_jars::fetch()?);
    by_script("bench/screen.mjs", &Server::start_with(&kafka, &["--runs-at-once", "20"])?)
}

fn by_script(script: &str, server: &Server) -> Result<Vec<Number>> {
    let (node, chromium) =
        (Component::Node.find_or_install()?, Component::Chromium.find_or_install()?);
    let suite = workspace::root().join("e2e");
    browser::install(&suite)?;
    let script = Command::new(node)
        .current_dir(&suite)
        .args([script, server.address()])
        .env("BITACORA_CHROMIUM", chromium)
        .output()
        .context("node does not start")?;
    if !script.status.success() {
        bail!("{}", String::from_utf8_lossy(&script.stderr));
    }
    String::from_utf8_lossy(&script.stdout).lines().map(number).collect()
}

/// Parses a line of the script: name, value and unit.
fn number(line: &str) -> Result<Number> {
    let mut words = line.splitn(3, ' ');
    let (Some(name), Some(value), Some(unit)) = (words.next(), words.next(), words.next()) else {
        bail!("not a number: {line}");
    };
    Ok(Number::new(name, value.parse()?, unit))
}
