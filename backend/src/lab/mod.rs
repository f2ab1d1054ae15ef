//! The lab: runs real producers and consumers against a broker and collects what they prove.
//!
//! A run's way: `run` (`queue` → `scheduler` → `runner`) → `scenario` → `actor` → `worker` → `client`
//! (in its own process) → `proxy` → Kafka, and back through `log_reader` and `run/events` into the
//! evidence, which the grader reads.

/// Who takes part in an act.
pub mod actor;
/// Asks again for what is not there yet.
pub mod backoff;
/// Inside a worker's process: the clients of a run.
pub mod client;
/// The clusters that a run can use.
pub mod cluster;
/// What groups have committed; lists and removes groups.
pub mod groups;
/// Reads a topic's log, batch by batch.
pub mod log_reader;
/// Turns a log into evidence and events.
mod logged;
/// The names in a run, and the real names on the cluster.
pub mod namespace;
/// The orders of one attempt.
pub mod orders;
/// kafka-python's keyword arguments as librdkafka properties.
pub mod profile;
/// Stands between a run's clients and the broker: delays requests and injects faults.
pub mod proxy;
/// How Python writes a value: `json.dumps` and `str`.
pub mod python;
/// From an accepted run to its end.
pub mod run;
/// Performs the acts of a run.
mod scenario;
/// Makes and removes topics.
pub mod topics;
/// One TCP connection that speaks Kafka's protocol.
pub mod wire;
/// The server's side of the processes with the clients, and what both sides say.
pub mod worker;

use std::{path::PathBuf, sync::Arc};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{current_course::CurrentCourse, store::Store};

/// What every run needs. Cheap to clone; all clones are the same lab.
#[derive(Debug, Clone)]
pub struct Lab {
    pub store: Store,
    pub events: run::events::Events,
    pub queue: run::queue::Queue,
    pub broker: cluster::Broker,
    pub namespace: namespace::Namespace,
    pub course: CurrentCourse,
    /// This executable, for the workers.
    pub program: PathBuf,
    /// How many runs execute at the same time, of all learners together.
    pub runs_at_once: usize,
    /// Notified when a run has ended: its topics and groups may be removed.
    pub tidy: Arc<Notify>,
    /// Cancelled when the server stops.
    pub stop: CancellationToken,
}
