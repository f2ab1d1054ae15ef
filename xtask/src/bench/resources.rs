//! Memory of the server's processes by `/proc`: the server with its workers, and Kafka.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::{Number, server::Server};

const MB: f64 = 1024.0 * 1024.0;
const SAMPLE_EVERY: Duration = Duration::from_millis(25);

/// Resident memory, in bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Memory {
    /// The server and its workers.
    backend: u64,
    kafka: u64,
}

impl Memory {
    fn of(server: &Server) -> Self {
        let mut memory = Self::default();
        for (pid, name) in tree(server.pid()) {
            let bytes = status(pid, "VmRSS:").unwrap_or_default() * 1024;
            if name == "java" {
                memory.kafka += bytes;
            } else {
                memory.backend += bytes;
            }
        }
        memory
    }

    /// The peak while `work` runs.
    pub(super) fn peak_during<T>(server: &Server, work: impl FnOnce() -> T) -> (T, Self) {
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            let sampling = scope.spawn(|| {
                let mut peak = Self::default();
                while !is_over.load(Ordering::Relaxed) {
                    let now = Self::of(server);
                    peak.backend = peak.backend.max(now.backend);
                    peak.kafka = peak.kafka.max(now.kafka);
                    thread::sleep(SAMPLE_EVERY);
                }
                peak
            });
            let done = work();
            is_over.store(true, Ordering::Relaxed);
            (done, sampling.join().unwrap_or_default())
        })
    }

    pub(super) fn numbers(self, name: &str) -> [Number; 2] {
        [
            Number::new(format!("{name}_backend_mb"), self.backend as f64 / MB, "MB"),
            Number::new(format!("{name}_kafka_mb"), self.kafka as f64 / MB, "MB"),
        ]
    }
}

/// Memory of a server at rest.
pub(super) fn at_rest(server: &Server, name: &str) -> Result<Vec<Number>> {
    let topics = await_no_topics(server.data())?;
    let pid = server.pid();
    let count =
        |what: &str, count: u64| Number::new(format!("{name}_{what}"), count as f64, "count");
    let descriptors = fs::read_dir(format!("/proc/{pid}/fd"))?.count() as u64;
    let mut numbers: Vec<Number> = Memory::of(server).numbers(name).into();
    numbers.extend([
        count("threads", status(pid, "Threads:").context("the server has ended")?),
        count("descriptors", descriptors),
        count("processes", tree(pid).len() as u64),
        count("topics", topics),
    ]);
    Ok(numbers)
}

/// Waits for the janitor, and for Kafka, which deletes folders a second later.
fn await_no_topics(data: &Path) -> Result<u64> {
    let since = Instant::now();
    loop {
        let folders = fs::read_dir(data.join("kafka/log"))?.filter_map(Result::ok);
        let is_topic =
            |folder: &fs::DirEntry| folder.file_name().to_string_lossy().starts_with("b.");
        match folders.filter(is_topic).count() as u64 {
            0 => return Ok(0),
            left if since.elapsed() > Duration::from_secs(30) => {
                bail!("{left} folders of topics are left")
            }
            _ => thread::sleep(SAMPLE_EVERY),
        }
    }
}

/// A process and its descendants, with their names.
fn tree(root: u32) -> Vec<(u32, String)> {
    let mut parents = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok) {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // The name in parentheses may hold anything; state and parent follow it.
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        let Some((head, rest)) = stat.rsplit_once(')') else { continue };
        let name = head.split_once('(').map_or("", |(_, name)| name).to_owned();
        let parent = rest.split_ascii_whitespace().nth(1).and_then(|parent| parent.parse().ok());
        parents.insert(pid, (parent.unwrap_or(0), name));
    }
    let comes_from_root = |mut pid: u32| {
        while pid != root {
            match parents.get(&pid) {
                Some((parent, _)) => pid = *parent,
                None => return false,
            }
        }
        true
    };
    let found = parents.iter().filter(|(pid, _)| comes_from_root(**pid));
    found.map(|(pid, (_, name))| (*pid, name.clone())).collect()
}

/// Resident memory of one process.
pub(super) fn resident_bytes(pid: u32) -> Result<u64> {
    Ok(status(pid, "VmRSS:").context("the server has ended")? * 1024)
}

/// A number of `/proc/<pid>/status`.
fn status(pid: u32, key: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix(key))?.split_whitespace().next()?.parse().ok()
}
