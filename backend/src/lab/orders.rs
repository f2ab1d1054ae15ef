//! The orders of one attempt: what the learner's script has to send. They hold what breaks a
//! careless serializer: accents, emoji, nested objects, null, and numbers that JSON must keep.

use std::ops::RangeInclusive;

use api::event::FIRST_ORDER;
use lessons::{
    exercise::Exercise,
    question::Observation,
    scenario::{
        data::{OrderKind, Orders},
        draw::{Draw, Draws, Term},
    },
};
use serde_json::{Value, json};

use crate::evidence::{seed::Seed, variant::Variant};

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

/// What the seed gives to a run of this exercise.
pub fn derive(seed: &Seed, exercise: &Exercise) -> Variant {
    let Orders { kind, count, clients } = exercise.scenario.data.orders;
    let between =
        |label, [from, to]: [u32; 2]| from + seed.draw(label, 0, u64::from(to - from) + 1) as u32;
    let (count, clients) = (between("orders", count), between("clients", clients));
    let order = match kind {
        OrderKind::Shop => order,
        OrderKind::Short => short_order,
    };
    let draws = draws(seed, exercise, count);
    Variant {
        partitions: partitions(exercise, &draws),
        orders: (0..count).map(|number| order(seed, number, clients.into())).collect(),
        draws: draws.named,
    }
}

/// What a run with this variant performs, if the form has these fields.
pub fn draws_of(variant: &Variant) -> Draws {
    Draws { orders: variant.orders.len() as u32, named: variant.draws.clone() }
}

fn draws(seed: &Seed, exercise: &Exercise, orders: u32) -> Draws {
    let draw = |(name, draw): (&String, &Draw)| {
        let terms = draw.terms(name, orders);
        let number = |term: &Term| {
            (term.from + seed.draw(&term.label, 0, term.bound.into()) as u32) * term.times
        };
        (name.clone(), terms.iter().map(number).sum())
    };
    Draws { orders, named: exercise.scenario.draws.iter().map(draw).collect() }
}

/// The most partitions that a topic of the scenario begins with, as long as the form is as it
/// begins.
fn partitions(exercise: &Exercise, draws: &Draws) -> u32 {
    let defaults = exercise.fields.iter().map(|field| (field.name.clone(), field.default.clone()));
    let script = exercise.scenario.resolve(&defaults.collect(), draws);
    let topics = script.iter().flat_map(|script| script.topics.values());
    topics.filter_map(|topic| topic.partitions).max().unwrap_or_default()
}

/// The most members that a group of an exercise has.
const MOST_MEMBERS: i64 = 5;
/// The most partitions that can be predicted of a topic.
const MOST_PARTITIONS: i64 = 12;

/// The most bytes that can be predicted of a record; an order takes some hundreds.
const MOST_RECORD_BYTES: i64 = 9_999;

/// The possible answers to a question about a variant.
pub fn answers(variant: &Variant, asked: &Observation) -> RangeInclusive<i64> {
    let orders = variant.orders.len() as i64;
    match asked {
        Observation::PartitionOfWatchedKey(_) => 0..=i64::from(variant.partitions) - 1,
        Observation::IdleMembers(_) | Observation::MembersExpelled(_) => 0..=MOST_MEMBERS,
        Observation::RecordsDelivered(_)
        | Observation::RecordsFiltered(_)
        | Observation::DeliveredOutOfOrder(_) => 0..=MOST_MEMBERS * orders,
        // A consumer that has to start again can do all its effects twice.
        Observation::RowsInSink(_) => 0..=2 * orders,
        Observation::PartitionsOfTopic(_) | Observation::PartitionsRevoked(_) => {
            0..=MOST_PARTITIONS
        }
        // With what a record and its batch add, an order takes less than so much.
        Observation::BytesInLog(_) => 0..=1024 * orders,
        Observation::MeanRecordBytes(_) => 0..=MOST_RECORD_BYTES,
        Observation::RecordsInLog(_)
        | Observation::BatchesInLog(_)
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
        "pedido": FIRST_ORDER + number,
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
fn short_order(seed: &Seed, number: u32, clients: u64) -> Value {
    let draw = |label, bound| seed.draw(label, number, bound);
    json!({
        "pedido": FIRST_ORDER + number,
        "cliente": format!("cliente-{:02}", 1 + draw("client", clients)),
        "unidades": 1 + draw("units", 5),
        "precio": (199 + draw("cents", 20_000)) as f64 / 100.0,
    })
}

#[cfg(test)]
mod tests {
    use lessons::course::Course;

    use super::*;
    use crate::evidence::variant::client_of;

    fn variants(id: &str, attempts: u32) -> Vec<Variant> {
        let content = concat!(env!("CARGO_MANIFEST_DIR"), "/../lessons/content");
        let course = Course::load(content.as_ref()).unwrap();
        let exercise = course.exercise(id).unwrap();
        (1..=attempts).map(|attempt| derive(&Seed::derive("ana", id, attempt), exercise)).collect()
    }

    #[test]
    fn every_attempt_has_between_12_and_40_orders_with_a_client_and_a_watched_one() {
        for variant in variants("productor-basico", 200) {
            let clients: Vec<_> = variant.orders.iter().filter_map(client_of).collect();
            assert_eq!(clients.len(), variant.orders.len());
            assert!((12..=40).contains(&clients.len()));
            let count = |name| clients.iter().filter(|other| **other == name).count();
            let watched = count(variant.watched_client());
            assert!(clients.iter().all(|name| count(name) <= watched));
        }
    }

    #[test]
    fn some_order_of_an_attempt_breaks_ascii_and_doubles() {
        let orders = &variants("productor-basico", 1)[0].orders;
        assert!(orders.iter().all(|order| order["referencia"].as_u64() > Some(1 << 53)));
        assert!(orders.iter().any(|order| !order.to_string().is_ascii()));
    }
}
