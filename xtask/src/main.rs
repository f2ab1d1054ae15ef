//! The commands of the project: `cargo xtask run`, `test`, `web`, `bench`. This file is the list
//! of them; each has a file of its own.

/// The one folder that the browser downloads: built whole, put in place at once.
mod dist;
/// `cargo xtask web`: the frontend, compiled and ready to serve.
mod web;
/// Where things are in the repository, and the cargo that builds them.
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "The commands of Bitácora")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compiles the frontend and puts what the browser needs into target/web/dist.
    Web(web::Options),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Web(options) => web::command(&options),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
