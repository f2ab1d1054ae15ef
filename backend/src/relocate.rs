//! `bitacora move`: moves a workbook that outgrew its SQLite file to PostgreSQL.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use clap::Args;

use crate::{
    store::{
        moving::{self, NotMoved},
        trouble::Place,
    },
    terminal::{self, advised},
};

#[derive(Debug, Clone, Args)]
pub struct Options {
    /// The file: `sqlite:.bitacora/bitacora.sqlite`. It is not changed.
    #[arg(long)]
    pub from: String,
    /// The database: `postgres://user@host/database`. Fewer people see its password in the
    /// environment.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub to: String,
}

pub fn run(options: &Options) -> ExitCode {
    terminal::run(relocate(options))
}

async fn relocate(Options { from, to }: &Options) -> anyhow::Result<()> {
    let path = from.strip_prefix("sqlite:").map(|path| path.trim_start_matches("//"));
    let from = PathBuf::from(path.context("--from has to begin with sqlite:")?);
    if !to.starts_with("postgres://") && !to.starts_with("postgresql://") {
        bail!("--to has to begin with postgres://");
    }
    if !from.is_file() {
        bail!("there is no database {}", from.display());
    }
    let moved = moving::move_all(&from, to, |table, rows| println!("{table}: {rows} rows"));
    moved.await.map_err(|error| match error {
        NotMoved::Source(error) => advised(error, Place::File(&from)),
        NotMoved::Target(error) => advised(error, Place::Postgres),
        other => other.into(),
    })?;
    println!("All of it is there. Start the server with DATABASE_URL set to it.");
    Ok(())
}
