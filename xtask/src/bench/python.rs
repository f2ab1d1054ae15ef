//! The same exercise graded by a Python program, as a course without Bitácora would have it:
//! `grader.py` beside this file, on the broker of the measured server.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};

use super::server;
use crate::{machine, process, workspace};

const KAFKA_PYTHON: &str = "kafka-python==3.0.12";

/// A warm grader: its connections are open, and it waits for a line on stdin.
pub(super) struct PythonGrader {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl PythonGrader {
    /// `data` is the data folder of the server, where its Kafka's address is.
    pub(super) fn start(data: &Path) -> Result<Self> {
        let mut child = process::start_guarded(
            Command::new(environment()?)
                .arg(workspace::root().join("xtask/src/bench/grader.py"))
                .arg(server::address_of_kafka(data)?)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped()),
        )?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("piped above"));
        Ok(Self { child, input, output })
    }

    /// Grades one act, and returns the time that the grader itself measured.
    pub(super) fn grade(&mut self) -> Result<Duration> {
        let input = self.input.as_mut().expect("only `drop` takes the input");
        writeln!(input, "grade").context("the Python grader has ended; see its words above")?;
        let mut answer = String::new();
        self.output.read_line(&mut answer)?;
        let seconds = answer.trim().parse().with_context(|| {
            format!("the Python grader answered {answer:?}; see its words above")
        })?;
        Ok(Duration::from_secs_f64(seconds))
    }
}

impl Drop for PythonGrader {
    fn drop(&mut self) {
        // It exits at the end of its input.
        self.input = None;
        let _ = self.child.wait();
    }
}

/// The Python of a virtual environment with kafka-python, created if missing.
fn environment() -> Result<PathBuf> {
    let folder = workspace::host_target().join("bench").join(KAFKA_PYTHON);
    let python = folder.join("bin/python");
    let complete = folder.join("complete");
    if !complete.exists() {
        let system = machine::program("python3").context("python3 is missing")?;
        process::succeed(Command::new(system).args(["-m", "venv", "--clear"]).arg(&folder))
            .context("no virtual environment; on Debian: apt-get install python3-venv")?;
        process::succeed(Command::new(&python).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            KAFKA_PYTHON,
        ]))
        .context("pip could not get kafka-python")?;
        fs::write(complete, KAFKA_PYTHON)?;
    }
    Ok(python)
}
