//! `cargo xtask schema`: the JSON Schema of the lessons' TOML, generated from the loader's types.

use std::process::ExitCode;

use anyhow::Result;

use crate::{process, workspace};

pub(crate) fn command() -> Result<ExitCode> {
    let mut cargo = workspace::cargo();
    // Runs the test that otherwise compares the files, since only tests have the schema of these
    // types.
    cargo.args(["test", "--package", "lessons", "--lib", "--locked", "schema"]);
    cargo.env("BITACORA_WRITE_SCHEMA", "1");
    process::succeed(&mut cargo)?;
    Ok(ExitCode::SUCCESS)
}
