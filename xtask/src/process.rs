//! Child processes, and how they end when we are stopped. Each child leads a process group of its
//! own. A stop (Ctrl-C, SIGTERM) sends SIGINT to all groups, as a terminal would; our own work then
//! ends with an error, its guards clean up, and no process is left.

use std::{
    os::unix::process::CommandExt,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

static STOPPED: AtomicBool = AtomicBool::new(false);
/// Groups with a running leader. Locked while a child starts, so that a stop misses none.
static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// How long a stopped group may clean up before it is killed: a server with its Kafka needs a few
/// seconds.
const GRACE: Duration = Duration::from_secs(15);

/// Must be called once, before the first child.
pub(crate) fn stop_children_with_us() {
    ctrlc::set_handler(|| {
        STOPPED.store(true, Ordering::SeqCst);
        signal_groups(Signal::INT);
        thread::sleep(GRACE);
        signal_groups(Signal::KILL);
    })
    .expect("no other handler is set in this program");
}

/// Whether we were stopped by a signal.
pub(crate) fn stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

/// Runs a command to its end, with our output and an empty stdin.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    let mut child = start(command)?;
    let group = Pid::from_child(&child);
    let status = child.wait();
    end_group(group);
    GROUPS.lock().expect("no holder of the lock panics").retain(|other| *other != group);
    if stopped() {
        bail!("stopped");
    }
    Ok(status?)
}

/// Runs a command that has to succeed.
pub(crate) fn succeed(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = status(command)?;
    if !status.success() {
        bail!("{name} failed ({status}); see its words above");
    }
    Ok(())
}

/// Starts a command in a group of its own that a stop does not signal: its guard ends it.
pub(crate) fn start_guarded(command: &mut Command) -> Result<Child> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.process_group(0).spawn().with_context(|| format!("cannot start {name}"))
}

fn start(command: &mut Command) -> Result<Child> {
    let mut groups = GROUPS.lock().expect("no holder of the lock panics");
    if stopped() {
        bail!("stopped");
    }
    let child = start_guarded(command.stdin(Stdio::null()))?;
    groups.push(Pid::from_child(&child));
    Ok(child)
}

/// Ends the processes that outlived their leader: after a stop they may still clean up, otherwise
/// they are leaks.
fn end_group(group: Pid) {
    let deadline = Instant::now() + GRACE;
    while stopped() && Instant::now() < deadline && test_kill_process_group(group).is_ok() {
        thread::sleep(Duration::from_millis(50));
    }
    // An error means that no process is left, which is what we want.
    let _ = kill_process_group(group, Signal::KILL);
}

fn signal_groups(signal: Signal) {
    for group in GROUPS.lock().expect("no holder of the lock panics").iter() {
        // The group may have exited in the meantime.
        let _ = kill_process_group(*group, signal);
    }
}
