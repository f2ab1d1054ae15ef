//! The lab: runs real producers and consumers against a broker and collects what they prove.
//!
//! A run's way: `queue` → `scheduler` → `runner` → `act` → `worker` (its own process) → `proxy` →
//! Kafka, and back through `log_reader` and `events` into the evidence, which the grader reads.

/// The lab's own writing of orders.
mod append;
/// Asks again for what is still coming.
pub mod backoff;
/// What a run takes, and what its exercise allows.
pub mod bounds;
/// The clusters a run can happen on.
pub mod broker;
/// The form of the exercise on configuration.
pub mod configuration_form;
/// The acts of the exercise on configuration.
mod configuration_run;
/// The form of a consumer's exercise.
pub mod consumer_form;
/// The acts of a consumer's exercise.
mod consumer_run;
/// Numbered, stored and announced.
pub mod events;
/// One act of a consumer's exercise.
pub mod group_act;
/// What groups have committed; lists and removes them.
pub mod groups;
/// Why a run did not come to its end.
pub mod interruption;
/// Removes the topics and groups of past runs.
pub mod janitor;
/// Reads a topic's log, batches as batches.
pub mod log_reader;
/// From the log to evidence and events.
mod logged;
/// The members of a group, and what they have told.
pub mod members;
/// A run's names and the real ones.
pub mod namespace;
/// The orders of one attempt.
pub mod orders;
/// Tells who waits her place in the queue.
mod places;
/// One act of a producer's exercise.
pub mod producer_act;
/// The form of a producer's exercise.
pub mod producer_form;
/// The acts of a producer's exercise.
mod producer_run;
/// The script of a producer's act, and what it tells.
pub mod producer_script;
/// kafka-python's keyword arguments as librdkafka properties.
pub mod profile;
/// Stands between a run's clients and the broker: delays and faults.
pub mod proxy;
/// How Python writes a value: `json.dumps` and `str`.
pub mod python;
/// Who runs when.
pub mod queue;
/// The writer of a run's events.
pub mod recorder;
/// One execution of a run.
pub mod runner;
/// Starts runs and sees them to their end.
pub mod scheduler;
/// What the acts of one execution share.
pub mod stage;
/// Makes and removes topics.
pub mod topics;
/// Takes up stored runs that nobody holds.
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
    /// This program, for its workers.
    pub program: PathBuf,
    /// Runs under way at once, of all learners together.
    pub runs_at_once: usize,
    /// A run ended: its topics and groups may go.
    pub tidy: Arc<Notify>,
    /// The server's own stop.
    pub stop: CancellationToken,
}
