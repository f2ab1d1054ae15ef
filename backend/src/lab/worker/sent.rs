//! What a producer's worker tells of the records that it sends: which order, and when. Their keys are
//! in its plan, and so the server has them already.

use std::sync::Arc;

use api::{columnar, columns::Column, event::Sent};
use serde::{Deserialize, Serialize};

use super::protocol::ProducerScript;

/// A record that the script hands to its client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentOrder {
    /// Number of the order, from 0.
    pub order: u32,
    /// Microseconds since the act started.
    pub at_us: u64,
}

columnar!(SentOrder in SentOrderColumns {
    order: Column<u32>,
    at_us: Column<u64>,
});

/// The keys of a script's records.
#[derive(Debug)]
pub struct Keys {
    first: u32,
    keys: Vec<Option<Arc<str>>>,
}

impl Keys {
    pub fn of(script: &ProducerScript) -> Self {
        let keys = script.records.iter().map(|record| record.key.clone()).collect();
        Self { first: script.first, keys }
    }

    /// What was sent, as it is told to everybody.
    pub fn sent(&self, orders: &[SentOrder]) -> Vec<Sent> {
        let sent = |&SentOrder { order, at_us }: &SentOrder| {
            let place = order.checked_sub(self.first).map(|place| place as usize);
            let key = place.and_then(|place| self.keys.get(place)?.clone());
            Sent { order, key, at_us }
        };
        orders.iter().map(sent).collect()
    }
}
