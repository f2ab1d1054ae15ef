//! The orders of one attempt: what the learner's script has to send. They hold what breaks a
//! careless serializer: accents, emoji, nested objects, null, and numbers that JSON must keep.

use std::{collections::BTreeMap, ops::RangeInclusive};

use lessons::{exercise::Lab, question::Observation};
use serde_json::{Value, json};

use crate::evidence::{
    seed::Seed,
    variant::{CRASH, EARLY, Variant},
};

/// The topics of the producer's exercises have three partitions.
pub const PARTITIONS: u32 = 3;
/// How many more those of the consumer's exercises may have.
const MORE_PARTITIONS: u64 = 1;
/// The most members of a group in the consumer's exercises.
const MOST_MEMBERS: i64 = 5;
/// The most partitions that can be predicted of a topic.
const MOST_PARTITIONS: i64 = 12;
const FEWEST: u64 = 12;
const MOST: u64 = 40;
/// For the configuration exercise.
const FEWEST_SHORT: u64 = 90;
const MOST_SHORT: u64 = 150;
const CLIENTS_OF_SHORT: u64 = 12;
/// `max_poll_records` in the configuration exercise.
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

/// The most orders and partitions that a variant can have.
pub fn at_most(lab: Lab) -> (u64, u64) {
    let partitions = u64::from(PARTITIONS);
    match lab {
        Lab::Producer => (MOST, partitions),
        Lab::Consumer => (MOST, partitions + MORE_PARTITIONS),
        Lab::Configuration => (MOST_SHORT, partitions),
    }
}

/// What the seed gives to a run of this lab.
pub fn derive(seed: &Seed, lab: Lab) -> Variant {
    let count = FEWEST + seed.draw("orders", 0, MOST - FEWEST + 1);
    let clients = 4 + seed.draw("clients", 0, 4);
    let orders = || (0..count as u32).map(|number| order(seed, number, clients)).collect();
    match lab {
        Lab::Producer => {
            Variant { partitions: PARTITIONS, orders: orders(), draws: BTreeMap::new() }
        }
        Lab::Consumer => {
            // Between a half and three quarters.
            let early = (count / 2 + seed.draw("early", 0, count / 4 + 1)) as u32;
            Variant {
                partitions: PARTITIONS + seed.draw("partitions", 0, MORE_PARTITIONS + 1) as u32,
                orders: orders(),
                draws: [(EARLY.to_owned(), early)].into(),
            }
        }
        Lab::Configuration => for_configuration(seed),
    }
}

/// Many short orders, because batches and codecs show their effect only in large numbers.
fn for_configuration(seed: &Seed) -> Variant {
    let count = FEWEST_SHORT + seed.draw("orders", 0, MOST_SHORT - FEWEST_SHORT + 1);
    // In the middle of a batch, so that each way to commit has another outcome.
    let batches = 2 + seed.draw("crash batch", 0, 3) as u32;
    let crash = batches * MAX_POLL_RECORDS + 3 + seed.draw("crash", 0, 6) as u32;
    Variant {
        partitions: PARTITIONS,
        orders: (0..count as u32).map(|number| short_order(seed, number)).collect(),
        draws: [(CRASH.to_owned(), crash)].into(),
    }
}

/// The possible answers to a question about a variant.
pub fn answers(variant: &Variant, asked: &Observation) -> RangeInclusive<i64> {
    let orders = variant.orders.len() as i64;
    match asked {
        Observation::PartitionOfWatchedKey(_) => 0..=i64::from(variant.partitions) - 1,
        Observation::IdleMembers(_) | Observation::MembersExpelled(_) => 0..=MOST_MEMBERS,
        Observation::RecordsDelivered(_) => 0..=MOST_MEMBERS * orders,
        // A consumer that has to start again can do all its effects twice.
        Observation::RowsInSink(_) => 0..=2 * orders,
        Observation::PartitionsOfTopic(_) => 0..=MOST_PARTITIONS,
        Observation::RecordsInLog(_)
        | Observation::FirstOffset(_)
        | Observation::BeginOffset(_)
        | Observation::RecordsInCommon(_)
        | Observation::KeysInSeveralPartitions(_)
        | Observation::OrdersLost(_)
        | Observation::OrdersRepeated(_)
        | Observation::OrdersOutOfPlace(_)
        | Observation::RecordsReadAgain(_) => 0..=orders,
        // Not answered with a number.
        Observation::SettingsThatDiffer(_) | Observation::BytesPerRecord(_) => 0..=0,
    }
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
        // Beyond 2^53: a JSON parser that only has doubles would change it.
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
    use crate::evidence::variant::client_of;

    #[test]
    fn every_attempt_has_between_12_and_40_orders_with_a_client_and_a_watched_one() {
        for attempt in 1..=200 {
            let orders = derive(&Seed::derive("ana", "productor-basico", attempt), Lab::Producer);
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
        let orders = derive(&Seed::derive("ana", "productor-basico", 1), Lab::Producer);
        assert!(orders.orders.iter().all(|order| order["referencia"].as_u64() > Some(1 << 53)));
        assert!(orders.orders.iter().any(|order| !order.to_string().is_ascii()));
    }
}
