//! Two groups, what they commit, who stays in them and has work, and in which order it comes.

use api::verdict::{CheckVerdict, EvidenceLink};
use serde_json::json;

use super::{
    consumer,
    kind::{judged, observed},
    run::Run,
};
use crate::evidence::{
    act::Actor,
    group::{Assignment, Holding, Revocation, Revoked},
};

/// The consumer's healthy run with a second group, `envios`, that gets everything, too.
fn healthy() -> Run {
    let mut run = consumer::healthy();
    let twin = run.act(1).actors["app"].clone();
    run.act(1).actors.insert("envios".to_owned(), twin);
    run
}

fn members_of<'a>(run: &'a mut Run, actor: &str) -> &'a mut Vec<crate::evidence::group::Member> {
    match run.act(1).actors.get_mut(actor).unwrap() {
        Actor::Group(group) => &mut group.members,
        Actor::Producer(producer) => panic!("a producer has no members: {producer:?}"),
    }
}

#[test]
fn every_order_reaches_each_of_two_groups() {
    let to_each = json!({ "every_order_to_each": { "act": 1, "actors": ["app", "envios"] } });
    let common = json!({ "records_in_common": { "act": 1, "actors": ["app", "envios"] } });
    let mut run = healthy();
    let orders = run.evidence.variant.orders.len() as i64;
    assert_eq!(judged(&run, to_each.clone()).result, CheckVerdict::Passed);
    assert_eq!(observed(&run, common.clone()), Some(orders));

    let lost = members_of(&mut run, "envios")[0].processed.pop().unwrap();
    let check = judged(&run, to_each.clone());
    assert_eq!(check.result, CheckVerdict::NotYet);
    let (partition, offset) = (lost.partition, lost.offset);
    assert_eq!(check.evidence, [EvidenceLink::Record { act: 1, topic: None, partition, offset }]);
    let found = format!("app: {orders}. envios: {}. En común: {}.", orders - 1, orders - 1);
    assert_eq!(check.found.es, found);
    assert_eq!(observed(&run, common.clone()), Some(orders - 1));

    // As in one group: each member has what the other has not.
    let mut run = healthy();
    members_of(&mut run, "app").remove(1);
    members_of(&mut run, "envios").remove(0);
    assert_eq!(judged(&run, to_each.clone()).result, CheckVerdict::NotYet);
    assert_eq!(observed(&run, common), Some(0));
    // All of them together got everything.
    let together = judged(&run, json!({ "every_order_delivered": { "act": 1 } }));
    assert_eq!(together.result, CheckVerdict::Passed);

    let mut without_orders = healthy();
    without_orders.evidence.variant.orders.clear();
    assert_eq!(judged(&without_orders, to_each).result, CheckVerdict::NotYet);
}

#[test]
fn a_group_has_committed_to_the_end_of_what_it_reads() {
    let to_end = |run: &Run| judged(run, json!({ "committed_to_end": { "act": 1 } }));
    let mut run = consumer::healthy();
    assert_eq!(to_end(&run).result, CheckVerdict::Passed);
    let (&partition, &end) = run.committed(1).iter().next().unwrap();
    let end = end.unwrap();
    for (committed, next) in [(None, 0), (Some(end - 1), end - 1), (Some(end + 1), end + 1)] {
        run.committed(1).insert(partition, committed);
        let check = to_end(&run);
        assert_eq!(check.result, CheckVerdict::NotYet, "{committed:?}");
        let link = EvidenceLink::Record { act: 1, topic: None, partition, offset: next };
        assert_eq!(check.evidence, [link], "{committed:?}");
    }
    // Nothing has to be committed of a partition without records.
    run.committed(1).insert(partition, None);
    let mut partitions = run.partitions(1);
    partitions.find(|found| found.partition == partition).unwrap().end = 0;
    drop(partitions);
    assert_eq!(to_end(&run).result, CheckVerdict::Passed);
    run.group(1).topics.clear();
    assert_eq!(to_end(&run).result, CheckVerdict::NotYet, "a group that reads nothing");
}

#[test]
fn both_groups_have_to_commit() {
    let mut run = healthy();
    let Some(Actor::Group(group)) = run.act(1).actors.get_mut("envios") else { panic!("a group") };
    group.committed.clear();
    let of = |selector| judged(&run, json!({ "committed_to_end": selector })).result;
    assert_eq!(of(json!({ "act": 1 })), CheckVerdict::NotYet);
    assert_eq!(of(json!({ "act": 1, "actor": "envios" })), CheckVerdict::NotYet);
    assert_eq!(of(json!({ "act": 1, "actor": "app" })), CheckVerdict::Passed);
}

#[test]
fn a_member_that_is_put_out_fails_the_group() {
    let mut run = consumer::healthy();
    let stays = |run: &Run| judged(run, json!({ "not_expelled": { "act": 1, "actor": "app" } }));
    let count = |run: &Run| observed(run, json!({ "members_expelled": { "act": 1 } }));
    assert_eq!((stays(&run).result, count(&run)), (CheckVerdict::Passed, Some(0)));
    run.member(1, 2).expelled = true;
    assert_eq!((stays(&run).result, count(&run)), (CheckVerdict::NotYet, Some(1)));
    assert_eq!(stays(&run).found.en, "Members: 2. Expelled: 1.");
    run.group(1).members.clear();
    assert_eq!(stays(&run).result, CheckVerdict::NotYet, "there was nobody");
}

#[test]
fn a_partition_that_comes_back_was_revoked_in_vain() {
    let mut run = consumer::healthy();
    let kind = json!({ "nothing_revoked_in_vain": { "act": 1, "actor": "app" } });
    let keeps = |run: &Run| judged(run, kind.clone());
    let count = |run: &Run| observed(run, json!({ "partitions_revoked": { "act": 1 } }));
    assert_eq!((keeps(&run).result, count(&run)), (CheckVerdict::Passed, Some(0)));

    // It gives back two partitions, and gets the second one again.
    let member = run.member(1, 1);
    let first = member.assignments[0].clone();
    let generation = first.generation;
    let held = |partition| Holding { partition, ..first.partitions[0] };
    let lost = [3, 4].map(|partition| Revoked { topic: 0, partition }).to_vec();
    member.revocations.push(Revocation { generation, partitions: lost });
    let next = |partitions| Assignment { generation: generation.map(|it| it + 1), partitions };
    member.assignments.push(next(vec![held(5)]));
    assert_eq!((keeps(&run).result, count(&run)), (CheckVerdict::Passed, Some(2)));

    run.member(1, 1).assignments[1] = next(vec![held(4)]);
    assert_eq!((keeps(&run).result, count(&run)), (CheckVerdict::NotYet, Some(2)));
    assert_eq!(keeps(&run).found.en, "Partitions revoked: 2. Given back to the same member: 1.");
    run.group(1).members.clear();
    assert_eq!(keeps(&run).result, CheckVerdict::NotYet, "there was nobody");
}

/// Some orders come between two starts: the second one gets them, and nothing else.
#[test]
fn a_group_goes_on_where_it_stopped() {
    let goes_on = |run: &Run| judged(run, json!({ "goes_on_where_it_stopped": { "act": 2 } }));
    let mut run = consumer::healthy();
    assert_eq!(goes_on(&run).result, CheckVerdict::Passed, "nothing came meanwhile");

    let late = members_of(&mut run, "app")[0].processed.pop().unwrap();
    let (partition, offset) = (late.partition, late.offset);
    let mut partitions = run.partitions(1);
    let written = partitions.find(|found| found.partition == partition).unwrap();
    for batch in &mut written.batches {
        batch.records.retain(|record| record.offset != offset);
    }
    drop(partitions);
    let check = goes_on(&run);
    assert_eq!(check.result, CheckVerdict::NotYet);
    assert_eq!(check.evidence, [EvidenceLink::Record { act: 2, topic: None, partition, offset }]);

    let again = members_of(&mut run, "app")[0].processed[0].clone();
    run.group(2).members[0].processed.push(late);
    assert_eq!(goes_on(&run).result, CheckVerdict::Passed);
    run.group(2).members[0].processed.push(again);
    assert_eq!(goes_on(&run).result, CheckVerdict::NotYet, "one is repeated");
}

#[test]
fn a_member_without_a_partition_is_idle() {
    let mut run = consumer::healthy();
    let busy = |run: &Run| judged(run, json!({ "nobody_idle": { "act": 1, "actor": "app" } }));
    assert_eq!(busy(&run).result, CheckVerdict::Passed);
    run.member(1, 2).assignments.last_mut().unwrap().partitions.clear();
    assert_eq!(busy(&run).result, CheckVerdict::NotYet);
    assert_eq!(busy(&run).found.en, "Members: 2. Without a partition: 1.");
    run.group(1).members.clear();
    assert_eq!(busy(&run).result, CheckVerdict::NotYet, "there was nobody");
}

#[test]
fn records_are_out_of_order_behind_a_later_one_of_the_same_field() {
    let mut run = consumer::healthy();
    let selector = json!({ "act": 1, "actor": "app" });
    let of_client = json!({ "act": 1, "actor": "app", "by": "cliente" });
    let count = |run: &Run, of| observed(run, json!({ "delivered_out_of_order": of }));
    let in_order = |run: &Run, of| judged(run, json!({ "delivered_in_order": of }));
    run.group(1).members.truncate(1);
    run.member(1, 1).processed.sort_by_key(|record| record.order);
    assert_eq!(count(&run, selector.clone()), Some(0));
    assert_eq!(in_order(&run, selector.clone()).result, CheckVerdict::Passed);

    // The first one comes last, behind all others, among them those of its client.
    run.member(1, 1).processed.rotate_left(1);
    assert_eq!(count(&run, selector.clone()), Some(1));
    let last = run.member(1, 1).processed.last().unwrap().clone();
    let check = in_order(&run, selector.clone());
    assert_eq!(check.result, CheckVerdict::NotYet);
    let (partition, offset) = (last.partition, last.offset);
    assert_eq!(check.evidence, [EvidenceLink::Record { act: 1, topic: None, partition, offset }]);

    // Without another order of its client, nothing that it had to be in front of comes before it.
    let clients: Vec<_> =
        run.evidence.variant.orders.iter().map(|order| order["cliente"].clone()).collect();
    let client = |order: Option<u32>| &clients[order.unwrap() as usize];
    assert_eq!(count(&run, of_client.clone()), Some(1));
    run.member(1, 1)
        .processed
        .retain(|record| record.order == last.order || client(record.order) != client(last.order));
    assert_eq!(count(&run, of_client.clone()), Some(0));
    assert_eq!(in_order(&run, of_client).result, CheckVerdict::Passed);
    assert_eq!(in_order(&run, selector.clone()).result, CheckVerdict::NotYet);

    run.member(1, 1).processed.clear();
    assert_eq!(in_order(&run, selector).result, CheckVerdict::NotYet, "nothing was delivered");
}

#[test]
fn batches_are_counted_and_weighed() {
    let mut run = Run::healthy();
    for batch in run.batches(1) {
        batch.bytes = 100;
    }
    let batches = run.batches(1).count() as i64;
    let of = |name: &str| observed(&run, json!({ name: { "act": 1 } }));
    assert_eq!(of("batches_in_log"), Some(batches));
    assert_eq!(of("bytes_in_log"), Some(100 * batches));
}
