//! What a producer's worker reports about the records that it sends: which order, and when. Their
//! keys are in its plan, so the server has them already.

use std::sync::Arc;

use api::{columnar, columns::Column, event::Sent};
use serde::{Deserialize, Serialize};

use super::plan::ProducerScript;

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

    /// The records that were sent, with their keys, as events describe them.
    pub fn sent(&self, orders: &[SentOrder]) -> Vec<Sent> {
        let sent = |&SentOrder { order, at_us }: &SentOrder| {
            let place = order.checked_sub(self.first).map(|place| place as usize);
            let key = place.and_then(|place| self.keys.get(place)?.clone());
            Sent { order, key, at_us }
        };
        orders.iter().map(sent).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_order_has_the_key_of_its_record() {
        let keys = Keys { first: 20, keys: vec![Some("c4".into()), None] };
        let sent = keys.sent(&[20, 21, 22, 3].map(|order| SentOrder { order, at_us: 7 }));
        let told: Vec<_> = sent.iter().map(|sent| (sent.order, sent.key.as_deref())).collect();
        // The last two are not in the plan.
        assert_eq!(told, [(20, Some("c4")), (21, None), (22, None), (3, None)]);
    }
}
