//! What the lab costs of a client's speed: 200,000 records through the lab, against the same client
//! alone. `backend/benches/lab` measures it, since it can use the lab's modules.

use std::process::Stdio;

use anyhow::{Context, Result, bail};

use super::Number;
use crate::{kafka_jars, machine::Component, process, workspace};

pub(super) fn ratios() -> Result<Vec<Number>> {
    Component::Java.find_or_install()?;
    let mut cargo = workspace::cargo();
    cargo.args(["bench", "--package", "backend", "--bench", "lab", "--locked"]);
    cargo.env("BITACORA_KAFKA_LIBS", kafka_jars::fetch()?).stdout(Stdio::piped());
    let output = process::start_guarded(&mut cargo)?.wait_with_output()?;
    if !output.status.success() {
        bail!("the bench of the lab failed ({}); see its words above", output.status);
    }
    let lines = String::from_utf8(output.stdout)?;
    lines.lines().filter(|line| !line.is_empty()).map(number).collect()
}

fn number(line: &str) -> Result<Number> {
    let mut words = line.split(' ');
    let mut word = || words.next().with_context(|| format!("not a number: {line}"));
    Ok(Number::new(word()?, word()?.parse()?, word()?))
}
