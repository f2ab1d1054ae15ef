//! The lesson's page on a slow machine: `e2e/bench/lesson.mjs` in a real Chromium whose processor
//! is slowed to a quarter, with an empty cache.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{
    Number,
    server::{Broker, Server},
};
use crate::{machine::Component, test::browser, workspace};

pub(super) fn times() -> Result<Vec<Number>> {
    let (node, chromium) =
        (Component::Node.find_or_install()?, Component::Chromium.find_or_install()?);
    let suite = workspace::root().join("e2e");
    browser::install(&suite)?;
    let server = Server::start(&Broker::Simulated)?;
    let script = Command::new(node)
        .current_dir(&suite)
        .args(["bench/lesson.mjs", server.address()])
        .env("BITACORA_CHROMIUM", chromium)
        .output()
        .context("node does not start")?;
    if !script.status.success() {
        bail!("{}", String::from_utf8_lossy(&script.stderr));
    }
    String::from_utf8_lossy(&script.stdout).lines().map(number).collect()
}

/// A line of the script: name and milliseconds.
fn number(line: &str) -> Result<Number> {
    let (name, value) = line.split_once(' ').with_context(|| format!("not a number: {line}"))?;
    Ok(Number::new(name, value.parse()?, "ms"))
}
