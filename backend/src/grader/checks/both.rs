//! A check that compares what two groups got.

use std::collections::BTreeSet;

use api::{text::Text, verdict::EvidenceLink};
use lessons::scenario::selector::Pair;

use super::{
    Finding,
    delivery::{not_run, place_of},
};
use crate::{evidence::Evidence, grader::select};

/// Each of the two groups got every order.
pub(super) fn got_every_order(evidence: &Evidence, pair: &Pair) -> Finding {
    let orders = evidence.variant.orders.len() as u32;
    let expected = Text::new(
        format!("{orders} pedidos a cada grupo"),
        format!("{orders} orders to each group"),
    );
    let selectors = pair.selectors();
    let parts = selectors.each_ref().map(|selector| select(evidence, selector));
    let [Some(first), Some(second)] = parts else { return not_run(expected) };
    let [first_got, second_got] = [first, second].map(|part| -> BTreeSet<u32> {
        let orders_got = part.processed().filter_map(|(_, record)| record.order);
        orders_got.filter(|order| *order < orders).collect()
    });
    let missing: BTreeSet<u32> = (0..orders)
        .filter(|order| !first_got.contains(order) || !second_got.contains(order))
        .collect();
    let [first_name, second_name] = &pair.actors;
    let (first_count, second_count) = (first_got.len(), second_got.len());
    let both = first_got.intersection(&second_got).count();
    // The orders are in topics of the act, and no group's in particular.
    let whole = first.act().whole();
    let place = |order| -> EvidenceLink { place_of(whole, order) };
    Finding {
        passed: orders > 0 && missing.is_empty(),
        expected,
        found: Text::new(
            format!(
                "{first_name}: {first_count}. {second_name}: {second_count}. En común: {both}."
            ),
            format!(
                "{first_name}: {first_count}. {second_name}: {second_count}. In common: {both}."
            ),
        ),
        evidence: missing.into_iter().map(place).collect(),
    }
}
