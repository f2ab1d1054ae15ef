//! The server's handle of a worker: spawn, hand over the plan, read reports, kill. Dropping the
//! handle kills the worker.

use std::{os::unix::process::ExitStatusExt, path::Path, process::Stdio};

use api::event::Exit;
use serde::Serialize;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout},
    task::JoinHandle,
};

use super::{
    plan::{Instruction, Plan},
    report::Report,
};
use crate::clock::Clock;

/// The size of the report pipe in bytes: a whole line of a busy worker. With less, worker and
/// server wake each other for each piece of it.
const PIPE: usize = 256 << 10;

#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    #[error("a worker process could not be started")]
    Spawn(#[source] std::io::Error),
    #[error("the pipe to a worker broke")]
    Pipe(#[source] std::io::Error),
    #[error("a worker wrote something that is no report: {line}")]
    Garbled { line: String, source: serde_json::Error },
}

#[derive(Debug)]
pub struct WorkerProcess {
    child: Child,
    stdin: ChildStdin,
    reports: Lines<BufReader<ChildStdout>>,
    /// Logs the worker's stderr; ends with the worker.
    stderr_log: JoinHandle<()>,
}

impl WorkerProcess {
    /// Starts a worker that waits for its plan. `program` is this executable.
    pub fn spawn(program: &Path) -> Result<Self, WorkerError> {
        let mut child = tokio::process::Command::new(program)
            .arg("worker")
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(WorkerError::Spawn)?;
        let stdin = child.stdin.take().expect("stdin is piped");
        let stdout = child.stdout.take().expect("stdout is piped");
        // Other systems let a pipe grow by itself.
        #[cfg(target_os = "linux")]
        if let Err(error) = rustix::pipe::fcntl_setpipe_size(&stdout, PIPE) {
            // The system limits the pipe memory of each user.
            tracing::debug!(%error, "the pipe to a worker keeps its size");
        }
        let stderr = child.stderr.take().expect("stderr is piped");
        let stderr_log = tokio::spawn(async move {
            let mut lines = BufReader::new(stderr).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                tracing::debug!(worker = line);
            }
        });
        Ok(Self {
            child,
            stdin,
            reports: BufReader::with_capacity(PIPE, stdout).lines(),
            stderr_log,
        })
    }

    pub async fn hand_over(&mut self, plan: &Plan) -> Result<(), WorkerError> {
        self.write_line(plan).await
    }

    /// Sends an instruction to a consumer.
    pub async fn command(&mut self, command: Instruction) -> Result<(), WorkerError> {
        self.write_line(&command).await
    }

    async fn write_line(&mut self, line: &impl Serialize) -> Result<(), WorkerError> {
        let mut line = serde_json::to_vec(line).expect("plans have string keys and serialize");
        line.push(b'\n');
        self.stdin.write_all(&line).await.map_err(WorkerError::Pipe)
    }

    /// The next report; `None` when the worker closed its end. Cancel-safe.
    pub async fn next_report(&mut self) -> Result<Option<Report>, WorkerError> {
        let Some(line) = self.reports.next_line().await.map_err(WorkerError::Pipe)? else {
            return Ok(None);
        };
        serde_json::from_str(&line)
            .map(Some)
            .map_err(|source| WorkerError::Garbled { line, source })
    }

    /// Sends SIGKILL and waits for the exit.
    pub async fn kill(mut self, clock: Clock) -> Result<(Exit, u64), WorkerError> {
        self.child.start_kill().map_err(WorkerError::Pipe)?;
        self.exit(clock).await
    }

    /// Waits until the process has exited; returns how and when.
    pub async fn exit(mut self, clock: Clock) -> Result<(Exit, u64), WorkerError> {
        let status = self.child.wait().await.map_err(WorkerError::Pipe)?;
        let at_us = clock.now_us();
        // Its last lines are logged before the run goes on; a panic in that task is our own bug.
        let _ = self.stderr_log.await;
        let exit = match (status.code(), status.signal()) {
            (Some(code), _) => Exit::Code(code),
            (None, signal) => Exit::Signal(signal.unwrap_or_default()),
        };
        Ok((exit, at_us))
    }
}
