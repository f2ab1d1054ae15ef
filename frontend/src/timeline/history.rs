//! What does not depend on the moment that is shown: computed once for each change of the act.

use std::collections::HashMap;

use super::spans::{Span, spans};
use crate::run_view::{Act, Group, in_order};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// Per partition, its records by offset, each with the moment from which it was in the log.
    pub appended: Vec<Vec<(usize, u64)>>,
    pub spans: Vec<Span>,
}

impl History {
    pub fn of(act: &Act) -> Self {
        let spans = act.group.as_ref().map(spans).unwrap_or_default();
        Self { appended: appended(act), spans }
    }

    /// The end offset of a partition at a moment.
    pub fn end(&self, act: &Act, partition: u32, at_us: u64) -> i64 {
        let Some(lane) = self.appended.get(partition as usize) else { return 0 };
        let there = lane.partition_point(|(_, appended_us)| *appended_us <= at_us);
        let last = lane[..there].last().and_then(|(index, _)| act.records[*index].place);
        last.map_or(0, |(_, offset)| offset + 1)
    }
}

/// When each record was in the log. Records found there were in it from the act's start; a
/// confirmation may come after a consumer has already got the record.
fn appended(act: &Act) -> Vec<Vec<(usize, u64)>> {
    let mut read_us: HashMap<(u32, i64), u64> = HashMap::new();
    for handled in act.group.iter().flat_map(Group::handled) {
        let first = read_us.entry((handled.partition, handled.offset)).or_insert(handled.at_us);
        *first = handled.at_us.min(*first);
    }
    let lane = |partition| {
        let mut lane = act.entered(partition, 0);
        for (index, at_us) in &mut lane {
            let read_us = act.records[*index].place.and_then(|place| read_us.get(&place));
            *at_us = read_us.map_or(*at_us, |read_us| (*at_us).min(*read_us));
        }
        in_order(&mut lane);
        lane
    };
    (0..act.partitions).map(lane).collect()
}
