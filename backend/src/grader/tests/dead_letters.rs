//! Records that cannot be read: set apart, skipped, tried again.

use api::verdict::{CheckVerdict, EvidenceLink};
use serde_json::json;

use super::{consumer, kind::judged, run};
use crate::evidence::{
    group::{Failed, Forwarded, Outcome},
    topic::{Origin, Record, Topic},
    value::Data,
};

/// The consumer's healthy run with one record that cannot be read, and its dead letter.
fn healthy() -> run::Run {
    let mut run = consumer::healthy();
    let (partition, _) = run.place(1, 0);
    let bad = run.record(1, 0);
    bad.value = Some(Data::new(b"\xffcaf\xe9"));
    let origin = Origin {
        topic: "pedidos".to_owned(),
        partition,
        offset: bad.offset,
        error: "UnicodeDecodeError: invalid start byte".to_owned(),
    };
    // The headers of the run travel with it, but its order is not looked up in this topic.
    let letter = Record { offset: 0, order: None, origin: Some(origin), ..bad.clone() };
    let letters = Topic {
        real_name: "b.r.1.1.errores".to_owned(),
        partitions: vec![run::partition(0, vec![letter])],
        removed: Vec::new(),
    };
    run.act(1).topics.insert("errores".to_owned(), letters);
    run
}

fn letters(run: &mut run::Run) -> &mut Vec<Record> {
    let topic = run.act(1).topics.get_mut("errores").unwrap();
    &mut topic.partitions[0].batches[0].records
}

/// The act has two topics, so a link names one.
fn record(topic: &str, partition: u32, offset: i64) -> EvidenceLink {
    EvidenceLink::Record { act: 1, topic: Some(topic.to_owned()), partition, offset }
}

fn result(run: &run::Run) -> CheckVerdict {
    judged(run, json!({ "dead_letters": { "act": 1, "topic": "errores" } })).result
}

#[test]
fn an_unreadable_record_that_was_set_apart_passes() {
    assert_eq!(result(&healthy()), CheckVerdict::Passed);
}

#[test]
fn a_letter_says_where_it_came_from_and_is_what_came() {
    let spoil: [fn(&mut Record); 6] = [
        |letter| letter.value = None,
        |letter| letter.key = Some(Data::new(b"x")),
        |letter| letter.origin = None,
        |letter| letter.origin.as_mut().unwrap().error.clear(),
        |letter| letter.origin.as_mut().unwrap().offset += 1,
        |letter| letter.origin.as_mut().unwrap().topic = "avisos".to_owned(),
    ];
    for (number, spoil) in spoil.into_iter().enumerate() {
        let mut run = healthy();
        spoil(&mut letters(&mut run)[0]);
        assert_eq!(result(&run), CheckVerdict::NotYet, "{number}");
    }
}

#[test]
fn each_is_set_apart_once_and_nothing_else_is() {
    let mut run = healthy();
    let twin = Record { offset: 1, ..letters(&mut run)[0].clone() };
    letters(&mut run).push(twin);
    let check = judged(&run, json!({ "dead_letters": { "act": 1, "topic": "errores" } }));
    assert_eq!(check.result, CheckVerdict::NotYet);
    assert_eq!(check.evidence, [record("errores", 0, 1)]);

    let (partition, _) = run.place(1, 0);
    let offset = letters(&mut run)[0].origin.as_ref().unwrap().offset;
    letters(&mut run).clear();
    let check = judged(&run, json!({ "dead_letters": { "act": 1, "topic": "errores" } }));
    assert_eq!(check.evidence, [record("pedidos", partition, offset)]);
    assert!(check.found.es.starts_with("Apartados: 0 de 1."), "{}", check.found.es);

    let mut run = healthy();
    // A good record among the letters.
    let good = {
        let partitions = &run.act(1).topics["pedidos"].partitions;
        let mut records = partitions.iter().flat_map(|partition| partition.records());
        records.find(|record| record.order == Some(1)).unwrap().clone()
    };
    let good = Record { offset: 1, ..good };
    letters(&mut run).push(good);
    assert_eq!(result(&run), CheckVerdict::NotYet);
}

#[test]
fn what_a_service_made_of_an_order_is_not_unreadable() {
    let mut run = healthy();
    let made = Record {
        offset: 0,
        order: Some(1),
        value: Some(Data::new(b"{}")),
        key: None,
        origin: None,
    };
    let made = Topic {
        real_name: "b.r.1.1.pagados".to_owned(),
        partitions: vec![run::partition(0, vec![made])],
        removed: Vec::new(),
    };
    run.act(1).topics.insert("pagados".to_owned(), made);
    run.group(1).topics.push("pagados".to_owned());
    assert_eq!(result(&run), CheckVerdict::NotYet, "nobody sent it on");
    let (topic, partition, offset, order) = (0, 0, 0, Some(1));
    let (to, to_partition, to_offset) = ("pagados".to_owned(), 0, 0);
    let sent = Forwarded { topic, partition, offset, order, to, to_partition, to_offset };
    run.member(1, 1).forwarded.push(sent);
    assert_eq!(result(&run), CheckVerdict::Passed);
}

#[test]
fn a_missing_order_is_looked_for_in_the_topic_that_was_asked_for() {
    let mut run = healthy();
    let orders = run.act(1).topics.get_mut("pedidos").unwrap();
    let batches = orders.partitions.iter_mut().flat_map(|partition| &mut partition.batches);
    batches.for_each(|batch| batch.records.retain(|record| record.order != Some(3)));
    let order = |topic: Option<&str>| {
        let topic = topic.map(str::to_owned);
        EvidenceLink::Order { act: 1, topic, order: 3 }
    };
    let named = judged(&run, json!({ "nothing_lost": { "act": 1, "topic": "pedidos" } }));
    assert!(named.evidence.contains(&order(Some("pedidos"))), "{:?}", named.evidence);
    let anywhere = judged(&run, json!({ "nothing_lost": { "act": 1 } }));
    assert!(anywhere.evidence.contains(&order(None)), "{:?}", anywhere.evidence);
}

#[test]
fn without_unreadable_records_nothing_is_proved() {
    let mut run = consumer::healthy();
    assert_eq!(result(&run), CheckVerdict::NotYet);
    run.evidence.acts.clear();
    assert_eq!(result(&run), CheckVerdict::NotYet);
}

#[test]
fn attempts_are_counted_with_the_first_one() {
    let mut run = healthy();
    let at_most = |run: &run::Run| {
        judged(run, json!({ "attempts_at_most": { "act": 1, "actor": "app", "most": 3 } }))
    };
    assert_eq!(at_most(&run).result, CheckVerdict::Passed, "nothing failed");
    let mut failed = Failed {
        topic: 0,
        partition: 1,
        offset: 7,
        order: None,
        attempts: 3,
        error: "JSONDecodeError".to_owned(),
        outcome: Outcome::DeadLettered,
    };
    run.member(1, 1).failed.push(failed.clone());
    assert_eq!(at_most(&run).result, CheckVerdict::Passed);
    failed.attempts = 4;
    run.member(1, 2).failed.push(failed);
    let check = at_most(&run);
    assert_eq!(check.result, CheckVerdict::NotYet);
    assert_eq!(check.evidence, [record("pedidos", 1, 7)]);
    run.group(1).members.clear();
    assert_eq!(at_most(&run).result, CheckVerdict::NotYet, "nobody did anything");
}
