//! Cargo subcommands that the tests use. Each is compiled once, in the version named here, into a
//! cache outside the repository, so that results are the same on every machine, and other installed
//! versions stay as they are.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{process, workspace};

#[derive(Debug, Clone, Copy)]
pub(crate) enum Tool {
    /// Checks licences, duplicates, sources and known vulnerabilities of dependencies.
    Deny,
    /// Finds dependencies that nothing uses.
    Machete,
}

impl Tool {
    /// The program, compiled first if it is missing.
    pub(crate) fn find_or_install(self) -> Result<PathBuf> {
        let (name, version) = match self {
            Self::Deny => ("cargo-deny", "0.20.2"),
            Self::Machete => ("cargo-machete", "0.9.2"),
        };
        let folder = workspace::cache()?.join("tools").join(format!("{name}-{version}"));
        let program = folder.join("bin").join(name);
        if !program.is_file() {
            let mut cargo = workspace::cargo();
            cargo.args(["install", "--locked", "--version", version, name, "--root"]).arg(&folder);
            process::succeed(&mut cargo).with_context(|| format!("{name} cannot be had"))?;
        }
        Ok(program)
    }
}
