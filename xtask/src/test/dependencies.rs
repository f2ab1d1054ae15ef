//! What the dependencies are: used, licensed, from where, and without a known fault. What is allowed
//! stands in `deny.toml`, each exception with its reason.

use std::process::Command;

use anyhow::Result;

use super::Skipped;
use crate::{process, tool::Tool, workspace};

pub(super) fn machete() -> Result<Skipped> {
    with(Tool::Machete, |machete| machete.arg("--with-metadata"))
}

pub(super) fn deny(checks: &[&str]) -> Result<Skipped> {
    with(Tool::Deny, |deny| deny.args(["--locked", "--workspace", "check"]).args(checks))
}

fn with(tool: Tool, arguments: impl FnOnce(&mut Command) -> &mut Command) -> Result<Skipped> {
    let program = match tool.find_or_install() {
        Ok(program) => program,
        Err(why) => return Ok(vec![format!("{why:#}")]),
    };
    process::succeed(arguments(Command::new(program).current_dir(workspace::root())))?;
    Ok(Skipped::new())
}
