//! The dependencies: used, licensed, from known sources, and without known vulnerabilities.
//! `deny.toml` lists what is allowed, each exception with its reason.

use std::process::Command;

use anyhow::Result;

use super::Skipped;
use crate::{process, tool::Tool, workspace};

pub(super) fn machete() -> Result<Skipped> {
    // With CARGO set it expects its own name as first argument, as `cargo machete` passes it.
    with(Tool::Machete, |machete| machete.env_remove("CARGO"))
}

pub(super) fn deny(checks: &[&str]) -> Result<Skipped> {
    let arguments = ["--locked", "check", "--deny", "warnings"];
    with(Tool::Deny, |deny| deny.args(arguments).args(checks))
}

fn with(tool: Tool, arguments: impl FnOnce(&mut Command) -> &mut Command) -> Result<Skipped> {
    let program = match tool.find_or_install() {
        Ok(program) => program,
        Err(why) => return Ok(vec![format!("{why:#}")]),
    };
    process::succeed(arguments(Command::new(program).current_dir(workspace::root())))?;
    Ok(Skipped::new())
}
