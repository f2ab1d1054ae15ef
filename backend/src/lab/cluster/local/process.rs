//! What the operating system says about a process: enough to recognise our own after the backend
//! died, and never to signal another one that has since got the same pid.

use std::fs;
use std::io;
use std::path::Path;
use std::str::FromStr;

use rustix::process::{Pid, Signal, kill_process};

/// Identifies a process even if its pid is reused: the pid and its start time, as in the pid file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Process {
    pub pid: u32,
    /// Clock ticks since the system started (`starttime` of proc(5)); 0 where there is no `/proc`.
    started: u64,
}

impl Process {
    /// The process that has `pid` now.
    pub fn new(pid: u32) -> Self {
        Self { pid, started: stat(pid).map_or(0, |stat| stat.started) }
    }

    /// Reads a pid file. `None` if it is missing or malformed.
    pub fn read(pid_file: &Path) -> Option<Self> {
        fs::read_to_string(pid_file).ok()?.parse().ok()
    }

    /// Writes a pid file, whole or not at all.
    pub fn write(self, pid_file: &Path) -> io::Result<()> {
        let half = pid_file.with_extension("new");
        fs::write(&half, format!("{} {}\n", self.pid, self.started))?;
        fs::rename(half, pid_file)
    }

    /// Whether it still runs. A zombie counts as ended.
    pub fn is_alive(self) -> bool {
        stat(self.pid).is_some_and(|stat| stat.started == self.started && !stat.ended)
    }

    /// Whether `argument` is one of its command-line arguments.
    pub fn has_argument(self, argument: &Path) -> bool {
        let wanted = argument.as_os_str().as_encoded_bytes();
        fs::read(format!("/proc/{}/cmdline", self.pid))
            .is_ok_and(|line| line.split(|byte| *byte == 0).any(|found| found == wanted))
    }

    /// Whether it has mapped `file` into memory. `None` if the system does not say.
    pub fn has_mapped(self, file: &Path) -> Option<bool> {
        let maps = fs::read(format!("/proc/{}/maps", self.pid)).ok()?;
        let wanted = file.as_os_str().as_encoded_bytes();
        Some(maps.split(|byte| *byte == b'\n').any(|line| line.ends_with(wanted)))
    }
}

impl FromStr for Process {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (pid, started) = text.trim().split_once(' ').unwrap_or((text.trim(), "0"));
        Ok(Self { pid: pid.parse()?, started: started.parse()? })
    }
}

/// Sends SIGTERM. A process that is already gone is no error.
pub fn terminate(pid: u32) {
    signal(pid, Signal::TERM);
}

/// Sends SIGKILL.
pub fn kill(pid: u32) {
    signal(pid, Signal::KILL);
}

fn signal(pid: u32, signal: Signal) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    if let Some(Err(error)) = pid.map(|pid| kill_process(pid, signal)) {
        tracing::debug!(%error, ?signal, "the process could not be signalled");
    }
}

struct Stat {
    ended: bool,
    started: u64,
}

/// `/proc/<pid>/stat`, proc(5): the name in parentheses may hold anything; the fields follow it.
fn stat(pid: u32) -> Option<Stat> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let state = fields.next()?;
    // The state is field 3, the start time field 22.
    let started = fields.nth(18)?.parse().ok()?;
    Some(Stat { ended: matches!(state, "Z" | "X"), started })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_by_its_number_and_its_start() {
        let folder = tempfile::tempdir().unwrap();
        let pid_file = folder.path().join("kafka.pid");
        let own = Process::new(std::process::id());
        own.write(&pid_file).unwrap();
        let read = Process::read(&pid_file).unwrap();
        assert_eq!(read, own);
        assert!(read.is_alive());
        assert!(!Process { started: own.started + 1, ..own }.is_alive());
        let program = std::env::args_os().next().unwrap();
        assert!(own.has_argument(Path::new(&program)));
        assert!(!own.has_argument(Path::new("server.properties")));
    }

    #[test]
    fn a_malformed_pid_file_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let pid_file = folder.path().join("kafka.pid");
        assert_eq!(Process::read(&pid_file), None);
        for text in ["", "x y", "-1 5", "12 -", "99999999999 1"] {
            fs::write(&pid_file, text).unwrap();
            assert_eq!(Process::read(&pid_file), None, "{text:?}");
        }
    }
}
