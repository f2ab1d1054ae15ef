//! From the second `cargo xtask run`, with nothing changed, to a workbook that is ready: its first
//! page answered, and `/health/ready`, broker included. The first run builds and fills the caches.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use anyhow::Result;

use super::{Number, server};
use crate::{process, workspace};

pub(super) fn second_run() -> Result<Vec<Number>> {
    let data = tempfile::tempdir()?;
    start(data.path())?;
    let took = start(data.path())?;
    Ok(vec![Number::new("start_s", took.as_secs_f64(), "s")])
}

/// Starts, waits, and stops again.
fn start(data: &Path) -> Result<Duration> {
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let address = format!("http://127.0.0.1:{port}");
    let http = server::agent();
    let started = Instant::now();
    let _running = Running(process::start_guarded(
        workspace::cargo()
            .args(["xtask", "run", "--port", &port.to_string(), "--data"])
            .arg(data)
            .env("BITACORA_LOG", "warn,tower_http=off")
            .stdin(Stdio::null())
            .stdout(Stdio::null()),
    )?);
    server::wait_until_ready(&http, &address)?;
    http.get(format!("{address}/es/")).call()?;
    Ok(started.elapsed())
}

/// On Unix cargo becomes xtask, and xtask becomes the server: it is one process all along.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        server::stop(&mut self.0);
    }
}
