//! Checks that read what handlers did to the lab's sink.

use std::collections::{BTreeMap, BTreeSet};

use api::text::Text;
use lessons::scenario::selector::Selector;

use super::{Finding, delivery::not_run, values};
use crate::{
    evidence::{Evidence, topic::Place},
    grader::{counts, link, select},
};

/// No order has two rows in the sink after the act. An empty sink proves nothing, so it does not
/// pass.
pub(super) fn once(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new(
        "ningún pedido con dos filas en el destino",
        "no order with two rows in the sink",
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let rows = counts::rows(evidence, found);
    let mut seen = BTreeSet::new();
    let again: Vec<_> = (rows.values())
        .filter(|row| row.order.is_some_and(|order| !seen.insert(order)))
        .map(|row| link(row.act, row.place))
        .collect();
    let (count, extra) = (rows.len(), again.len());
    Finding {
        passed: count > 0 && extra == 0,
        expected,
        found: match (count, extra) {
            (0, _) => empty(),
            (_, 0) => Text::new(
                format!("Filas: {count}. Ninguna repite un pedido."),
                format!("Rows: {count}. None of them repeats an order."),
            ),
            _ => Text::new(
                format!("Filas: {count}. Las que repiten un pedido: {extra}."),
                format!("Rows: {count}. Those that repeat an order: {extra}."),
            ),
        },
        evidence: again,
    }
}

/// Every order of the log that can be read has a row in the sink after the act.
pub(super) fn complete(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new(
        "una fila en el destino de cada pedido que se puede leer",
        "a row in the sink for every readable order",
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let orders = &evidence.variant.orders;
    let readable: BTreeMap<u32, Place<'_>> = counts::read_by_groups(found)
        .filter(|(_, record)| values::is_its_order(record, orders))
        .filter_map(|(place, record)| Some((record.order?, place)))
        .collect();
    let rows = counts::rows(evidence, found);
    let written: BTreeSet<u32> = rows.values().filter_map(|row| row.order).collect();
    let missing: Vec<_> = readable.iter().filter(|(order, _)| !written.contains(order)).collect();
    let (all, absent) = (readable.len(), missing.len());
    Finding {
        passed: all > 0 && absent == 0,
        expected,
        found: match (all, absent) {
            (0, _) => Text::new(
                "El log no tiene ningún pedido que se pueda leer.",
                "The log has no readable order.",
            ),
            (_, 0) => Text::new(format!("Están los {all}."), format!("All {all} are there.")),
            _ => Text::new(
                format!("Hay {} de {all}: faltan {absent}.", all - absent),
                format!("{} of {all} are there: {absent} are missing.", all - absent),
            ),
        },
        evidence: missing.into_iter().map(|(_, place)| link(found.act().act, *place)).collect(),
    }
}

fn empty() -> Text {
    Text::new("El destino está vacío.", "The sink is empty.")
}
