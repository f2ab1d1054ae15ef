//! Who takes part. The lab itself writes, too, without being of the cast.

use serde::Deserialize;

use super::{group::Group, producer::Producer};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A script that sends the orders, anew each time that it is played.
    Producer(Producer),
    /// Consumers with one handler. Started again, they are new processes of the same group.
    Group(Group),
}
