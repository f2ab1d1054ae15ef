//! The one program of the backend: the server, the two kinds of process that it starts, and the
//! commands beside it: trying an exercise, grading again, backup, move to PostgreSQL, and asking
//! whether the server is well.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use backend::{
    backup,
    config::Config,
    health,
    lab::{client, cluster::local::keeper},
    regrade, relocate, serve, try_out,
};
use clap::{Parser, Subcommand};

/// Bitácora: an interactive workbook that teaches Apache Kafka.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the workbook.
    Serve(Box<Config>),
    /// Grades the stored evidence of finished runs again with the present course, and shows what
    /// differs; writes nothing without `--write`.
    Regrade(regrade::Options),
    /// Performs an exercise once, without keeping anything of it: for its author.
    Try(try_out::Options),
    /// Copies the SQLite file as it is now, also while a server uses it.
    Backup(backup::Options),
    /// Copies everything from a SQLite file into an empty PostgreSQL database and compares both.
    /// The server has to be stopped. Run it again after an interruption, and it continues where it
    /// was.
    Move(relocate::Options),
    /// Asks the server on this machine whether it takes runs: exits with 0 if so, else with 1 and
    /// what is missing. For monitoring, such as a container's health check.
    Health(health::Options),
    /// Runs one client of a lab. Not for people: the server starts it.
    #[command(hide = true)]
    Worker,
    /// Runs a command that ends when standard input closes. Not for people: the server starts it.
    #[command(hide = true)]
    Keep {
        /// Where to write the command's process id.
        #[arg(long)]
        pid_file: PathBuf,
        #[arg(last = true, required = true)]
        command: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Serve(config) => serve::run(*config),
        Command::Regrade(options) => regrade::run(&options),
        Command::Try(options) => try_out::run(options),
        Command::Backup(options) => backup::run(&options),
        Command::Move(options) => relocate::run(&options),
        Command::Health(options) => health::run(&options),
        Command::Worker => client::run(),
        Command::Keep { pid_file, command } => keeper::run(&pid_file, &command),
    }
}
