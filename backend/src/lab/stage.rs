//! What the acts of one execution share: whose run it is, its orders, its cluster, and who takes down
//! what happens.

use std::path::Path;

use api::{broker::BrokerKind, exercise::Limits};

use super::{broker::Cluster, orders::Orders, recorder::Recorder};

#[derive(Clone, Copy)]
pub struct Stage<'a> {
    /// This program, for its workers.
    pub program: &'a Path,
    pub broker: BrokerKind,
    pub cluster: &'a Cluster,
    pub run: &'a str,
    /// Identifies the records of this run; their headers carry it.
    pub nonce: &'a str,
    pub orders: &'a Orders,
    pub recorder: &'a Recorder,
    /// Of the exercise: more than this is not read of a log.
    pub limits: &'a Limits,
}
