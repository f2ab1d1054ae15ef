//! The rows of what handlers did besides processing, of topics that changed, and of members that
//! were put out.

use std::collections::BTreeMap;

use api::event::{Effect, PartitionOffset, Processed, TopicFound};

use super::{Row, What, crowd::is_many, place::Place};
use crate::run_view::{Partition, RunView, SetbackKind};

/// What a handler did besides processing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handling {
    /// A row of the lab's sink.
    Effect {
        member: u32,
        order: Option<u32>,
        partition: u32,
        offset: i64,
        row: u64,
        /// It was there already, and was replaced.
        again: bool,
        /// How many rows the record has with this one.
        rows: u32,
    },
    EffectsMany {
        member: u32,
        count: usize,
    },
    Failed {
        member: u32,
        order: Option<u32>,
        partition: u32,
        offset: i64,
        attempt: u32,
        error: String,
    },
    Skipped {
        member: u32,
        order: Option<u32>,
        partition: u32,
        offset: i64,
    },
    /// It did not meet a condition of the handler.
    Filtered {
        member: u32,
        order: Option<u32>,
        partition: u32,
        offset: i64,
    },
    /// Sent on to another topic.
    Forwarded {
        member: u32,
        order: Option<u32>,
        /// Partition and offset of the record.
        from: (u32, i64),
        to_topic: String,
        to_partition: u32,
        to_offset: i64,
    },
    /// A number that the handler keeps for a key.
    Folded {
        member: u32,
        order: Option<u32>,
        partition: u32,
        offset: i64,
        /// The key had a row already.
        again: bool,
        key: String,
        number: i64,
    },
    DeadLettered {
        member: u32,
        order: Option<u32>,
        /// Partition and offset of the record.
        from: (u32, i64),
        to_topic: String,
        to_partition: u32,
        to_offset: i64,
    },
}

pub(super) fn effects(
    view: &RunView,
    place: &Place,
    (actor, topic, member): (u32, u32, u32),
    records: &[Effect],
) -> Vec<Row> {
    if is_many(view, records.len()) {
        let what = What::Handling(Handling::EffectsMany { member, count: records.len() });
        return vec![place.at(records[0].at_us, Some(actor), Some(topic), what)];
    }
    let group = place.act.and_then(|act| act.actor(actor)?.group());
    let row = |(nth, effect): (usize, &Effect)| {
        let Effect { partition, offset, order, row, again, at_us } = *effect;
        let new = records[..=nth]
            .iter()
            .filter(|other| (other.partition, other.offset) == (partition, offset) && !other.again);
        let of = Partition { topic, number: partition };
        let rows = group.map_or(0, |group| group.rows(of, offset)) + new.count() as u32;
        let effect = Handling::Effect { member, order, partition, offset, row, again, rows };
        place.at(at_us, Some(actor), Some(topic), What::Handling(effect))
    };
    records.iter().enumerate().map(row).collect()
}

pub(super) fn setback(
    place: &Place,
    (actor, topic, member): (u32, u32, u32),
    record: &Processed,
    what: &SetbackKind,
) -> Vec<Row> {
    let Processed { partition, offset, order, at_us } = *record;
    let what = match what {
        SetbackKind::Failed { attempt, error } => {
            let (attempt, error) = (*attempt, error.clone());
            Handling::Failed { member, order, partition, offset, attempt, error }
        }
        SetbackKind::Skipped => Handling::Skipped { member, order, partition, offset },
        SetbackKind::DeadLettered { to, offset: arrived } => {
            let topic = place.act.and_then(|act| act.topic(to.topic));
            let to_topic = topic.map(|topic| topic.visible_name.clone()).unwrap_or_default();
            let (to_partition, to_offset) = (to.number, *arrived);
            let from = (partition, offset);
            Handling::DeadLettered { member, order, from, to_topic, to_partition, to_offset }
        }
    };
    vec![place.at(at_us, Some(actor), Some(topic), What::Handling(what))]
}

/// What happened over one record.
pub(super) fn one(
    place: &Place,
    (actor, topic): (u32, u32),
    record: &Processed,
    what: Handling,
) -> Vec<Row> {
    vec![place.at(record.at_us, Some(actor), Some(topic), What::Handling(what))]
}

pub(super) fn forwarded(
    place: &Place,
    member: u32,
    record: &Processed,
    to: Partition,
    arrived: i64,
) -> Handling {
    let Processed { partition, offset, order, .. } = *record;
    let topic = place.act.and_then(|act| act.topic(to.topic));
    let to_topic = topic.map(|topic| topic.visible_name.clone()).unwrap_or_default();
    let (from, to_partition, to_offset) = ((partition, offset), to.number, arrived);
    Handling::Forwarded { member, order, from, to_topic, to_partition, to_offset }
}

pub(super) fn deleted(place: &Place, topic: u32, offsets: &[PartitionOffset]) -> Vec<Row> {
    let row = |first: &PartitionOffset| {
        let PartitionOffset { partition, offset } = *first;
        place.row(None, Some(topic), What::RecordsDeleted { partition, offset })
    };
    offsets.iter().map(row).collect()
}

pub(super) fn compacted(place: &Place, topic: u32, removed: &[PartitionOffset]) -> Vec<Row> {
    let mut counts = BTreeMap::new();
    for record in removed {
        *counts.entry(record.partition).or_insert(0) += 1;
    }
    let row = |(partition, records)| {
        place.row(None, Some(topic), What::RecordsCompacted { partition, records })
    };
    counts.into_iter().map(row).collect()
}

pub(super) fn found(place: &Place, topics: &[TopicFound]) -> Vec<Row> {
    let row = |found: &TopicFound| {
        let topic = place.act.and_then(|act| act.topic(found.topic));
        let topic = topic.map(|topic| topic.visible_name.clone()).unwrap_or_default();
        // It names its topic itself, also where the act has only one.
        place.row(None, None, What::TopicFound { topic, partitions: found.partitions })
    };
    topics.iter().map(row).collect()
}
