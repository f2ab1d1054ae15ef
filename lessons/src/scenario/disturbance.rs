//! What a lab does to a member on purpose. It is planned before the member gets so far.

use serde::{Deserialize, Serialize};

use super::name::ActorName;

/// Each member dies over this record, or when it is told to close before it gets so far.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Kill {
    pub actor: ActorName,
    /// The record over which a member dies: which one of those that it gets, counted from 1.
    pub over: u32,
    /// How far it is with the record.
    #[serde(default)]
    pub at: Moment,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// The handler has the record and has done nothing with it.
    #[default]
    InHand,
    /// The handler has done its effect, and nothing is committed of it.
    AfterEffect,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Slow {
    pub actor: ActorName,
    /// Which member, counted from 1.
    pub member: u32,
    /// A record that it gets, counted from 1: the batch that has it is the slow one.
    pub over: u32,
    /// How long each record of that batch takes, in milliseconds.
    pub ms: u32,
}
