//! Inside the process of `bitacora worker`: the clients of a run. A plan comes in on stdin as one
//! line of JSON, reports go out on stdout as lines of JSON. So a kill is a real SIGKILL, an exit is
//! immediate, and a crash inside librdkafka costs one run and never the server.

/// What a fold has kept in its changelog.
mod changelog;
/// The script of one consumer.
mod consumer;
/// Sends what cannot be processed to a topic of its own.
mod dead_letters;
/// What a consumer does with its batches.
mod handling;
/// What a consumer does when its partitions change.
mod membership;
/// The simulated cluster.
mod mock_cluster;
/// Sends what handlers send.
mod outbox;
/// The script of a producer's act.
mod producer;
/// Groups reports, so that a fast script does not write a line for each record.
mod reporter;
/// What a handler does with an order.
mod service;

use std::{
    io::BufRead,
    process::ExitCode,
    sync::mpsc::{Receiver, channel},
    thread,
};

use super::worker::plan::{Instruction, Plan};

/// A worker needs a few connections; more is a leak or an attack.
const MOST_DESCRIPTORS: u64 = 256;
/// Seconds of processor time; a run's own deadline is far below.
const MOST_CPU_SECONDS: u64 = 120;

/// Bytes of memory that it may write to. A client takes 50 MB of it, mostly stacks that its threads
/// never use; what a run sends and reads has a limit of its own, far below.
const MOST_MEMORY: u64 = 512 << 20;

/// The whole life of a worker process. Does not return while its pipe is open, unless its script
/// ends.
pub fn run() -> ExitCode {
    if let Err(error) = limit_resources() {
        eprintln!("worker: its limits could not be set: {error}");
        return ExitCode::FAILURE;
    }
    let mut line = String::new();
    match std::io::stdin().lock().read_line(&mut line) {
        // The server died or changed its mind before there was a plan.
        Ok(0) => return ExitCode::SUCCESS,
        Ok(_) => {}
        Err(error) => {
            eprintln!("worker: its plan did not arrive: {error}");
            return ExitCode::FAILURE;
        }
    }
    let plan = match serde_json::from_str(&line) {
        Ok(plan) => plan,
        Err(error) => {
            eprintln!("worker: its plan is not readable: {error}");
            return ExitCode::FAILURE;
        }
    };
    let commands = read_commands();
    match plan {
        Plan::Producer(script) => producer::run(&script),
        Plan::Consumer(script) => consumer::run(script, &commands),
        Plan::MockCluster(cluster) => mock_cluster::run(&cluster),
    }
}

/// Reads the instructions after the plan. An orphan ends itself: when the server dies, however it
/// dies, stdin closes.
fn read_commands() -> Receiver<Instruction> {
    let (sender, commands) = channel();
    thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            match line.map_err(|_| ()).and_then(|line| serde_json::from_str(&line).map_err(|_| ()))
            {
                // A worker that takes no instructions has dropped the receiver.
                Ok(command) => drop(sender.send(command)),
                Err(()) => break,
            }
        }
        std::process::exit(0);
    });
    commands
}

fn limit_resources() -> rustix::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let at_most = |most| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::Core, at_most(0))?;
    // Beyond it an allocation fails, and the process aborts: the act is interrupted, as when a
    // client crashes. Not RLIMIT_AS, which also counts what is only reserved: 64 MB for each
    // thread's heap.
    setrlimit(Resource::Data, at_most(MOST_MEMORY))?;
    setrlimit(Resource::Nofile, at_most(MOST_DESCRIPTORS))?;
    setrlimit(Resource::Cpu, at_most(MOST_CPU_SECONDS))
}
