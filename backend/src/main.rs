//! The one program of the backend: the server, and the two kinds of process that it starts.

use std::process::ExitCode;

use backend::{config::Config, lab::worker, serve};
use clap::{Parser, Subcommand};

/// Bitácora: an interactive workbook that teaches Apache Kafka.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the workbook.
    Serve(Box<Config>),
    /// Runs one client of a lab; the server starts it.
    #[command(hide = true)]
    Worker,
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(config) => serve::run(*config),
        Command::Worker => worker::run(),
    }
}
