//! The lab writes orders itself, without being of the cast.

use std::ops::Range;

use serde::Deserialize;

use super::name::TopicKey;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Write {
    pub topic: TopicKey,
    /// The orders behind the first so many; none is left out otherwise.
    #[serde(default)]
    pub after: u32,
    /// Up to this one, counted from 1; otherwise to the last.
    pub upto: Option<u32>,
    /// Which partition an order goes to.
    #[serde(default)]
    pub placing: Placing,
    /// How many of them are written in a way that no handler can read. Which ones is the draw with
    /// the label `spoil` among those that are left, what is wrong with each the one with the label
    /// `spoil kind`; both have the number of the spoilt record, counted from 0, as their index.
    #[serde(default)]
    pub spoil: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Placing {
    /// That of its client, by murmur2.
    #[default]
    ByKey,
    /// The first order to partition 0, the next one to 1, and so on, without keys: so every
    /// partition gets some, whatever the clients are.
    InTurn,
}

impl Write {
    /// The numbers of the orders, counted from 0, where there are so many.
    pub fn range(&self, orders: u32) -> Range<u32> {
        self.after..self.upto.unwrap_or(orders)
    }
}
