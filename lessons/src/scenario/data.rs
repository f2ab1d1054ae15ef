//! The learner's data. The backend makes it from her seed; this says of which kind and how much.

use serde::Deserialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// What is written to topics.
    pub orders: Orders,
}

/// Bounds are allowed values. The number of orders is the draw with the label `orders`, that of
/// clients the one with the label `clients`; both at index 0, as a draw is (`draw`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Orders {
    /// What an order looks like.
    pub kind: OrderKind,
    /// The fewest and the most orders, at least 1.
    pub count: [u32; 2],
    /// The fewest and the most clients who may order, at least 1; which of them do is drawn, too.
    pub clients: [u32; 2],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// With accents, emoji, a nested object, null, and numbers that JSON must keep.
    Shop,
    /// About 80 bytes as JSON: batches and codecs show their effect only in large numbers.
    Short,
}
