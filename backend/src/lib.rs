//! What happens in Bitácora: the HTTP server, the labs, the grader and the store.

/// Real clients against a broker: queue, runs, worker processes, faults, evidence.
pub mod lab;
/// What is kept: learners, runs, events, evidence, verdicts.
pub mod store;
/// Evidence in, verdict out.
pub mod grader;
