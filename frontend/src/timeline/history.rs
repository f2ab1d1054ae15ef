//! What does not depend on the moment that is shown: computed once for each change of the act.

use std::collections::HashMap;

use super::spans::{Span, spans};
use crate::run_view::{Act, Group, Partition, in_order};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// The partitions of the act, in the order in which they are drawn.
    pub partitions: Vec<Partition>,
    /// Of each partition, its records by offset, as indexes in its topic, each with the moment from
    /// which it was in the log.
    pub appended: Vec<Vec<(usize, u64)>>,
    /// The stretches of each group's life.
    pub spans: Vec<Vec<Span>>,
}

impl History {
    pub fn of(act: &Act) -> Self {
        let partitions: Vec<Partition> = act.partitions().collect();
        let appended = appended(act, &partitions);
        Self { partitions, appended, spans: act.groups().map(spans).collect() }
    }

    /// The end offset of the partition at this place, at a moment.
    pub fn end(&self, act: &Act, place: usize, at_us: u64) -> i64 {
        let (Some(partition), Some(lane)) = (self.partitions.get(place), self.appended.get(place))
        else {
            return 0;
        };
        let there = lane.partition_point(|(_, appended_us)| *appended_us <= at_us);
        let last = lane[..there]
            .last()
            .and_then(|(index, _)| act.topic(partition.topic)?.records[*index].place);
        last.map_or(0, |(_, offset)| offset + 1)
    }
}

/// When each record was in the log. Records found there were in it from the act's start; a
/// confirmation may come after a consumer has already got the record.
fn appended(act: &Act, partitions: &[Partition]) -> Vec<Vec<(usize, u64)>> {
    let mut read_us: HashMap<(Partition, i64), u64> = HashMap::new();
    for handled in act.groups().flat_map(Group::handled) {
        let first = read_us.entry((handled.partition, handled.offset)).or_insert(handled.at_us);
        *first = handled.at_us.min(*first);
    }
    for setback in act.groups().flat_map(Group::setbacks) {
        // A copy of it may have entered another log in the same microsecond.
        let before_us = setback.at_us.saturating_sub(1);
        let first = read_us.entry((setback.partition, setback.offset)).or_insert(before_us);
        *first = before_us.min(*first);
    }
    let lane = |partition: &Partition| {
        let Some(topic) = act.topic(partition.topic) else { return Vec::new() };
        let mut lane = topic.entered(partition.number, 0);
        for (index, at_us) in &mut lane {
            let record = &topic.records[*index];
            // What a script never got confirmed is there at the earliest when it was sent.
            if record.confirmed_us.is_none() && act.is_of_script(record) {
                *at_us = (*at_us).max(record.sent_us.unwrap_or(0));
            }
            let read_us = record.place.and_then(|(_, offset)| read_us.get(&(*partition, offset)));
            *at_us = read_us.map_or(*at_us, |read_us| (*at_us).min(*read_us));
        }
        in_order(&mut lane);
        lane
    };
    partitions.iter().map(lane).collect()
}
