//! From `cargo xtask run` to a workbook that is ready: its first page answered, and
//! `/health/ready`, broker included. The second start, with nothing changed, and the very first.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::Result;

use super::{Number, server};
use crate::{process, workspace};

/// The first run builds and fills the caches.
pub(super) fn second_run() -> Result<Vec<Number>> {
    let data = tempfile::tempdir()?;
    start(&workspace::root(), data.path())?;
    let took = start(&workspace::root(), data.path())?;
    Ok(vec![Number::new("start_s", took.as_secs_f64(), "s")])
}

/// Builds the committed state, cloned to an empty folder. The sources of the libraries and Kafka's
/// jars are on this machine already, so mostly the compiler is measured.
pub(super) fn first_build() -> Result<Vec<Number>> {
    let folder = tempfile::tempdir()?;
    let clone = folder.path().join("clone");
    process::succeed(
        Command::new("git").args(["clone", "--quiet"]).arg(workspace::root()).arg(&clone),
    )?;
    let took = start(&clone, &folder.path().join("data"))?;
    Ok(vec![Number::new("first_build_s", took.as_secs_f64(), "s")])
}

/// Starts, waits, and stops again.
fn start(root: &Path, data: &Path) -> Result<Duration> {
    /// Enough for a first build on a slow machine.
    const MOST: Duration = Duration::from_secs(3600);
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let address = format!("http://127.0.0.1:{port}");
    let http = server::agent();
    let started = Instant::now();
    let mut running = Running(process::start_guarded(
        workspace::cargo()
            .current_dir(root)
            .args(["xtask", "run", "--port", &port.to_string(), "--data"])
            .arg(data)
            .env("BITACORA_LOG", "warn,tower_http=off")
            .stdin(Stdio::null())
            .stdout(Stdio::null()),
    )?);
    server::wait_until_ready(&http, &address, MOST, &mut running.0)?;
    http.get(format!("{address}/es/")).call()?;
    Ok(started.elapsed())
}

/// On Unix cargo replaces itself with xtask, and xtask with the server: it is one process all
/// along.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        server::stop(&mut self.0);
    }
}
