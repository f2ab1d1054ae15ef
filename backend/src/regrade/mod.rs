//! `bitacora regrade`: grades the stored evidence of every finished run again with the present
//! course, shows what differs, and with `--write` replaces the old verdicts. It may run beside a
//! server: it reads finished runs only, and writes in short transactions.

/// One run, graded again.
mod judge;
/// What is printed.
mod report;

use std::{
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use clap::Args;
use lessons::course::Course;

use crate::{
    config::DatabaseUrl,
    data_folder,
    store::{
        self, Store,
        gradings::{self, Replacement},
        held::Held,
        trouble::Place,
    },
    terminal::{self, advised},
};
use judge::{Outcome, judge};
use report::Tally;

/// Runs that are read, graded and written together. One may have 4 MiB of evidence, so a larger
/// batch may need much memory; and while a batch is written, the server's own writes wait.
const BATCH: u32 = 32;

#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Folder of the database file.
    #[arg(long, env = "BITACORA_DATA", default_value = ".bitacora")]
    pub data: PathBuf,
    #[command(flatten)]
    pub database: DatabaseUrl,
    /// Folder of the course to grade by.
    #[arg(long, env = "BITACORA_CONTENT", default_value = "lessons/content")]
    pub content: PathBuf,
    /// Only the runs of this exercise.
    #[arg(long)]
    pub exercise: Option<String>,
    /// Replaces the verdicts that differ. Without it nothing is written.
    #[arg(long)]
    pub write: bool,
}

pub fn run(options: &Options) -> ExitCode {
    terminal::run(regrade(options))
}

async fn regrade(options: &Options) -> anyhow::Result<()> {
    let course = Course::load(&options.content).context("the course has a fault")?;
    if let Some(id) = &options.exercise
        && course.exercise(id).is_none()
    {
        let known: Vec<_> = course.exercises().map(|exercise| exercise.id.as_str()).collect();
        bail!("the course has no exercise {id}: it has {}", known.join(", "));
    }
    let store = open(options).await?;
    let mut tally = Tally::default();
    let mut after = String::new();
    let mut took = Duration::ZERO;
    loop {
        let started = Instant::now();
        let batch = gradings::after(&store, options.exercise.as_deref(), &after, BATCH).await?;
        let Some(last) = batch.last() else { break };
        after.clone_from(&last.run);
        // One core grades thousands a second; the others are left to the server.
        let outcomes: Vec<Outcome> = batch.iter().map(|grading| judge(&course, grading)).collect();
        took += started.elapsed();
        for (grading, outcome) in batch.iter().zip(&outcomes) {
            report::print(grading, outcome);
            tally.add(grading, outcome);
        }
        if options.write {
            let started = Instant::now();
            let replacements: Vec<_> = (batch.iter().zip(&outcomes))
                .filter_map(|(grading, outcome)| {
                    Some(Replacement { run: &grading.run, verdict: outcome.changed()? })
                })
                .collect();
            if !replacements.is_empty() {
                gradings::replace(&store, &replacements, store::now_ms()).await.context(
                    "a batch of verdicts was not written; those before it were. Start it again",
                )?;
            }
            took += started.elapsed();
        }
    }
    store.close().await;
    tally.print(options.write, took);
    Ok(())
}

/// Without `--write` the connection is read-only, and the schema stays at its version.
async fn open(options: &Options) -> anyhow::Result<Store> {
    let path = data_folder::database(&options.data);
    let url = options.database.read()?;
    let is_there = url.is_some() || path.is_file();
    if !is_there {
        bail!("there is no database {}: name its folder with --data", path.display());
    }
    let place = match url {
        Some(_) => Place::Postgres,
        None => Place::File(&path),
    };
    match (&url, options.write) {
        (Some(url), true) => Store::open_postgres(url, Held::default()).await,
        (Some(url), false) => Store::open_postgres_to_read(url).await,
        (None, true) => Store::open_sqlite(&path).await,
        (None, false) => Store::open_sqlite_to_read(&path).await,
    }
    .map_err(|error| advised(error, place))
}
