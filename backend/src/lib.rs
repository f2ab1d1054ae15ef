//! What happens in Bitácora: the HTTP server, the labs, the grader and the store.

/// What request handlers share.
pub mod app;
/// Every setting.
pub mod config;
/// What can go wrong while a request is answered.
pub mod error;
/// Evidence in, verdict out.
pub mod grader;
/// The token in a cookie: whose it is, and that it is ours.
pub mod identity;
/// Real clients against a broker: queue, runs, worker processes, faults, evidence.
pub mod lab;
/// How much one learner and one address may ask.
pub mod limits;
/// The address by which browsers reach the server.
pub mod public_url;
/// Grades stored evidence again.
pub mod regrade;
/// The URL table and its handlers.
pub mod routes;
/// The server's life, from its start to its stop.
pub mod serve;
/// What is kept: learners, runs, events, evidence, verdicts.
pub mod store;
