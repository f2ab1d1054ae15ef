//! The evidence of an act: what its actors reported, completed by what the broker holds when it ends.

use std::{collections::BTreeMap, time::Duration};

use api::{
    event::{EventKind, GroupOffset},
    value::Values,
};
use lessons::scenario::{
    act::{Act, Varied},
    name::TopicKey,
};

use super::act::{Performance, compared_with};
use crate::{
    evidence::{
        self,
        act::Actor,
        group::Group,
        producer::Producer,
        topic::{Partition, Topic},
    },
    lab::{
        actor::{Listing, group::Ended, producer},
        groups, log_reader, logged,
        run::interruption::Interruption,
    },
};

const BROKER_WITHIN: Duration = Duration::from_secs(5);

impl Performance<'_> {
    /// Reads the logs of the act's topics and the offsets of its groups.
    pub(super) async fn read_what_is_left(mut self) -> Result<evidence::act::Act, Interruption> {
        let mut topics = BTreeMap::new();
        let exist = |key: &TopicKey| self.topic(key).exists();
        let existing: Vec<TopicKey> =
            self.topics.iter().filter(|key| exist(key)).cloned().collect();
        for key in existing {
            let log = match self.left.shown.contains(&key) {
                true => self.read_log(&key).await?,
                false => self.read_and_show(&key).await?,
            };
            let real_name = self.topic(&key).real_name.clone();
            let removed = self.left.removed.remove(&key).unwrap_or_default();
            topics.insert(key.to_string(), Topic { real_name, partitions: log, removed });
        }
        let mut actors = BTreeMap::new();
        for (name, (topic, played)) in std::mem::take(&mut self.left.played) {
            let producer = producer(topic, played, topics.get(topic.as_str()));
            actors.insert(name.to_string(), Actor::Producer(producer));
        }
        for (name, ended) in std::mem::take(&mut self.left.closed) {
            let read = ended.part.group.topics.iter().map(|key| &topics[key.as_str()]).collect();
            actors.insert(name.to_string(), Actor::Group(self.group_of(ended, read).await?));
        }
        let act = evidence::act::Act {
            act: self.number,
            performance: self.performance(),
            compared_with: compared_with(self.script, self.act),
            topics,
            actors,
            disturbances: self.left.disturbances,
            admin: self.left.admin,
        };
        // A confirmed record that is missing is not the script's fault.
        match act.confirmed_and_missing() {
            None => Ok(act),
            Some(report) => Err(Interruption::awaited(
                "Esperábamos en el log todo lo que el broker había confirmado, y falta algo.",
                "We waited for the log to hold all that the broker had confirmed, and something is missing.",
                format!("the log does not hold {report:?}"),
            )),
        }
    }

    /// `None` where the act has its own number, and is performed once.
    fn performance(&self) -> Option<evidence::act::Performance> {
        let Act { number: of, varied, .. } = self.act;
        let (variant, repeat) = match varied {
            Some(Varied { variant, repeat }) => (variant.clone(), *repeat),
            None if *of == self.number => return None,
            None => (Values::new(), 1),
        };
        let duration_us = self.lasted_us;
        Some(evidence::act::Performance { of: *of, variant, repeat, duration_us })
    }

    /// The group as evidence. Its committed offsets are read now.
    async fn group_of(&self, ended: Ended<'_>, topics: Vec<&Topic>) -> Result<Group, Interruption> {
        let Ended { part, properties, members } = ended;
        let mut committed = BTreeMap::new();
        for (read, Topic { partitions: log, .. }) in part.reads.iter().zip(&topics) {
            let offsets = self.committed(&part.real_group, &read.topic.real_name, log).await?;
            let shown = log.iter().map(|partition| GroupOffset {
                partition: partition.partition,
                committed: offsets.get(&partition.partition).copied().flatten(),
                end: partition.end,
            });
            let (Listing { act, actor, .. }, topic) = (part.listing, read.index);
            let read_now = EventKind::GroupRead { act, actor, topic, partitions: shown.collect() };
            self.stage.recorder.record_at(self.clock.now_us(), read_now).await?;
            committed.insert(read.key.to_string(), offsets);
        }
        let held = topics.iter().map(|topic| topic.removed.iter().chain(&topic.partitions));
        Ok(Group {
            topics: part.group.topics.iter().map(ToString::to_string).collect(),
            group_id: part.group.keywords.group_id.clone(),
            properties,
            members: members.into_evidence(&logged::Values::of(held))?,
            committed,
            rows: part.sink.numbers(),
        })
    }

    async fn committed(
        &self,
        group: &str,
        topic: &str,
        log: &[Partition],
    ) -> Result<BTreeMap<u32, Option<i64>>, Interruption> {
        let bootstrap = &self.stage.cluster.bootstrap;
        let partitions = log.len() as u32;
        Ok(groups::committed(bootstrap, group, topic, partitions, BROKER_WITHIN).await?)
    }

    /// What the topic holds now.
    pub(super) async fn read_log(&self, key: &TopicKey) -> Result<Vec<Partition>, Interruption> {
        let Self { stage, .. } = self;
        let (bootstrap, topic) = (&stage.cluster.bootstrap, &self.topic(key).real_name);
        let limits = logged::limits(stage.limits);
        let log = log_reader::read(bootstrap, topic, limits, BROKER_WITHIN).await?;
        logged::evidence(&log, stage.run, stage.nonce)
    }

    /// The same, which becomes an event, too.
    pub(super) async fn read_and_show(
        &mut self,
        key: &TopicKey,
    ) -> Result<Vec<Partition>, Interruption> {
        let log = self.read_log(key).await?;
        let (act, topic, partitions) = (self.number, self.index_of(key), logged::summary(&log));
        let read = EventKind::LogRead { act, topic, partitions };
        self.stage.recorder.record_at(self.clock.now_us(), read).await?;
        self.left.shown.push(key.clone());
        Ok(log)
    }
}

/// The end offset of each partition.
pub(super) fn ends(log: &[Partition]) -> BTreeMap<u32, i64> {
    log.iter().map(|partition| (partition.partition, partition.end)).collect()
}

fn producer(key: &TopicKey, played: producer::Performance, topic: Option<&Topic>) -> Producer {
    let producer::Performance { settings, properties, sent, reports, error, exit, .. } = played;
    let mut producer = Producer {
        topic: key.to_string(),
        settings,
        properties,
        requests: 0,
        sent,
        reports,
        error,
        exit,
    };
    let batches = || topic.map_or(0, |topic| producer.batches(topic));
    producer.requests = played.requests.unwrap_or_else(batches);
    producer
}
