//! The release build of the server under measurement: its own data folder, a free port, and one
//! learner's browser.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use ureq::Agent;

use super::browser::Browser;
use crate::{process, workspace};

/// Stopped when dropped.
pub(super) struct Server {
    browser: Browser,
    child: Child,
    data: TempDir,
}

/// The kind of cluster.
pub(super) enum Broker {
    Simulated,
    /// Local Kafka, from the jars in this folder.
    Local(PathBuf),
}

/// The measured program.
pub(super) fn program() -> Command {
    Command::new(workspace::host_target().join("release/bitacora"))
}

/// Brings `target/release/bitacora` up to date.
pub(super) fn build() -> Result<()> {
    let mut cargo = workspace::cargo();
    cargo.args(["build", "--release", "--package", "backend", "--bin", "bitacora", "--locked"]);
    process::succeed(&mut cargo)
}

impl Server {
    /// Returns when it takes runs, its broker included.
    pub(super) fn start(broker: &Broker) -> Result<Self> {
        Self::start_with(broker, &[])
    }

    /// The same with more arguments.
    pub(super) fn start_with(broker: &Broker, arguments: &[&str]) -> Result<Self> {
        build()?;
        let data = tempfile::tempdir()?;
        let mut command = program();
        command
            .args(["serve", "--addr", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .arg("--assets")
            .arg(workspace::dist())
            .arg("--content")
            .arg(workspace::root().join("lessons/content"))
            .args(arguments)
            // One browser sends here as many requests as a class.
            .args(["--reads-per-minute", "1000000", "--writes-per-minute", "1000000"])
            .args(["--streams-per-learner", "1000", "--newcomers-per-minute", "1000000"])
            .args(["--connections-per-address", "1000000"])
            // Otherwise each readiness request would be logged.
            .env("BITACORA_LOG", "warn,tower_http=off")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        match broker {
            Broker::Simulated => command.args(["--broker", "simulated"]),
            Broker::Local(libs) => command.args(["--broker", "local", "--kafka-libs"]).arg(libs),
        };
        let mut child = process::start_guarded(&mut command)?;
        let mut lines = BufReader::new(child.stdout.take().expect("piped above")).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            Some(line.strip_prefix("Bitácora: ")?.trim_end_matches('/').to_owned())
        });
        // A full pipe would block the server.
        std::thread::spawn(move || lines.for_each(drop));
        let mut server = Self { browser: Browser::nowhere(), child, data };
        let address = address.context("the server ended at its start; see its words above")?;
        wait_until_ready(&agent(), &address, Duration::from_secs(60), &mut server.child)?;
        server.browser = Browser::new(&address)?;
        Ok(server)
    }

    pub(super) fn address(&self) -> &str {
        self.browser.address()
    }

    /// A new learner's browser.
    pub(super) fn newcomer(&self) -> Result<Browser> {
        Browser::new(self.address())
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(super) fn browser(&self) -> &Browser {
        &self.browser
    }

    pub(super) fn data(&self) -> &Path {
        self.data.path()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

/// Sends SIGTERM, and waits until server and Kafka have exited.
pub(super) fn stop(server: &mut Child) {
    // Fails if it has exited already, which is fine.
    let _ = kill_process(Pid::from_child(server), Signal::TERM);
    let _ = server.wait();
}

/// A client that keeps its connections, as a browser does.
pub(super) fn agent() -> Agent {
    Agent::config_builder().timeout_global(Some(Duration::from_secs(60))).build().into()
}

/// Asks until the server reports that nothing is missing.
pub(super) fn wait_until_ready(
    http: &Agent,
    address: &str,
    most: Duration,
    server: &mut Child,
) -> Result<()> {
    let since = Instant::now();
    while since.elapsed() < most {
        if process::stopped() {
            bail!("stopped");
        }
        if let Some(status) = server.try_wait()? {
            bail!("the server ended before it was ready ({status}); see its words above");
        }
        // Refused while it starts, 503 while its broker does.
        if http.get(format!("{address}{}", api::paths::HEALTH_READY)).call().is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    bail!("the server was not ready within {} s", most.as_secs())
}

/// Where the Kafka of a server with this data folder listens.
pub(super) fn address_of_kafka(data: &Path) -> Result<String> {
    let file = data.join("kafka/server.properties");
    let text =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let address = text
        .lines()
        .find_map(|line| line.strip_prefix("advertised.listeners=PLAINTEXT://").map(str::to_owned));
    address.with_context(|| format!("{} names no address", file.display()))
}
