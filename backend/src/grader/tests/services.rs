//! What services sent on, dropped, and kept.

use std::collections::BTreeMap;

use api::verdict::{CheckVerdict, EvidenceLink};
use serde_json::{Value, json};

use super::{
    consumer,
    kind::{judged, observed},
    run,
};
use crate::evidence::{
    group::Filtered,
    topic::{Record, Topic},
    value::Data,
    variant::client_of,
};

const LEAST: u64 = 3;

fn passes(order: &Value) -> bool {
    order["unidades"].as_u64() >= Some(LEAST)
}

/// The consumer's healthy run, whose group sent on what has three units or more, each by the number
/// of its order, and added the units up.
fn healthy() -> run::Run {
    let mut run = consumer::healthy();
    let orders = run.evidence.variant.orders.clone();
    let due = (0..).zip(&orders).filter(|(_, order)| passes(order));
    let records = (0..).zip(due).map(|(offset, (number, order))| Record {
        offset,
        order: Some(number),
        key: Some(Data::new(order["pedido"].to_string().as_bytes())),
        value: Some(Data::Text(json!({ "pedido": order["pedido"] }).to_string())),
        origin: None,
    });
    let sent = Topic {
        real_name: "b.r.1.1.pagados".to_owned(),
        partitions: vec![run::partition(0, records.collect())],
        removed: Vec::new(),
    };
    run.act(1).topics.insert("pagados".to_owned(), sent);
    let mut rows: BTreeMap<String, i64> = BTreeMap::new();
    for order in &orders {
        let units = order["unidades"].as_i64().unwrap();
        *rows.entry(client_of(order).unwrap().to_owned()).or_default() += units;
    }
    run.group(1).rows = rows;
    run
}

fn sent(run: &mut run::Run) -> &mut Vec<Record> {
    let topic = run.act(1).topics.get_mut("pagados").unwrap();
    &mut topic.partitions[0].batches[0].records
}

fn forwarding() -> Value {
    json!({
        "act": 1,
        "from": "pedidos",
        "topic": "pagados",
        "only": { "field": "unidades", "at_least": LEAST },
        "take": ["pedido"],
        "key": "pedido",
    })
}

fn results(run: &run::Run) -> [CheckVerdict; 2] {
    ["forwarded_once", "nothing_else_forwarded"]
        .map(|kind| judged(run, json!({ kind: forwarding() })).result)
}

fn fold(run: &run::Run) -> api::verdict::CheckResult {
    let folding = json!({ "act": 1, "actor": "app", "by": "cliente", "sum": "unidades" });
    judged(run, json!({ "rows_are_fold": folding }))
}

#[test]
fn a_service_that_sends_on_what_it_has_to_passes() {
    assert_eq!(results(&healthy()), [CheckVerdict::Passed; 2]);
}

#[test]
fn each_is_sent_on_once_and_as_it_has_to_be() {
    let spoil: [fn(&mut Vec<Record>); 4] = [
        |sent| drop(sent.remove(0)),
        |sent| sent.push(Record { offset: 90, ..sent[0].clone() }),
        |sent| sent[0].key = None,
        |sent| sent[0].value = Some(Data::Text("{}".to_owned())),
    ];
    for (number, spoil) in spoil.into_iter().enumerate() {
        let mut run = healthy();
        spoil(sent(&mut run));
        let [once, nothing_else] = results(&run);
        assert_eq!(once, CheckVerdict::NotYet, "{number}");
        assert_eq!(nothing_else, CheckVerdict::Passed, "{number}");
    }
}

#[test]
fn what_a_filter_drops_is_not_sent_on() {
    let mut run = healthy();
    let orders = run.evidence.variant.orders.clone();
    let dropped = orders.iter().position(|order| !passes(order)).unwrap() as u32;
    let copied = Record { offset: 90, order: Some(dropped), ..sent(&mut run)[0].clone() };
    sent(&mut run).push(copied);
    assert_eq!(results(&run), [CheckVerdict::Passed, CheckVerdict::NotYet]);
    let check = judged(&run, json!({ "nothing_else_forwarded": forwarding() }));
    let topic = Some("pagados".to_owned());
    assert_eq!(check.evidence, [EvidenceLink::Record { act: 1, topic, partition: 0, offset: 90 }]);
}

#[test]
fn without_anything_to_send_on_nothing_is_proved() {
    let mut run = healthy();
    sent(&mut run).clear();
    run.act(1).topics.remove("pedidos");
    assert_eq!(results(&run), [CheckVerdict::NotYet; 2]);
    run.evidence.acts.clear();
    assert_eq!(results(&run), [CheckVerdict::NotYet; 2]);
}

#[test]
fn rows_are_what_the_log_gives_and_no_others() {
    assert_eq!(fold(&healthy()).result, CheckVerdict::Passed);
    let spoil: [fn(&mut BTreeMap<String, i64>); 4] = [
        |rows| *rows.values_mut().next().unwrap() += 1,
        |rows| drop(rows.pop_first()),
        |rows| {
            rows.insert("nadie".to_owned(), 1);
        },
        BTreeMap::clear,
    ];
    for (number, spoil) in spoil.into_iter().enumerate() {
        let mut run = healthy();
        spoil(&mut run.group(1).rows);
        assert_eq!(fold(&run).result, CheckVerdict::NotYet, "{number}");
    }
    let mut run = healthy();
    let partitions = &mut run.act(1).topics.get_mut("pedidos").unwrap().partitions;
    let with_records = partitions.iter_mut().find(|partition| partition.end > 0).unwrap();
    with_records.batches[0].records.pop();
    let check = fold(&run);
    assert_eq!(check.result, CheckVerdict::NotYet, "the log gives less");
    assert!(check.found.es.starts_with("Filas que no coinciden: 1."), "{}", check.found.es);
}

#[test]
fn only_the_orders_that_are_meant_are_added_up() {
    let mut run = healthy();
    let mut rows: BTreeMap<String, i64> = BTreeMap::new();
    for order in run.evidence.variant.orders.iter().filter(|order| passes(order)) {
        *rows.entry(client_of(order).unwrap().to_owned()).or_default() += 1;
    }
    run.group(1).rows = rows;
    let only = json!({ "field": "unidades", "at_least": LEAST });
    let folding = json!({ "act": 1, "actor": "app", "by": "cliente", "only": only });
    assert_eq!(judged(&run, json!({ "rows_are_fold": folding })).result, CheckVerdict::Passed);
}

#[test]
fn records_that_were_dropped_are_counted_by_their_topic() {
    let mut run = healthy();
    let dropped = Filtered { topic: 0, partition: 0, offset: 0, order: None };
    run.member(1, 1).filtered = vec![dropped, Filtered { topic: 1, offset: 1, ..dropped }];
    let counted = |of: Value| observed(&run, json!({ "records_filtered": of }));
    assert_eq!(counted(json!({ "act": 1 })), Some(2));
    assert_eq!(counted(json!({ "act": 1, "topic": "pedidos" })), Some(1));
}
