//! Every order once: duplicates, foreign records, gaps, tombstones.

use api::verdict::{CheckResult, EvidenceLink};

use super::{failed, run::Run};
use crate::evidence::{topic::Record, value::Data};

/// The result of the check on act 1.
fn in_log(run: &Run) -> CheckResult {
    run.grade().checks.into_iter().find(|check| check.id == "in_log").unwrap()
}

#[test]
fn a_missing_order_is_named() {
    let mut run = Run::healthy();
    drop(run.take(1, 3));
    let check = in_log(&run);
    assert_eq!(check.evidence, [EvidenceLink::Order { act: 1, topic: None, order: 3 }]);
    let orders = run.evidence.variant.orders.len();
    assert_eq!(check.found.es, format!("Hay {} de {orders} pedidos.", orders - 1));
    assert_eq!(check.found.en, format!("{} of {orders} orders are there.", orders - 1));
}

#[test]
fn a_duplicate_shows_all_its_places() {
    let mut run = Run::healthy();
    let twin = run.record(1, 0).clone();
    let (partition, _) = run.place(1, 0);
    let offset = run.append(1, partition, twin.clone());
    let check = in_log(&run);
    let place = |offset| EvidenceLink::Record { act: 1, topic: None, partition, offset };
    assert_eq!(check.evidence, [place(twin.offset), place(offset)]);
    assert!(check.found.es.ends_with("repiten un pedido: 2."), "{}", check.found.es);
    // The same value twice under the same key breaks no other check.
    assert_eq!(failed(&run.grade()), ["in_log"]);
}

#[test]
fn a_record_of_somebody_else_counts_against_it() {
    let mut run = Run::healthy();
    let text = |text: &str| Some(Data::Text(text.to_owned()));
    let (key, value) = (text("x"), text("hola"));
    let stranger = Record { offset: 0, order: None, key, value, origin: None };
    let offset = run.append(1, 2, stranger);
    let check = in_log(&run);
    assert_eq!(
        check.evidence,
        [EvidenceLink::Record { act: 1, topic: None, partition: 2, offset }]
    );
    assert!(check.found.en.ends_with("not of these orders: 1."), "{}", check.found.en);
    assert_eq!(failed(&run.grade()), ["in_log", "value_json", "key_partition"]);
}

#[test]
fn a_number_beyond_the_orders_is_no_order() {
    for beyond in [0, 1, u32::MAX] {
        let mut run = Run::healthy();
        let orders = run.evidence.variant.orders.len() as u32;
        let mut record = run.record(1, 0).clone();
        record.order = Some(orders.saturating_add(beyond));
        let (partition, _) = run.place(1, 0);
        let offset = run.append(1, partition, record);
        let check = in_log(&run);
        assert_eq!(
            check.evidence,
            [EvidenceLink::Record { act: 1, topic: None, partition, offset }]
        );
        let found = format!("Están los {orders}. Registros que no son de estos pedidos: 1.");
        assert_eq!(check.found.es, found);
    }
}

#[test]
fn a_tombstone_is_in_the_log_but_is_not_its_order() {
    let mut run = Run::healthy();
    run.record(1, 0).value = None;
    assert_eq!(failed(&run.grade()), ["value_json"]);
}

#[test]
fn an_act_that_was_never_run_has_nothing_in_its_log() {
    let mut run = Run::healthy();
    run.evidence.acts.remove(0);
    let check = in_log(&run);
    assert_eq!(failed(&run.grade()), ["in_log"]);
    assert_eq!(check.found.en, "The act was never run.");
}

#[test]
fn a_lost_run_does_not_list_every_order() {
    let mut run = Run::healthy();
    for partition in 0..3 {
        run.records(1, partition).clear();
    }
    let links = in_log(&run).evidence;
    assert!(run.evidence.variant.orders.len() > links.len() && !links.is_empty(), "{links:?}");
}
