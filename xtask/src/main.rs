//! The commands of the project: `cargo xtask run`, `test`, `web`, `bench`. This file is the list of
//! them; each has a file of its own, and so has each thing that they use.

/// `cargo xtask bench`: the numbers that we promise.
mod bench;
/// The one folder that the browser downloads: built completely, then put in place at once.
mod dist;
/// `cargo xtask kafka-jars`: Apache Kafka's jars in the cache, compared with their hashes.
mod kafka_jars;
/// What is installed on this machine, and what can be installed without asking.
mod machine;
/// A temporary PostgreSQL for the tests.
mod postgres;
/// Child processes, and how they end when we are stopped.
mod process;
/// `cargo xtask run`: build what changed, then become the server.
mod run;
/// `cargo xtask schema`: the JSON Schema of the lessons, generated from the loader's types.
mod schema;
/// The compiled frontend, cut into what a first view needs and what is loaded later.
mod split;
/// `cargo xtask test`: everything that must hold before a change goes in.
mod test;
/// Cargo subcommands that the tests use, compiled once into the cache.
mod tool;
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
    /// Builds what changed and serves the workbook on this machine.
    Run(run::Options),
    /// Checks everything: form, lints, tests on every database and broker, pages in a browser.
    Test(test::Options),
    /// Prints the project's numbers, one per line: name, value, unit.
    Bench(bench::Options),
    /// Compiles the frontend and puts what the browser needs into target/web/dist.
    Web(web::Options),
    /// Rewrites lessons/schema after the loader's types have changed.
    Schema,
    /// Downloads Apache Kafka's jars into the cache.
    KafkaJars(kafka_jars::Options),
}

fn main() -> ExitCode {
    process::stop_children_with_us();
    let result = match Arguments::parse().command {
        Command::Run(options) => run::command(&options),
        Command::Test(options) => test::command(&options),
        Command::Bench(options) => bench::command(&options),
        Command::Web(options) => web::command(&options),
        Command::Schema => schema::command(),
        Command::KafkaJars(options) => kafka_jars::command(&options),
    };
    match result {
        Ok(code) => code,
        // The shell's exit code after Ctrl-C; the reason needs no words.
        Err(_) if process::stopped() => ExitCode::from(130),
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
