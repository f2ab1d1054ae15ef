//! What an act declares when it begins: who takes part, in which topics, and which performance of an
//! act it is.

use serde::{Deserialize, Serialize};

use super::is_not;
use crate::value::Values;

/// Which performance it is of an act that is varied or repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performance {
    /// The number of the act in the exercise; all its performances have the same.
    pub of: u32,
    /// What each varied name stands for.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    pub variant: Values,
    /// Which repetition of this variant, counted from 1.
    pub repeat: u32,
}

/// Who takes part in an act. It has the name that the evidence gives it, and is the same in every
/// act of the run that names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub name: String,
    pub kind: ActorKind,
    /// Indexes of the topics that it writes or reads.
    pub topics: Vec<u32>,
    /// Whether each member of the group has an epoch of its own (KIP-848), in place of the
    /// generation of the group.
    #[serde(default, skip_serializing_if = "is_not")]
    pub has_epochs: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A script that sends, in a process of its own.
    Producer,
    /// Consumers that share a handler.
    Group,
    /// The lab itself, which writes what a group reads. The evidence does not name it.
    Writer,
}

/// A topic of an act. It has the name that the evidence gives it, and is the same in every act of
/// the run that names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    pub name: String,
    /// What the learner calls it; several topics of a run may be called the same.
    pub visible_name: String,
    pub partitions: u32,
}
