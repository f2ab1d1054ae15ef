//! From an accepted run to its end: `queue` says which is next, `scheduler` executes it (`runner`),
//! again if the broker died, and stores what came of it.

/// What a run takes, checked against what its exercise allows.
pub mod bounds;
/// The numbered events of runs: stored, then announced.
pub mod events;
/// Why a run did not finish.
pub mod interruption;
/// Removes the topics and groups of past runs.
pub mod janitor;
/// Tells waiting learners their places in the queue.
mod places;
/// Which run starts next.
pub mod queue;
/// The writer of a run's events.
pub mod recorder;
/// One execution of a run.
pub mod runner;
/// Starts runs and follows them to their end.
pub mod scheduler;
/// What the actors of an act share.
pub mod stage;
/// What an execution gives its acts.
pub mod task;
/// Queues stored runs that no task holds.
mod unheld;
