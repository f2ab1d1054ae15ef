//! `bitacora keep`: the small process between the backend and Kafka. Only the backend holds the
//! other end of its standard input, a pipe: when it closes, the backend is stopping or has died,
//! and Kafka must end. Plain threads, no runtime: what must outlive a crash of the backend is kept
//! simple.

use std::ffi::OsString;
use std::io::{self, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use super::process::{self, Process};

/// How long Kafka may take to exit after SIGTERM. It takes 0.3 s; the first time, when the JVM
/// writes the class-data archive, 2 to 10 s, and if it were killed then there would be no archive.
pub const GRACE: Duration = Duration::from_secs(20);

/// The exit code for a command that could not be started, as in shells.
const NOT_STARTED: u8 = 127;

enum News {
    Ended(io::Result<ExitStatus>),
    BackendGone,
}

/// Runs `command`, writes its pid and start time to `pid_file`, and returns its exit code (128 +
/// the signal that ended it) once it has ended, by itself or because standard input closed.
///
/// Ctrl-C in a terminal reaches neither: the child has a process group of its own, and the backend
/// gives the keeper one, too. Only the pipe stops them, however the backend ends.
pub fn run(pid_file: &Path, command: &[OsString]) -> ExitCode {
    let Some((program, arguments)) = command.split_first() else {
        eprintln!("keep: no command given");
        return ExitCode::from(NOT_STARTED);
    };
    let child = Command::new(program).args(arguments).stdin(Stdio::null()).process_group(0).spawn();
    let child = match child {
        Ok(child) => child,
        Err(error) => {
            eprintln!("keep: {} does not start: {error}", program.display());
            return ExitCode::from(NOT_STARTED);
        }
    };
    let pid = child.id();
    if let Err(error) = Process::new(pid).write(pid_file) {
        // Kafka runs all the same; it would be left behind only if the keeper were killed, too.
        eprintln!("keep: {} cannot be written: {error}", pid_file.display());
    }

    let (sender, news) = mpsc::channel();
    tell_when_stdin_closes(sender.clone());
    tell_when_ended(child, sender);
    let ended = match news.recv() {
        Ok(News::BackendGone) => {
            process::terminate(pid);
            match news.recv_timeout(GRACE) {
                Err(RecvTimeoutError::Timeout) => {
                    process::kill(pid);
                    news.recv().ok()
                }
                news => news.ok(),
            }
        }
        news => news.ok(),
    };
    match ended {
        Some(News::Ended(Ok(status))) => exit_code(status),
        Some(News::Ended(Err(_)) | News::BackendGone) | None => ExitCode::FAILURE,
    }
}

fn tell_when_stdin_closes(sender: Sender<News>) {
    thread::spawn(move || {
        let mut ignored = [0; 64];
        let mut stdin = io::stdin().lock();
        while stdin.read(&mut ignored).is_ok_and(|read| read > 0) {}
        // If the child ended first, nobody receives this any more.
        let _ = sender.send(News::BackendGone);
    });
}

fn tell_when_ended(mut child: Child, sender: Sender<News>) {
    thread::spawn(move || {
        // The receiver lives as long as the process, so this can only fail when it no longer
        // matters.
        let _ = sender.send(News::Ended(child.wait()));
    });
}

fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}
