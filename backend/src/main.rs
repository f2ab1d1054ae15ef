//! The program `bitacora`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use backend::lab::broker::local::keeper;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
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
        Command::Keep { pid_file, command } => keeper::run(&pid_file, &command),
    }
}
