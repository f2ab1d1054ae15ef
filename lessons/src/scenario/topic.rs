//! A topic of the scenario.

use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The name that the learner sees. The real one is made from it for each run, so several
    /// topics may have the same.
    pub name: String,
    /// How many partitions the lab creates it with before the first act, at least 1. Without
    /// them the lab does not create it; a client may, where the step allows that.
    pub partitions: Option<u32>,
}
