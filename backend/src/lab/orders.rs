//! The orders of one attempt: what the learner's script has to send. They hold what breaks a
//! careless serializer: accents, emoji, nested objects, null, and numbers that JSON must keep.

use std::ops::RangeInclusive;

use lessons::{exercise::Lab, question::Observation};
use serde_json::{Value, json};

use super::seed::Seed;

/// The topics of the producer's exercises have three partitions.
pub const PARTITIONS: u32 = 3;
/// Those of the consumer's exercises have so many more at most.
const MORE_PARTITIONS: u64 = 1;
/// Members that a group of the consumer's exercises may have.
const MOST_MEMBERS: i64 = 5;
const FEWEST: u64 = 12;
const MOST: u64 = 40;
/// Of the exercise on configuration.
const FEWEST_SHORT: u64 = 90;
const MOST_SHORT: u64 = 150;
const CLIENTS_OF_SHORT: u64 = 12;
/// `max_poll_records` in the exercise on configuration.
pub const MAX_POLL_RECORDS: u32 = 10;

const PRODUCTS: [&str; 8] = [
    "ratón inalámbrico",
    "teclado español ñ",
    "café molido ☕",
    "cesta 🛒",
    "monitor de 27\"",
    "cable USB-C\\Lightning",
    "cámara",
    "altavoz 🎧",
];
const CITIES: [&str; 5] = ["Málaga", "A Coruña", "Cádiz", "Logroño", "Donostia"];

/// How many orders and partitions a variant has at most.
pub fn at_most(lab: Lab) -> (u64, u64) {
    let partitions = u64::from(PARTITIONS);
    match lab {
        Lab::Producer => (MOST, partitions),
        Lab::Consumer => (MOST, partitions + MORE_PARTITIONS),
        Lab::Configuration => (MOST_SHORT, partitions),
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Orders {
    pub partitions: u32,
    pub orders: Vec<Value>,
    /// For a consumer's exercise: so many, the first ones, are in the topic before its group is.
    pub early: Option<u32>,
    /// For the exercise on configuration: the consumer dies over this record, counted from 1.
    pub crash: Option<u32>,
}

impl Orders {
    pub fn derive(seed: &Seed, lab: Lab) -> Self {
        let count = FEWEST + seed.draw("orders", 0, MOST - FEWEST + 1);
        let clients = 4 + seed.draw("clients", 0, 4);
        let orders = || (0..count as u32).map(|number| order(seed, number, clients)).collect();
        match lab {
            Lab::Producer => {
                Self { partitions: PARTITIONS, orders: orders(), early: None, crash: None }
            }
            Lab::Consumer => Self {
                partitions: PARTITIONS + seed.draw("partitions", 0, MORE_PARTITIONS + 1) as u32,
                orders: orders(),
                // Between a half and three quarters.
                early: Some((count / 2 + seed.draw("early", 0, count / 4 + 1)) as u32),
                crash: None,
            },
            Lab::Configuration => Self::for_configuration(seed),
        }
    }

    /// Many and short, as what batches and codecs do only shows in numbers.
    fn for_configuration(seed: &Seed) -> Self {
        let count = FEWEST_SHORT + seed.draw("orders", 0, MOST_SHORT - FEWEST_SHORT + 1);
        // In the middle of a batch, so that each way to commit has another outcome.
        let batches = 2 + seed.draw("crash batch", 0, 3) as u32;
        let crash = batches * MAX_POLL_RECORDS + 3 + seed.draw("crash", 0, 6) as u32;
        Self {
            partitions: PARTITIONS,
            orders: (0..count as u32).map(|number| short_order(seed, number)).collect(),
            early: None,
            crash: Some(crash),
        }
    }

    /// The orders that are there before the group, and those that come while it runs.
    pub fn early_and_late(&self) -> (u32, u32) {
        let all = self.orders.len() as u32;
        let early = self.early.unwrap_or(all).min(all);
        (early, all - early)
    }

    /// The client with most orders (the first of them when several have as many): the key whose
    /// partition the learner predicts.
    pub fn watched_client(&self) -> &str {
        let clients = || self.orders.iter().filter_map(client_of);
        let count = |name: &str| clients().filter(|other| *other == name).count();
        clients().rev().max_by_key(|name| count(name)).unwrap_or_default()
    }

    /// The possible answers to a question about these orders.
    pub fn answers(&self, asked: Observation) -> RangeInclusive<i64> {
        match asked {
            Observation::RecordsInLog { .. } => 0..=self.orders.len() as i64,
            Observation::PartitionOfWatchedKey { .. } => 0..=i64::from(self.partitions) - 1,
            Observation::FirstOffset { .. } => 0..=self.orders.len() as i64,
            Observation::IdleMembers { .. } => 0..=MOST_MEMBERS,
            Observation::RecordsDelivered { .. } => 0..=MOST_MEMBERS * self.orders.len() as i64,
            Observation::OrdersLost { .. }
            | Observation::OrdersRepeated { .. }
            | Observation::OrdersOutOfPlace { .. }
            | Observation::RecordsReadAgain { .. } => 0..=self.orders.len() as i64,
            // Not answered with a number.
            Observation::SettingsThatDiffer { .. } | Observation::BytesPerRecord { .. } => 0..=0,
        }
    }

    /// Fills the placeholders of a question (`lessons::question::PLACEHOLDERS`).
    pub fn fill(&self, text: &str) -> String {
        text.replace("{orders}", &self.orders.len().to_string())
            .replace("{early}", &self.early_and_late().0.to_string())
            .replace("{late}", &self.early_and_late().1.to_string())
            .replace("{partitions}", &self.partitions.to_string())
            .replace("{watched_key}", self.watched_client())
            .replace("{crash}", &self.crash.unwrap_or_default().to_string())
    }
}

/// The key that the exercise offers.
pub fn client_of(order: &Value) -> Option<&str> {
    order["cliente"].as_str()
}

fn order(seed: &Seed, number: u32, clients: u64) -> Value {
    let draw = |label, bound| seed.draw(label, number, bound);
    let units = 1 + draw("units", 5);
    let cents = 199 + draw("cents", 20_000);
    json!({
        "pedido": 10_001 + number,
        "cliente": format!("cliente-{:02}", 1 + draw("client", clients)),
        "producto": PRODUCTS[draw("product", PRODUCTS.len() as u64) as usize],
        "unidades": units,
        "precio": cents as f64 / 100.0,
        // Beyond 2^53: a JSON reader that only knows doubles would change it.
        "referencia": (1u64 << 53) + 1 + draw("reference", 1_000_000),
        "envío": {
            "ciudad": CITIES[draw("city", CITIES.len() as u64) as usize],
            "urgente": draw("urgent", 2) == 1,
        },
        "nota": match draw("note", 3) {
            0 => Value::Null,
            1 => json!("dejar en portería"),
            _ => json!(""),
        },
    })
}

/// About 80 bytes as JSON.
fn short_order(seed: &Seed, number: u32) -> Value {
    let draw = |label, bound| seed.draw(label, number, bound);
    json!({
        "pedido": 10_001 + number,
        "cliente": format!("cliente-{:02}", 1 + draw("client", CLIENTS_OF_SHORT)),
        "unidades": 1 + draw("units", 5),
        "precio": (199 + draw("cents", 20_000)) as f64 / 100.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attempt_has_between_12_and_40_orders_with_a_client_and_a_watched_one() {
        for attempt in 1..=200 {
            let orders =
                Orders::derive(&Seed::derive("ana", "productor-basico", attempt), Lab::Producer);
            assert!((12..=40).contains(&orders.orders.len()));
            assert!(orders.orders.iter().all(|order| client_of(order).is_some()));
            let watched = orders.watched_client();
            let count = |name| orders.orders.iter().filter(|o| client_of(o) == Some(name)).count();
            assert!(
                orders
                    .orders
                    .iter()
                    .filter_map(client_of)
                    .all(|name| count(name) <= count(watched))
            );
        }
    }

    #[test]
    fn some_order_of_an_attempt_breaks_ascii_and_doubles() {
        let orders = Orders::derive(&Seed::derive("ana", "productor-basico", 1), Lab::Producer);
        assert!(orders.orders.iter().all(|order| order["referencia"].as_u64() > Some(1 << 53)));
        assert!(orders.orders.iter().any(|order| !order.to_string().is_ascii()));
    }
}
