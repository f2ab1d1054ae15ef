//! The rows of a log that was read after its act.

use api::event::PartitionLog;

use super::{
    What,
    crowd::{SINGLE_ROWS, more_rows},
};
use crate::run_view::{Act, record::OddityReader};

/// Up to this many records that a group finds in a partition get a row each.
const MOST_KEPT: usize = 25;

/// Unconfirmed and odd records of the log, then its numbers.
pub(super) fn rows(act: Option<&Act>, topic: u32, partitions: &[PartitionLog]) -> Vec<What> {
    let is_group = act.is_some_and(Act::has_group);
    let topic = act.and_then(|act| act.topic(topic));
    let is_known =
        |partition, offset| topic.is_some_and(|topic| topic.at(partition, offset).is_some());
    let mut found = Vec::new();
    let mut reader = OddityReader::default();
    for log in partitions {
        let partition = log.partition;
        let unknown = log.records.iter().filter(|record| !is_known(partition, record.offset));
        let was_there = |offset| topic.is_some_and(|topic| topic.was_there(partition, offset));
        let (kept, unconfirmed): (Vec<_>, Vec<_>) =
            unknown.partition(|record| is_group || was_there(record.offset));
        match kept.len() {
            0..=MOST_KEPT => found.extend(kept.into_iter().map(|record| {
                let (order, offset) = (record.order, record.offset);
                What::Kept { order, partition, offset }
            })),
            count => found.push(What::KeptMany { partition, count }),
        }
        if is_group {
            continue;
        }
        let more = unconfirmed.len().saturating_sub(SINGLE_ROWS);
        found.extend(unconfirmed.into_iter().take(SINGLE_ROWS).map(|record| {
            let (order, offset) = (record.order, record.offset);
            What::FoundInLog { order, partition, offset }
        }));
        found.extend(more_rows(more));
        reader.next_partition();
        let odd = log.records.iter().filter_map(|record| {
            let (order, offset) = (record.order, record.offset);
            let oddity = topic?.oddity(&mut reader, partition, offset, order)?;
            Some(What::Odd { oddity, order, partition, offset })
        });
        let odd: Vec<What> = odd.collect();
        let more = odd.len().saturating_sub(SINGLE_ROWS);
        found.extend(odd.into_iter().take(SINGLE_ROWS).chain(more_rows(more)));
    }
    let read = partitions.iter().map(|log| What::LogRead {
        partition: log.partition,
        end: log.end,
        batches: log.batches,
        bytes: log.bytes,
        codecs: log.codecs.clone(),
    });
    found.into_iter().chain(read).collect()
}
