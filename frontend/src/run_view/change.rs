//! What happens to a topic as a whole: it gets more partitions, its beginning is deleted, somebody
//! looks whether it exists.

use api::event::PartitionOffset;

use super::Topic;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub at_us: u64,
    /// How many partitions the topic had before, as far as was known.
    pub before: u32,
    pub what: ChangeKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// It has this many partitions from now on.
    Grown(u32),
    /// In each of these partitions, the first offset that stays.
    Deleted(Vec<PartitionOffset>),
    /// Records that later ones of the same keys replace were removed; how many.
    Compacted(u32),
    /// It was looked for, and has this many partitions; `None` if it does not exist.
    Found(Option<u32>),
}

impl Change {
    /// Whether a partition became known by it.
    fn brings(&self, partition: u32) -> bool {
        match self.what {
            ChangeKind::Grown(partitions) | ChangeKind::Found(Some(partitions)) => {
                (self.before..partitions).contains(&partition)
            }
            ChangeKind::Deleted(_) | ChangeKind::Compacted(_) | ChangeKind::Found(None) => false,
        }
    }
}

impl Topic {
    /// The moment from which a partition exists: that of its announcement, or an earlier one at
    /// which a record was confirmed there.
    pub fn begins_us(&self, partition: u32) -> u64 {
        let Some(news) = self.changes.iter().find(|change| change.brings(partition)) else {
            return 0;
        };
        let first = self.entered(partition, news.at_us).first().map(|(_, at_us)| *at_us);
        first.map_or(news.at_us, |first_us| first_us.min(news.at_us))
    }

    /// When the beginning of a partition was deleted, and the first offset that stays.
    pub fn deletions(&self, partition: u32) -> impl Iterator<Item = (u64, i64)> {
        self.changes.iter().filter_map(move |change| {
            let ChangeKind::Deleted(offsets) = &change.what else { return None };
            let first = offsets.iter().find(|first| first.partition == partition)?;
            Some((change.at_us, first.offset))
        })
    }

    pub(super) fn grow(&mut self, at_us: u64, partitions: u32) {
        if partitions > self.partitions {
            self.change(at_us, ChangeKind::Grown(partitions));
            self.widen(partitions);
        }
    }

    pub(super) fn delete(&mut self, at_us: u64, offsets: Vec<PartitionOffset>) {
        self.change(at_us, ChangeKind::Deleted(offsets));
    }

    pub(super) fn compact(&mut self, at_us: u64, removed: u32) {
        self.change(at_us, ChangeKind::Compacted(removed));
    }

    /// Whoever finds more partitions than the act began with has missed how they came.
    pub(super) fn look(&mut self, at_us: u64, partitions: Option<u32>) {
        self.change(at_us, ChangeKind::Found(partitions));
        self.widen(partitions.unwrap_or(0));
    }

    fn change(&mut self, at_us: u64, what: ChangeKind) {
        self.changes.push(Change { at_us, before: self.partitions, what });
    }

    /// Records may have been confirmed in a new partition before the news of it came.
    fn widen(&mut self, partitions: u32) {
        let before = self.partitions;
        self.partitions = partitions.max(before);
        for index in 0..self.records.len() {
            if let Some((partition, offset)) = self.records[index].place
                && (before..partitions).contains(&partition)
            {
                self.enter(partition, offset, index);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use api::event::{EventKind, TopicFound};

    use super::*;
    use crate::{
        run_view::RunView,
        scenes,
        stage::{self, LAB},
    };

    fn topic(view: &RunView) -> &Topic {
        &view.acts[0].topics[0]
    }

    #[test]
    fn what_was_confirmed_in_a_new_partition_before_the_news_is_there() {
        let view = scenes::partitions_added();
        let topic = topic(&view);
        assert_eq!((topic.partitions, topic.lane(1).len()), (2, 1));
        assert_eq!((topic.begins_us(0), topic.begins_us(1)), (0, 5_000));
        let early = scenes::folded(vec![
            (0, stage::group(1, 1)),
            scenes::written(LAB, 0, &[(1, 0, 4_000)]),
            (5_000, EventKind::PartitionsAdded { act: 1, topic: 0, partitions: 3 }),
            (6_000, EventKind::PartitionsAdded { act: 1, topic: 0, partitions: 3 }),
        ]);
        let topic = self::topic(&early);
        assert_eq!(topic.begins_us(1), 4_000, "no record before its partition");
        assert_eq!(topic.begins_us(2), 5_000);
        assert_eq!(topic.changes.len(), 1, "the second one changes nothing");
    }

    #[test]
    fn a_topic_that_is_found_has_its_partitions_and_one_that_is_missing_none() {
        let view = scenes::topics_read();
        let [there, missing] = &view.acts[0].topics[..] else { panic!("two topics") };
        assert_eq!((there.partitions, there.lane(0).len()), (1, 1));
        assert_eq!(missing.partitions, 0);
        assert_eq!(missing.changes[0].what, ChangeKind::Found(None));
        assert_eq!(view.acts[0].last_us(), 3_000);
    }

    #[test]
    fn an_index_that_the_act_does_not_have_changes_nothing() {
        let found = vec![TopicFound { topic: 9, partitions: Some(1) }];
        let view = scenes::folded(vec![
            (0, stage::group(1, 1)),
            (1, EventKind::PartitionsAdded { act: 1, topic: 9, partitions: 2 }),
            (2, EventKind::RecordsDeleted { act: 1, topic: 9, offsets: Vec::new() }),
            (3, EventKind::TopicsRead { act: 1, topics: found }),
        ]);
        assert_eq!((topic(&view).partitions, topic(&view).changes.len()), (1, 0));
    }

    #[test]
    fn each_deletion_tells_the_first_offset_that_stays() {
        let view = scenes::records_deleted();
        assert_eq!(topic(&view).deletions(0).collect::<Vec<_>>(), [(5_000, 2)]);
        assert_eq!(topic(&view).deletions(1).count(), 0);
    }
}
