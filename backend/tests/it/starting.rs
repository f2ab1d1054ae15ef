//! A server and its PostgreSQL, started at the same time in either order.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, ExitStatus, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::time::Instant;

use crate::{
    postgres::Postgres,
    workbook::{Options, assets_in, command, fresh_postgres},
};

/// Far below the minute for which a server waits.
const AT_ONCE: Duration = Duration::from_secs(20);

/// A server that may not start. It prints Spanish.
pub struct Starting {
    child: Child,
    said: BufReader<ChildStdout>,
    _folder: TempDir,
}

impl Starting {
    pub fn at(url: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let environment = [("DATABASE_URL", url), ("LC_ALL", "es_ES.UTF-8")];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let options = Options { environment: environment.into(), ..Options::default() };
        let mut child = command(&folder.path().join("data"), &options)
            .arg("--assets")
            .arg(assets_in(folder.path()))
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Self { child, said, _folder: folder }
    }

    /// The next line that it prints.
    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.said.read_line(&mut line).unwrap() > 0, "it ended");
        line
    }

    /// Its address, once it serves.
    pub fn address(&mut self) -> String {
        loop {
            if let Some(url) = self.line().strip_prefix("Bitácora: ") {
                return url.trim_end().trim_end_matches('/').to_owned();
            }
        }
    }

    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Why it exited by itself.
    pub fn refusal(mut self) -> String {
        let mut why = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut why).unwrap();
        assert!(!self.child.wait().unwrap().success(), "{why}");
        why
    }

    /// Sends SIGTERM, and waits for its exit.
    pub fn stop(&mut self) -> ExitStatus {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        self.child.wait().unwrap()
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        // Fails if it has exited.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_first_waits_for_its_postgres() {
    let Some(mut postgres) = Postgres::start().await else { return };
    postgres.stop_at_once();
    let mut server = Starting::at(&postgres.url());
    let said = server.line();
    assert!(said.contains("no responde") && said.contains("Se espera hasta 60 s"), "{said}");
    postgres.begin();
    // Printed once: this line is about the broker.
    assert!(server.line().contains("simulado"), "one sentence is enough");
    let base = server.address();
    let ready = reqwest::get(format!("{base}/health/ready")).await.unwrap();
    assert_eq!(ready.status(), reqwest::StatusCode::OK);
    assert!(server.stop().success());
}

/// The kernel ignores signals to a container's first process unless it handles them.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_waits_ends_when_it_is_told() {
    let Some(mut postgres) = Postgres::start().await else { return };
    postgres.stop_at_once();
    let mut server = Starting::at(&postgres.url());
    server.line();
    let since = Instant::now();
    // It exited in order, and not by the signal.
    assert!(server.stop().success());
    assert!(since.elapsed() < AT_ONCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_pass_is_not_waited_for() {
    let Some(url) = fresh_postgres() else { return };
    let (_, place) = url.rsplit_once('@').unwrap();
    let stranger = format!("postgres://nobody:wrong@{place}");
    for (url, why) in [(stranger, "no admite a ese usuario"), (url + "_no", "no existe")] {
        let since = Instant::now();
        let said = Starting::at(&url).refusal();
        assert!(said.contains(why), "{said}");
        assert!(since.elapsed() < AT_ONCE);
    }
}
