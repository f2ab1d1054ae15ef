//! What happens in Bitácora: the HTTP server, the labs, the grader and the store.

/// What request handlers share.
pub mod app;
/// Every setting.
pub mod config;
/// What can go wrong while a request is answered.
pub mod error;
/// Evidence in, verdict out.
pub mod grader;
/// Asks a running server whether it is well.
pub mod health;
/// Real clients against a broker: queue, runs, worker processes, faults, evidence.
pub mod lab;
/// How much one learner and one address may ask.
pub mod limits;
/// Grades stored evidence again.
pub mod regrade;
/// The URL table and its handlers.
pub mod routes;
/// The server's life, from its start to its stop.
pub mod serve;
/// What is kept: learners, runs, events, evidence, verdicts.
pub mod store;
