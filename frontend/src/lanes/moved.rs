//! Keys that moved to another partition when their topic got more of them.

use std::collections::BTreeMap;

use crate::run_view::{Change, ChangeKind, Topic};

/// The table has the rest.
const MOST: usize = 3;

/// A key's last record before there were more partitions, and its first in a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedKey {
    /// Partition, and index in the topic's records.
    pub from: (u32, usize),
    pub to: (u32, usize),
    /// When the first one entered the log.
    pub at_us: u64,
}

/// A line from a record to another one, in places along time and across it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thread {
    pub from: (f64, f64),
    pub to: (f64, f64),
    pub at_us: u64,
}

/// The first keys that moved, given when each record of a partition entered it.
pub fn moved_keys(topic: &Topic, entered: impl Fn(u32) -> Vec<(usize, u64)>) -> Vec<MovedKey> {
    let added = |change: &&Change| matches!(change.what, ChangeKind::Grown(_));
    let Some(grown) = topic.changes.iter().find(added) else { return Vec::new() };
    // Of each key: the moment, the partition and the index of its records.
    let mut records: BTreeMap<usize, Vec<(u64, u32, usize)>> = BTreeMap::new();
    for partition in 0..topic.partitions {
        for (index, at_us) in entered(partition) {
            let Some(key) = topic.records[index].key_place else { continue };
            records.entry(key).or_default().push((at_us, partition, index));
        }
    }
    let moved = |records: &Vec<(u64, u32, usize)>| {
        let is_before = |(at_us, partition, _): &&(u64, u32, usize)| {
            *at_us < grown.at_us && *partition < grown.before
        };
        // Of one moment, the one with the highest offset.
        let last = records.iter().filter(is_before).max_by_key(|(at_us, ..)| *at_us)?;
        let is_new = |(at_us, partition, _): &&(u64, u32, usize)| {
            *at_us >= grown.at_us && *partition >= grown.before
        };
        let first = records.iter().filter(is_new).min_by_key(|(at_us, ..)| *at_us)?;
        Some(MovedKey { from: (last.1, last.2), to: (first.1, first.2), at_us: first.0 })
    };
    let mut moved: Vec<MovedKey> = records.values().filter_map(moved).collect();
    moved.sort_by_key(|key| key.at_us);
    moved.truncate(MOST);
    moved
}

#[cfg(test)]
mod tests {
    use crate::{
        i18n::Language,
        lanes::{Frame, draw},
        scenes,
    };

    #[test]
    fn a_thread_leads_from_the_old_partition_of_a_key_to_the_new_one() {
        let view = scenes::same_orders();
        let words = Language::of(api::text::Lang::Es).words;
        let drawn = |act: usize, width| {
            let act = &view.acts[act];
            draw(act, &Frame::of(&[act], width, words), words)
        };
        for width in [900.0, 340.0] {
            assert!(drawn(0, width).threads.is_empty(), "no partition was added");
            let drawing = drawn(1, width);
            let [thread] = &drawing.threads[..] else { panic!("one key moved") };
            let half = drawing.frame.record_width() / 2.0;
            let [_, _, old, new] = &drawing.lanes[..] else { panic!("a buffer and three lanes") };
            // The fourth record of the old partition is the last one with its key.
            assert!((thread.from.0 - old.records[3].x - half).abs() < 1e-9);
            assert!((thread.to.0 - new.records[0].x - half).abs() < 1e-9);
            assert!(thread.from.1 > old.top && thread.to.1 > new.top);
            assert_eq!(thread.at_us, 3_003);
        }
    }
}
