//! `cargo xtask run`: builds what changed, server and pages side by side, downloads Kafka's jars
//! meanwhile, and replaces itself with the server by `exec`, so that Ctrl-C reaches it directly.

use std::{
    env,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Command, ExitCode},
    thread,
    time::Instant,
};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::{
    kafka_jars,
    machine::{self, Component},
    process, web, workspace,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder of the database and of Kafka's data [default: .bitacora in the repository]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The kind of cluster for the labs.
    #[arg(long, value_enum, default_value_t)]
    broker: Broker,
    /// Opens the page in the browser.
    #[arg(long)]
    open: bool,
    /// Shows changes of the course at once, for those who write it.
    #[arg(long)]
    watch: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Broker {
    /// External if its address is set, else local if Java and the jars are available, else
    /// simulated.
    #[default]
    Auto,
    /// Apache Kafka, started and stopped with the server.
    Local,
    /// librdkafka's own mock cluster: nothing to install, labelled as simulated.
    Simulated,
    /// The cluster at KAFKA_BOOTSTRAP_SERVERS.
    External,
}

pub(crate) fn command(options: &Options) -> Result<ExitCode> {
    let progress = Progress::start();
    can_compile()?;
    progress.say("compiling what changed; the first time that takes minutes");
    let jars = thread::scope(|scope| {
        let jars = scope.spawn(|| jars(options.broker, &progress));
        // Side by side: each build ends with a long single-threaded step, which leaves the other
        // processors to its neighbour.
        let pages = scope.spawn(|| web::build(web::Profile::default()));
        let server = build_server();
        let pages = pages.join().expect("building the pages does not panic");
        let jars = jars.join().expect("getting the jars does not panic");
        server.and(pages).map(|_| jars)
    })?;
    let jars = match jars {
        Ok(jars) => jars,
        Err(error) if options.broker == Broker::Local => {
            return Err(error.context("there is no Kafka for --broker local"));
        }
        Err(_) if process::stopped() => bail!("stopped"),
        Err(error) => {
            progress.say(&format!("Kafka: {error:#}"));
            progress.say("Kafka: going on without it; once it can be had, run this again");
            None
        }
    };

    let mut server = Command::new(workspace::server());
    server
        .arg("serve")
        .args(["--addr", &format!("127.0.0.1:{}", options.port)])
        .arg("--data")
        .arg(options.data.clone().unwrap_or_else(|| workspace::root().join(".bitacora")))
        .arg("--assets")
        .arg(workspace::dist())
        .arg("--content")
        .arg(workspace::root().join("lessons/content"))
        .args(["--broker", options.broker.name()]);
    if options.open {
        server.arg("--open");
    }
    if options.watch {
        server.arg("--watch");
    }
    if let Some(libs) = jars {
        server.env("BITACORA_KAFKA_LIBS", libs);
    }
    progress.say("starting the server");
    Err(server.exec()).context("cannot start the server that was just built")
}

/// Reports missing tools before minutes of compiling rather than after.
fn can_compile() -> Result<()> {
    web::ensure_target()?;
    // librdkafka is C, built by its own Makefile.
    if !workspace::server().exists() {
        for tool in ["cc", "make"] {
            if machine::program(tool).is_none() {
                bail!(
                    "the server needs `{tool}` to compile; on Debian: apt-get install build-essential"
                );
            }
        }
    }
    Ok(())
}

/// Brings `target/debug/bitacora` up to date.
pub(crate) fn build_server() -> Result<()> {
    let mut cargo = workspace::cargo();
    cargo.args(["build", "--package", "backend", "--bin", "bitacora", "--locked"]);
    if !process::status(&mut cargo)?.success() {
        bail!("the server does not compile; {}", workspace::why_not());
    }
    Ok(())
}

/// Kafka's jars, if they will be needed and can be downloaded.
fn jars(broker: Broker, progress: &Progress) -> Result<Option<PathBuf>> {
    let elsewhere = env::var_os("KAFKA_HOME").is_some()
        || env::var_os("BITACORA_KAFKA_LIBS").is_some()
        || (broker == Broker::Auto && env::var_os("KAFKA_BOOTSTRAP_SERVERS").is_some());
    match broker {
        Broker::Simulated | Broker::External => Ok(None),
        Broker::Auto | Broker::Local if elsewhere => Ok(None),
        Broker::Auto | Broker::Local => {
            if Component::Java.find().is_none() {
                bail!(
                    "no Java 17 or newer found, which a real Kafka needs; on Debian: sudo apt-get \
                     install default-jre-headless maven"
                );
            }
            if let Some(libs) = kafka_jars::cached()? {
                return Ok(Some(libs));
            }
            if Component::Maven.find().is_none() {
                bail!(
                    "no Maven found, which gets Kafka's jars once; on Debian: sudo apt-get install \
                     maven"
                );
            }
            progress.say("Kafka: getting its jars with Maven (54 MB, once)");
            let libs = kafka_jars::fetch()?;
            progress.say("Kafka: its jars are here");
            Ok(Some(libs))
        }
    }
}

impl Broker {
    fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Local => "local",
            Self::Simulated => "simulated",
            Self::External => "external",
        }
    }
}

/// Prints what is being done, and for how long.
struct Progress {
    started: Instant,
}

impl Progress {
    fn start() -> Self {
        Self { started: Instant::now() }
    }

    fn say(&self, what: &str) {
        eprintln!("[{:5.1} s] {what}", self.started.elapsed().as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_compiler_is_heard_while_this_program_is_compiled_itself() {
        let alias = include_str!("../../.cargo/config.toml");
        assert!(!alias.contains("quiet") && !alias.contains("-q"), "{alias}");
    }
}
