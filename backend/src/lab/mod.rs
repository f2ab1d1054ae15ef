//! The lab: runs real producers and consumers against a broker and collects what they prove.
//!
//! A run's way: `queue` → `scheduler` → `runner` → `scenario` → `actor` → `worker` (its own process)
//! → `proxy` → Kafka, and back through `log_reader` and `events` into the evidence, which the grader reads.

/// Who takes part in an act.
pub mod actor;
/// Asks again for what is not there yet.
pub mod backoff;
/// What a run takes, checked against what its exercise allows.
pub mod bounds;
/// The clusters that a run can use.
pub mod broker;
/// The numbered events of runs: stored, then announced.
pub mod events;
/// What groups have committed; lists and removes groups.
pub mod groups;
/// Why a run did not finish.
pub mod interruption;
/// Removes the topics and groups of past runs.
pub mod janitor;
/// Reads a topic's log, batch by batch.
pub mod log_reader;
/// Turns a log into evidence and events.
mod logged;
/// The names in a run, and the real names on the cluster.
pub mod namespace;
/// The orders of one attempt.
pub mod orders;
/// Tells waiting learners their places in the queue.
mod places;
/// kafka-python's keyword arguments as librdkafka properties.
pub mod profile;
/// Stands between a run's clients and the broker: delays requests and injects faults.
pub mod proxy;
/// How Python writes a value: `json.dumps` and `str`.
pub mod python;
/// Which run starts next.
pub mod queue;
/// The writer of a run's events.
pub mod recorder;
/// One execution of a run.
pub mod runner;
/// Performs the acts of a run.
mod scenario;
/// Starts runs and follows them to their end.
pub mod scheduler;
/// What the acts of one execution share.
pub mod stage;
/// Makes and removes topics.
pub mod topics;
/// Queues stored runs that no task holds.
mod unheld;
/// One TCP connection that speaks Kafka's protocol.
pub mod wire;
/// The clients of a run, in processes of their own.
pub mod worker;

use std::{path::PathBuf, sync::Arc};

use lessons::course::Course;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::store::Store;

/// What every run needs. Cheap to clone; all clones are the same lab.
#[derive(Debug, Clone)]
pub struct Lab {
    pub store: Store,
    pub events: events::Events,
    pub queue: queue::Queue,
    pub broker: broker::Broker,
    pub namespace: namespace::Namespace,
    pub course: Arc<Course>,
    /// This executable, for the workers.
    pub program: PathBuf,
    /// How many runs execute at the same time, of all learners together.
    pub runs_at_once: usize,
    /// Notified when a run has ended: its topics and groups may be removed.
    pub tidy: Arc<Notify>,
    /// Cancelled when the server stops.
    pub stop: CancellationToken,
}
