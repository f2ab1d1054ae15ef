//! The rows of the lab's sink: repeated, replaced, missing.

use api::verdict::{CheckVerdict, EvidenceLink};
use serde_json::json;

use super::{
    consumer,
    kind::{judged, observed},
    run::Run,
};
use crate::evidence::{
    group::{Effect, Processed},
    value::Data,
};

/// The consumer's healthy run, whose handler writes a row for each record.
fn healthy() -> Run {
    let mut run = consumer::healthy();
    let mut row = 0;
    for member in &mut run.group(1).members {
        for record in &member.processed {
            member.effects.push(effect(record, row));
            row += 1;
        }
    }
    run
}

fn effect(record: &Processed, row: u64) -> Effect {
    let &Processed { topic, partition, offset, order, .. } = record;
    Effect { topic, partition, offset, order, row }
}

/// Whether each order has a row at most, and one at least, after the second act.
fn verdicts(run: &Run) -> [CheckVerdict; 2] {
    let of = |kind: &str| judged(run, json!({ kind: { "act": 2 } })).result;
    [of("effects_once"), of("effects_complete")]
}

fn rows(run: &Run, act: u32) -> Option<i64> {
    observed(run, json!({ "rows_in_sink": { "act": act } }))
}

#[test]
fn one_row_for_each_order() {
    let run = healthy();
    let orders = run.evidence.variant.orders.len() as i64;
    assert_eq!(verdicts(&run), [CheckVerdict::Passed; 2]);
    assert_eq!((rows(&run, 1), rows(&run, 2)), (Some(orders), Some(orders)), "rows stay");
}

#[test]
fn an_effect_that_is_done_again_has_a_row_of_its_own_or_replaces_the_first() {
    let mut run = healthy();
    let orders = run.evidence.variant.orders.len() as i64;
    let first = run.member(1, 1).processed[0].clone();
    run.member(2, 1).effects = vec![effect(&first, 0)];
    assert_eq!(verdicts(&run), [CheckVerdict::Passed; 2], "replaced");
    assert_eq!(rows(&run, 2), Some(orders));

    run.member(2, 1).effects = vec![effect(&first, 1000)];
    assert_eq!(verdicts(&run), [CheckVerdict::NotYet, CheckVerdict::Passed]);
    assert_eq!((rows(&run, 1), rows(&run, 2)), (Some(orders), Some(orders + 1)));
    let check = judged(&run, json!({ "effects_once": { "act": 2 } }));
    let Processed { partition, offset, .. } = first;
    assert_eq!(check.evidence, [EvidenceLink::Record { act: 2, topic: None, partition, offset }]);
    assert!(check.found.es.ends_with("repiten un pedido: 1."), "{}", check.found.es);
    // Before it was done again, all was well.
    assert_eq!(judged(&run, json!({ "effects_once": { "act": 1 } })).result, CheckVerdict::Passed);
}

#[test]
fn a_missing_effect_is_named_unless_its_record_cannot_be_read() {
    let mut run = healthy();
    let effect = run.member(1, 1).effects.pop().unwrap();
    assert_eq!(verdicts(&run), [CheckVerdict::Passed, CheckVerdict::NotYet]);
    let check = judged(&run, json!({ "effects_complete": { "act": 2 } }));
    let Effect { partition, offset, .. } = effect;
    assert_eq!(check.evidence, [EvidenceLink::Record { act: 2, topic: None, partition, offset }]);
    assert!(check.found.en.ends_with("1 are missing."), "{}", check.found.en);

    run.record(2, effect.order.unwrap()).value = Some(Data::new(b"{\"pedido\": 1,"));
    assert_eq!(verdicts(&run), [CheckVerdict::Passed; 2]);
}

#[test]
fn an_empty_sink_proves_nothing() {
    let run = consumer::healthy();
    assert_eq!(verdicts(&run), [CheckVerdict::NotYet; 2]);
    assert_eq!(rows(&run, 2), Some(0));
}
