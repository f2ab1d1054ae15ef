//! The processes of a workbook. All of them have their working directory in its folder or below,
//! also when their parent is gone: that tells orphans of one test from the processes of another.

use std::{fs, path::Path, time::Duration};

use backend::lab::cluster::local::process::Process;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// How long a process may take to exit after its parent: Kafka may be writing its archive.
const GONE_WITHIN: Duration = Duration::from_secs(30);

/// The processes that work in `folder` or below it.
pub fn working_in(folder: &Path) -> Vec<Process> {
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let pid: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let place = fs::read_link(format!("/proc/{pid}/cwd")).ok()?;
        place.starts_with(folder).then(|| Process::new(pid))
    });
    processes.filter(|process| process.is_alive()).collect()
}

/// Waits until none of them is running.
pub async fn are_gone(processes: &[Process]) {
    let since = Instant::now();
    let mut ticks = interval(Duration::from_millis(20));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let left: Vec<&Process> = processes.iter().filter(|process| process.is_alive()).collect();
        if left.is_empty() {
            return;
        }
        assert!(since.elapsed() < GONE_WITHIN, "orphans: {left:?}");
    }
}
