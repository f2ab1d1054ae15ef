//! `cargo xtask schema`: the JSON Schema of the lessons' TOML, made of the types that the loader reads it
//! into.

use std::process::ExitCode;

use anyhow::Result;

use crate::{process, workspace};

pub(crate) fn command() -> Result<ExitCode> {
    let mut cargo = workspace::cargo();
    // The test that otherwise compares the files: nothing else knows the loader's types as a schema.
    cargo.args(["test", "--package", "lessons", "--lib", "--locked", "schema"]);
    cargo.env("BITACORA_WRITE_SCHEMA", "1");
    process::succeed(&mut cargo)?;
    Ok(ExitCode::SUCCESS)
}
