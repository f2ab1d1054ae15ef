//! What an administrator does in an act, and what is read in the middle of it.

use std::{collections::BTreeMap, time::Duration};

use api::event::{EventKind, PartitionOffset, TopicFound};
use lessons::scenario::{
    admin::{AddPartitions, DeleteRecords, ResetOffsets},
    name::TopicKey,
    position::Position,
};

use super::act::Performance;
use crate::{
    evidence::{admin::Admin, topic::Partition},
    lab::{
        groups,
        run::interruption::Interruption,
        topics::{NewTopic, change},
    },
};

const BROKER_WITHIN: Duration = Duration::from_secs(10);

impl Performance<'_> {
    pub(super) async fn add_partitions(
        &mut self,
        AddPartitions { topic: key, to }: &AddPartitions,
    ) -> Result<(), Interruption> {
        let (topic, to) = (self.topic(key), *to);
        let (from, name) = (topic.partitions, topic.real_name.clone());
        let wanted = NewTopic { name, partitions: to };
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

fn in_order(offsets: &BTreeMap<u32, i64>) -> Vec<PartitionOffset> {
    let offset = |(partition, offset): (&u32, &i64)| PartitionOffset {
        partition: *partition,
        offset: *offset,
    };
    offsets.iter().map(offset).collect()
}
