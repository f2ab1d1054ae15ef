//! What the seed gave this run and no other: the orders that its learner was shown, and the numbers
//! that were drawn beside them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Name of a draw: how many orders, the first ones, are in the topic before its group exists.
pub const EARLY: &str = "early";
/// Name of a draw: how many orders are in the topic when the group closes for the first time; the
/// others come while it is down.
pub const STOP: &str = "stop";
/// Name of a draw: the record on which a consumer dies, counted from 1.
pub const CRASH: &str = "crash";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// Partitions of each topic that the exercise creates.
    pub partitions: u32,
    /// The orders to send, in order.
    pub orders: Vec<Value>,
    /// The other draws, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub draws: BTreeMap<String, u32>,
}

impl Variant {
    /// `None` where the exercise draws no such number.
    pub fn draw(&self, name: &str) -> Option<u32> {
        self.draws.get(name).copied()
    }

    /// How many orders are in the topic before the group starts, and how many come later.
    pub fn early_and_late(&self) -> (u32, u32) {
        let all = self.orders.len() as u32;
        let early = self.draw(EARLY).unwrap_or(all).min(all);
        (early, all - early)
    }

    /// The client with the most orders (the first one if several have as many): the key whose
    /// partition the learner predicts.
    pub fn watched_client(&self) -> &str {
        let clients = || self.orders.iter().filter_map(client_of);
        let count = |name: &str| clients().filter(|other| *other == name).count();
        clients().rev().max_by_key(|name| count(name)).unwrap_or_default()
    }

    /// Fills the placeholders of a question: `lessons::question::PLACEHOLDERS`, and draws by name.
    pub fn fill(&self, text: &str) -> String {
        let (early, late) = self.early_and_late();
        let numbers = [
            ("orders", self.orders.len() as u32),
            ("early", early),
            ("late", late),
            ("stop", self.draw(STOP).unwrap_or(self.orders.len() as u32)),
            ("partitions", self.partitions),
            ("crash", self.draw(CRASH).unwrap_or_default()),
        ];
        let mut filled = text.to_owned();
        for (name, number) in numbers {
            filled = filled.replace(&format!("{{{name}}}"), &number.to_string());
        }
        for (name, number) in &self.draws {
            filled = filled.replace(&format!("{{{name}}}"), &number.to_string());
        }
        // Counting each client's orders takes a moment.
        match filled.contains("{watched_key}") {
            true => filled.replace("{watched_key}", self.watched_client()),
            false => filled,
        }
    }
}

/// The order's client, which the exercise offers as the key.
pub fn client_of(order: &Value) -> Option<&str> {
    order["cliente"].as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn draws_fill_the_placeholders_with_their_names() {
        let variant = Variant {
            partitions: 3,
            orders: vec![json!({ "cliente": "cliente-01" })],
            draws: [("bad".to_owned(), 2), (CRASH.to_owned(), 7)].into(),
        };
        let text = "{bad} of {orders}, {crash}, {partitions}, {watched_key}, {other}";
        assert_eq!(variant.fill(text), "2 of 1, 7, 3, cliente-01, {other}");
    }
}
