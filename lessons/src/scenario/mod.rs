//! A lab as data: who takes part, and what happens in each act. The content says it in TOML, and for
//! a form and its draws it resolves into a script (`script::Script`), which the backend performs
//! (`backend/src/lab/scenario`).
//!
//! Topics, cast and acts stay as they are written, with `"$name"` wherever a field of the form or
//! a draw gives the value. `Scenario::resolve` puts the values in their places and only then
//! reads the result into types. So there is one set of types and not two, every value of a
//! scenario can be bound without being prepared for it, and a value that a form gives is read by
//! the same rules as one that stands in the file.
//!
//! What no lab of the course needs yet is missing: steps that stop brokers. Each is one more variant of
//! `step::Step`.

/// An act: a title and steps.
pub mod act;
/// Who takes part.
pub mod actor;
/// What an administrator does.
pub mod admin;
/// kafka-python's releases and what is common to its clients.
pub mod client;
/// The learner's data.
pub mod data;
/// What is done to a member on purpose.
pub mod disturbance;
/// Numbers that the learner's seed gives.
pub mod draw;
/// A group of consumers.
pub mod group;
/// What a consumer does with a record.
pub mod handler;
/// Names of topics and actors.
pub mod name;
/// What stands between a client and the broker.
pub mod network;
/// A script runs once.
pub mod play;
/// Where to read from.
pub mod position;
/// A script that sends.
pub mod producer;
/// What is left when nothing is bound.
pub mod script;
/// Which act, topic and actor a check or a question reads.
pub mod selector;
/// What services do with orders.
pub mod service;
/// One thing done, or one thing awaited.
pub mod step;
/// What a script takes of a cluster.
pub mod taken;
/// What the lab creates before the first act, or leaves to a client.
pub mod topic;
/// The lab writes orders itself.
pub mod write;
/// Answers that have to fail.
pub mod wrong;

use std::collections::BTreeMap;

use api::value::Values;
use serde::Deserialize;

use self::{
    data::Data,
    draw::{Draw, Draws},
    script::Script,
};
use crate::{
    error::ContentFault,
    load::scenario::{self, Written},
};

#[derive(Debug, Clone)]
pub struct Scenario {
    pub needs: Needs,
    pub data: Data,
    /// By name.
    pub draws: BTreeMap<String, Draw>,
    pub(crate) topics: Written,
    pub(crate) cast: Written,
    pub(crate) acts: Written,
}

/// What the cluster has to be able to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Needs {
    /// Whether it takes real Kafka. The simulated cluster answers neither CreatePartitions nor
    /// DeleteRecords, and what it creates for a client has four partitions and not the broker's
    /// default (librdkafka 2.12.1, `rdkafka_mock_handlers.c` and `rdkafka_mock.c`).
    #[serde(default)]
    pub kafka: bool,
    /// Consumer groups. Follows from the cast.
    #[serde(skip)]
    pub groups: bool,
}

impl Scenario {
    /// How many acts a run has; they count from 1.
    pub fn acts(&self) -> u32 {
        self.acts.len()
    }

    /// The script of a run with these fields and draws. `fields` is complete, as
    /// `Exercise::parse_fields` returns it.
    ///
    /// # Errors
    /// A name without a value, a value that the lab does not know, or a number that does not fit.
    /// The loader has tried each value of each field alone, and the draws at their bounds; so in a
    /// course that was loaded only several fields together can be wrong.
    pub fn resolve(&self, fields: &Values, draws: &Draws) -> Result<Script, ContentFault> {
        scenario::script(self, fields, draws).map_err(|at| at.fault)
    }
}
