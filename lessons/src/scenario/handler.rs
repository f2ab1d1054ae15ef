//! What a consumer does with a record: a closed list, so that no lab runs code of anybody's.

use serde::Deserialize;

use super::{
    name::TopicKey,
    service::{Filter, Fold, Forward},
};

/// One part of a handler. The parts of a list apply from left to right; `retry` and `dead_letter`
/// are about what the parts behind them do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Handler {
    /// Notes that it has the record.
    Process {},
    /// Writes a row to the lab's own sink.
    Effect {
        /// What makes a row the same as an earlier one, which it then replaces.
        key: EffectKey,
    },
    /// Lets an order pass that meets the condition; the parts behind it do nothing with another.
    Filter(Filter),
    /// Sends the record on to another topic, and waits for the broker.
    Forward(Forward),
    /// Keeps a number for each value of a field, as rows of the lab's own sink.
    Fold(Fold),
    /// Tries again what failed.
    Retry {
        /// How often at most, after the first time.
        times: u32,
    },
    /// Puts away a record that failed, and goes on with the next one.
    DeadLetter {
        /// Where it is sent, with headers that say where it came from. Without a topic the
        /// record is skipped, and nothing is left of it.
        topic: Option<TopicKey>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EffectKey {
    /// Nothing: each effect is a row of its own.
    None,
    /// The order's own number.
    EventId,
    /// Where the record is in the log.
    TopicPartitionOffset,
}
