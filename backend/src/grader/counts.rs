//! Numbers of sinks, keys, topics and groups. Checks judge by them, and predictions are compared
//! with them.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use lessons::scenario::service::Field;

use crate::{
    evidence::{
        Evidence,
        act::Act,
        admin::Admin,
        group::{Group, Processed},
        part::Part,
        topic::{Place, Record},
    },
    order,
};

/// A row of the sink: who wrote it first.
pub(super) struct Row<'a> {
    pub act: u32,
    pub place: Place<'a>,
    pub order: Option<u32>,
}

/// The rows that the sink has after the act, by number; those of earlier acts are still there.
pub(super) fn rows<'a>(evidence: &'a Evidence, part: Part<'a>) -> BTreeMap<u64, Row<'a>> {
    let mut rows = BTreeMap::new();
    for act in evidence.acts.iter().filter(|act| part.is_or_follows(act)) {
        for (place, effect) in part.in_act(act).effects() {
            let row = || Row { act: act.act, place, order: effect.order };
            rows.entry(effect.row).or_insert_with(row);
        }
    }
    rows
}

/// The records of the topics that the part's groups read.
pub(super) fn read_by_groups(part: Part<'_>) -> impl Iterator<Item = (Place<'_>, &Record)> {
    let topics: BTreeSet<&str> =
        part.groups().flat_map(|group| &group.topics).map(String::as_str).collect();
    part.records().filter(move |(place, _)| topics.contains(place.topic))
}

/// By topic and key, the partitions in which the key is, each with the first record there.
pub(super) type Homes<'a> = BTreeMap<(&'a str, Cow<'a, [u8]>), BTreeMap<u32, Place<'a>>>;

/// Where each key is. Records without a key have no part in it.
pub(super) fn homes(part: Part<'_>) -> Homes<'_> {
    let mut homes = Homes::new();
    for (place, record) in part.records() {
        if let Some(key) = record.key.as_ref().and_then(|key| key.to_bytes()) {
            homes.entry((place.topic, key)).or_default().entry(place.partition).or_insert(place);
        }
    }
    homes
}

/// How many members were put out of their group.
pub(super) fn expelled(part: Part<'_>) -> usize {
    part.groups().flat_map(|group| &group.members).filter(|member| member.expelled).count()
}

/// How many partitions members had to give back while they read.
pub(super) fn revoked(part: Part<'_>) -> usize {
    let members = part.groups().flat_map(|group| &group.members);
    members.flat_map(|member| &member.revocations).map(|lost| lost.partitions.len()).sum()
}

/// How many records reached the handlers of both.
pub(super) fn in_common(first: Part<'_>, second: Part<'_>) -> usize {
    let places = |part: Part<'_>| -> BTreeSet<_> {
        part.processed()
            .map(|(place, _)| (place.topic.to_owned(), place.partition, place.offset))
            .collect()
    };
    places(first).intersection(&places(second)).count()
}

/// The records that reach a member behind a later order: one with the same value of the field, or
/// any, if there is no field.
pub(super) fn out_of_order<'a>(
    evidence: &Evidence,
    group: &'a Group,
    by: Option<Field>,
) -> Vec<Place<'a>> {
    let mut behind = Vec::new();
    for member in &group.members {
        let mut latest: BTreeMap<Option<String>, u32> = BTreeMap::new();
        for record in &member.processed {
            let &Processed { topic, partition, offset, order: Some(number), .. } = record else {
                continue;
            };
            let sent = evidence.variant.orders.get(number as usize);
            let value = by.and_then(|field| order::text(sent?, field));
            let latest = latest.entry(value).or_insert(number);
            if number < *latest {
                behind.push(Place { topic: group.topic(topic), partition, offset });
            }
            *latest = number.max(*latest);
        }
    }
    behind
}

/// How many partitions the topic had when the cluster was last asked in the act, 0 if it did not
/// exist; if it was never asked, as many as the log that was read. `None` if neither says it.
pub(super) fn partitions(act: &Act, topic: &str) -> Option<u32> {
    let asked = act.admin.iter().rev().find_map(|step| match step {
        Admin::TopicsRead { topics } => topics.get(topic).copied(),
        Admin::PartitionsAdded { .. }
        | Admin::RecordsDeleted { .. }
        | Admin::RecordsCompacted { .. }
        | Admin::OffsetsReset { .. } => None,
    });
    match asked {
        Some(partitions) => Some(partitions.unwrap_or(0)),
        None => act.topics.get(topic).map(|topic| topic.partitions.len() as u32),
    }
}
