//! Checks that count what the log holds.

use std::collections::BTreeMap;

use api::text::Text;
use lessons::scenario::selector::Selector;

use super::{Finding, delivery::not_run};
use crate::{
    evidence::{Evidence, part::Part, topic::Place},
    grader::{
        link, link_to_order,
        measures::{self, Disorder},
        select,
    },
};

/// Every order is in the log of the act exactly once, and nothing else is.
pub(super) fn every_order_once(evidence: &Evidence, selector: &Selector) -> Finding {
    let orders = evidence.variant.orders.len() as u32;
    let expected = Text::new(
        format!("{orders} pedidos en el log, cada uno una vez"),
        format!("{orders} orders in the log, each of them once"),
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let act = found.act().act;
    let places = places_of_orders(found);
    let missing: Vec<u32> = (0..orders).filter(|order| !places.contains_key(order)).collect();
    let repeated: Vec<_> =
        places.values().filter(|places| places.len() > 1).flatten().copied().collect();
    let foreign: Vec<_> = found
        .records()
        .filter(|(_, record)| record.order.is_none_or(|order| order >= orders))
        .map(|(place, _)| place)
        .collect();
    Finding {
        passed: orders > 0 && missing.is_empty() && repeated.is_empty() && foreign.is_empty(),
        expected,
        found: sentence(orders, missing.len() as u32, repeated.len(), foreign.len()),
        evidence: (missing.iter().map(|order| link_to_order(found, *order)))
            .chain(repeated.into_iter().chain(foreign).map(|place| link(act, place)))
            .collect(),
    }
}

/// Every order is in the log of the act, once or more.
pub(super) fn nothing_lost(evidence: &Evidence, selector: &Selector) -> Finding {
    let orders = evidence.variant.orders.len() as u32;
    let expected = Text::new(
        format!("los {orders} pedidos en el log"),
        format!("all {orders} orders in the log"),
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let lost = measures::lost(found, orders);
    let (absent, present) = (lost.len() as u32, orders - lost.len() as u32);
    Finding {
        passed: orders > 0 && lost.is_empty(),
        expected,
        found: match absent {
            0 => Text::new(format!("Están los {orders}."), format!("All {orders} are there.")),
            _ => Text::new(
                format!("Hay {present} de {orders}: faltan {absent}."),
                format!("{present} of {orders} are there: {absent} are missing."),
            ),
        },
        evidence: lost.into_iter().map(|order| link_to_order(found, order)).collect(),
    }
}

/// In each partition the orders are in sequence, and none is repeated.
pub(super) fn in_order_without_repeats(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new(
        "en cada partición, los pedidos en su orden y cada uno una vez",
        "in each partition, the orders in their order and each of them once",
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let act = found.act().act;
    let Disorder { repeated, out_of_place } = measures::disorder(found);
    let (twice, late) = (repeated.len(), out_of_place.len());
    let is_empty = found.records().next().is_none();
    Finding {
        passed: !is_empty && twice == 0 && late == 0,
        expected,
        found: if is_empty {
            Text::new("El log está vacío.", "The log is empty.")
        } else if twice == 0 && late == 0 {
            Text::new("Ninguno repetido ni fuera de sitio.", "None repeated or out of place.")
        } else {
            Text::new(
                format!("Registros repetidos: {twice}. Fuera de sitio: {late}."),
                format!("Records repeated: {twice}. Out of place: {late}."),
            )
        },
        evidence: repeated.into_iter().chain(out_of_place).map(|it| link(act, it)).collect(),
    }
}

/// All places of each order.
fn places_of_orders(part: Part<'_>) -> BTreeMap<u32, Vec<Place<'_>>> {
    let mut places: BTreeMap<u32, Vec<Place<'_>>> = BTreeMap::new();
    for (place, record) in part.records() {
        if let Some(order) = record.order {
            places.entry(order).or_default().push(place);
        }
    }
    places
}

/// The sentence is built so that no word has to agree with a number.
fn sentence(orders: u32, missing: u32, repeated: usize, foreign: usize) -> Text {
    let mut text = match missing {
        0 => Text::new(format!("Están los {orders}."), format!("All {orders} are there.")),
        _ => {
            let present = orders - missing;
            Text::new(
                format!("Hay {present} de {orders} pedidos."),
                format!("{present} of {orders} orders are there."),
            )
        }
    };
    let mut add = |es: String, en: String| {
        text.es.push_str(&es);
        text.en.push_str(&en);
    };
    if repeated > 0 {
        add(
            format!(" Registros que repiten un pedido: {repeated}."),
            format!(" Records that repeat an order: {repeated}."),
        );
    }
    if foreign > 0 {
        add(
            format!(" Registros que no son de estos pedidos: {foreign}."),
            format!(" Records that are not of these orders: {foreign}."),
        );
    }
    text
}
