//! What an administrator does in an act, and what is read in the middle of it.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    time::Duration,
};

use api::event::{EventKind, PartitionOffset, TopicFound};
use lessons::scenario::{
    admin::{AddPartitions, AwaitCleanup, DeleteRecords, ResetOffsets},
    name::TopicKey,
    position::Position,
    topic::CleanupPolicy,
};

use backon::{ExponentialBuilder, Retryable};
use tokio::time::Instant;

use super::act::Performance;
use crate::{
    evidence::{admin::Admin, topic::Partition, value::Data},
    lab::{
        backoff, groups,
        run::interruption::Interruption,
        topics::{NewTopic, change},
    },
};

const BROKER_WITHIN: Duration = Duration::from_secs(10);
/// Longer than local Kafka takes to look at all logs, and to clean a short one.
const CLEANED_WITHIN: Duration = Duration::from_secs(30);
/// The pauses between two looks at the topic meanwhile.
const LOOK_AGAIN: ExponentialBuilder =
    backoff::doubling(Duration::from_millis(100), Duration::from_millis(400));

impl Performance<'_> {
    pub(super) async fn add_partitions(
        &mut self,
        AddPartitions { topic: key, to }: &AddPartitions,
    ) -> Result<(), Interruption> {
        let (topic, to) = (self.topic(key), *to);
        let (from, name) = (topic.partitions, topic.real_name.clone());
        let wanted = NewTopic { name, partitions: to, ..NewTopic::default() };
        let bootstrap = &self.stage.cluster.bootstrap;
        change::add_partitions(bootstrap, &wanted, BROKER_WITHIN).await?;
        let (act, index) = (self.number, self.index_of(key));
        let added = EventKind::PartitionsAdded { act, topic: index, partitions: to };
        self.stage.recorder.record_at(self.clock.now_us(), added).await?;
        if let Some(topic) = self.props.topics.get_mut(key) {
            topic.partitions = to;
        }
        self.left.shown.retain(|shown| shown != key);
        self.left.admin.push(Admin::PartitionsAdded { topic: key.to_string(), from, to });
        Ok(())
    }

    /// A partition that ends before the offset is emptied.
    pub(super) async fn delete_records(
        &mut self,
        DeleteRecords { topic: key, before }: &DeleteRecords,
    ) -> Result<(), Interruption> {
        // What is removed is part of what the act proves.
        let log = self.read_log(key).await?;
        let stays = |end: i64| i64::from(*before).min(end);
        let before: BTreeMap<u32, i64> =
            log.iter().map(|partition| (partition.partition, stays(partition.end))).collect();
        let (bootstrap, name) = (&self.stage.cluster.bootstrap, &self.topic(key).real_name);
        change::delete_records(bootstrap, name, &before, BROKER_WITHIN).await?;
        let offsets = in_order(&before);
        let (act, topic) = (self.number, self.index_of(key));
        let deleted = EventKind::RecordsDeleted { act, topic, offsets };
        self.stage.recorder.record_at(self.clock.now_us(), deleted).await?;
        self.left.shown.retain(|shown| shown != key);
        self.left.removed.entry(key.clone()).or_insert(log);
        self.left.admin.push(Admin::RecordsDeleted { topic: key.to_string(), before });
        Ok(())
    }

    /// Waits until the broker has cleaned the topic up as its settings say.
    pub(super) async fn await_cleanup(
        &mut self,
        AwaitCleanup { topic: key }: &AwaitCleanup,
    ) -> Result<(), Interruption> {
        let before = self.read_log(key).await?;
        let policy = self.script.topics[key].config.cleanup_policy;
        let is_clean: fn(&Partition) -> bool = match policy {
            Some(CleanupPolicy::Compact) => is_compacted,
            Some(CleanupPolicy::Delete) | None => |partition| partition.begin == partition.end,
        };
        let pauses = backoff::until(Instant::now() + CLEANED_WITHIN, LOOK_AGAIN);
        let look = || async {
            let log = self.read_log(key).await.map_err(Some)?;
            if log.iter().all(is_clean) { Ok(log) } else { Err(None) }
        };
        let log = look.retry(pauses).when(Option::is_none).await.map_err(|stopped| {
            stopped.unwrap_or_else(|| {
                Interruption::awaited(
                    "Esperábamos que el broker limpiara el topic según su configuración, y no lo hizo a tiempo.",
                    "We waited for the broker to clean the topic up as its settings say, and it did not in time.",
                    format!("{key} still holds what its settings remove"),
                )
            })
        })?;
        let begins: BTreeMap<u32, i64> =
            log.iter().map(|partition| (partition.partition, partition.begin)).collect();
        let (act, topic) = (self.number, self.index_of(key));
        let (cleaned, admin) = match policy {
            Some(CleanupPolicy::Compact) => {
                let records = missing(&before, &log);
                let cleaned = EventKind::RecordsCompacted { act, topic, records };
                (cleaned, Admin::RecordsCompacted { topic: key.to_string() })
            }
            Some(CleanupPolicy::Delete) | None => {
                let offsets = in_order(&begins);
                let cleaned = EventKind::RecordsDeleted { act, topic, offsets };
                (cleaned, Admin::RecordsDeleted { topic: key.to_string(), before: begins })
            }
        };
        self.stage.recorder.record_at(self.clock.now_us(), cleaned).await?;
        self.left.shown.retain(|shown| shown != key);
        self.left.removed.entry(key.clone()).or_insert(before);
        self.left.admin.push(admin);
        Ok(())
    }

    /// Commits offsets for a group, topic by topic, or tries to.
    pub(super) async fn reset_offsets(
        &mut self,
        ResetOffsets { group: actor, topic, to }: &ResetOffsets,
    ) -> Result<(), Interruption> {
        let group = self.group(actor)?;
        let real_group = self.real_group(group);
        let is_asked = |key: &&TopicKey| topic.as_ref().is_none_or(|topic| topic == *key);
        for key in group.topics.iter().filter(is_asked) {
            let log = self.read_log(key).await?;
            let offset = |partition: &Partition| match *to {
                Position::Begin => partition.begin,
                Position::End => partition.end,
                Position::Offset(offset) => i64::from(offset).clamp(partition.begin, partition.end),
            };
            let offsets: BTreeMap<u32, i64> =
                log.iter().map(|partition| (partition.partition, offset(partition))).collect();
            let (bootstrap, name) = (&self.stage.cluster.bootstrap, &self.topic(key).real_name);
            let is_done =
                groups::reset(bootstrap, &real_group, name, &offsets, BROKER_WITHIN).await?;
            let listing = self.listing(actor, key);
            let reset = EventKind::OffsetsReset {
                act: listing.act,
                actor: listing.actor,
                topic: listing.topic,
                offsets: in_order(&offsets),
                refused: !is_done,
            };
            self.stage.recorder.record_at(self.clock.now_us(), reset).await?;
            let (actor, topic) = (actor.to_string(), key.to_string());
            let reset = Admin::OffsetsReset { actor, topic, offsets, refused: !is_done };
            self.left.admin.push(reset);
        }
        Ok(())
    }

    /// Whether a topic that the lab did not create exists now. `is_awaited` tells whether the broker
    /// has to have created it.
    pub(super) async fn look_for(
        &mut self,
        key: &TopicKey,
        is_awaited: bool,
    ) -> Result<(), Interruption> {
        let topic = self.topic(key);
        if topic.exists() {
            return Ok(());
        }
        let bootstrap = &self.stage.cluster.bootstrap;
        let found = change::partitions_of(bootstrap, &[&topic.real_name], BROKER_WITHIN).await?;
        let partitions = found.into_iter().flatten().sum();
        if is_awaited && partitions == 0 {
            return Err(Interruption::awaited(
                "Esperábamos que el broker creara el topic por su cuenta, y no lo hizo: pide `auto.create.topics.enable=true`.",
                "We waited for the broker to create the topic by itself, and it did not: ask for `auto.create.topics.enable=true`.",
                format!("there is no {key}"),
            ));
        }
        if let Some(topic) = self.props.topics.get_mut(key) {
            topic.partitions = partitions;
        }
        Ok(())
    }

    /// Which topics of the act exist.
    pub(super) async fn read_topics(&mut self) -> Result<(), Interruption> {
        let names: Vec<&str> =
            self.topics.iter().map(|key| self.topic(key).real_name.as_str()).collect();
        let bootstrap = &self.stage.cluster.bootstrap;
        let found = change::partitions_of(bootstrap, &names, BROKER_WITHIN).await?;
        let topics = (0..).zip(&found);
        let topics = topics
            .map(|(topic, partitions)| TopicFound { topic, partitions: *partitions })
            .collect();
        let read = EventKind::TopicsRead { act: self.number, topics };
        self.stage.recorder.record_at(self.clock.now_us(), read).await?;
        let topics = self.topics.iter().map(ToString::to_string).zip(found).collect();
        self.left.admin.push(Admin::TopicsRead { topics });
        Ok(())
    }
}

/// Whether each key is there once. The newest record is not counted: the segment that it is in is not
/// compacted.
fn is_compacted(partition: &Partition) -> bool {
    let mut records: Vec<_> = partition.batches.iter().flat_map(|batch| &batch.records).collect();
    records.pop();
    let keys: HashSet<_> =
        records.iter().map(|record| record.key.as_ref().map(Data::as_str)).collect();
    keys.len() == records.len()
}

/// What was in the log before and is not any more.
fn missing(before: &[Partition], after: &[Partition]) -> Vec<PartitionOffset> {
    let places = |log: &[Partition]| -> BTreeSet<(u32, i64)> {
        log.iter()
            .flat_map(|partition| {
                let records = partition.batches.iter().flat_map(|batch| &batch.records);
                records.map(|record| (partition.partition, record.offset))
            })
            .collect()
    };
    let (before, after) = (places(before), places(after));
    let missing = before.difference(&after);
    missing.map(|&(partition, offset)| PartitionOffset { partition, offset }).collect()
}

fn in_order(offsets: &BTreeMap<u32, i64>) -> Vec<PartitionOffset> {
    let offset = |(partition, offset): (&u32, &i64)| PartitionOffset {
        partition: *partition,
        offset: *offset,
    };
    offsets.iter().map(offset).collect()
}
