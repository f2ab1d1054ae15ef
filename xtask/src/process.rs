//! Child processes, and what happens to them when somebody stops us. Each child leads a process
//! group of its own. A stop (Ctrl-C, SIGTERM) goes to all groups as SIGINT, as from a terminal;
//! our own work then ends with an error, its guards clean up on the way out, and nothing is left.

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
/// Groups whose leader is under way. Locked while a child starts, so that none slips past a stop.
static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// How long a stopped group may tidy up before it is killed: a server with its Kafka needs a few
/// seconds.
const GRACE: Duration = Duration::from_secs(15);

/// To be called once, before the first child.
pub(crate) fn stop_children_with_us() {
    ctrlc::set_handler(|| {
        STOPPED.store(true, Ordering::SeqCst);
        signal_groups(Signal::INT);
        thread::sleep(GRACE);
        signal_groups(Signal::KILL);
    })
    .expect("no other handler is set in this program");
}

/// Whether somebody stopped us.
pub(crate) fn stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

/// Runs a command to its end, with our output and nothing to read.
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

/// Starts a command in a group of its own, which a stop does not reach: its guard ends it.
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

/// What outlives its leader is lost: after a stop it may still tidy up, else it is a leak.
fn end_group(group: Pid) {
    let deadline = Instant::now() + GRACE;
    while stopped() && Instant::now() < deadline && test_kill_process_group(group).is_ok() {
        thread::sleep(Duration::from_millis(50));
    }
    // An error means that nobody is left, which is what we want.
    let _ = kill_process_group(group, Signal::KILL);
}

fn signal_groups(signal: Signal) {
    for group in GROUPS.lock().expect("no holder of the lock panics").iter() {
        // The group may have ended by itself in the meantime.
        let _ = kill_process_group(*group, signal);
    }
}
