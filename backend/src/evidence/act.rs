//! What one act left: the topics that it names, each with its log, and what each actor did.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    group::{Group, Processed},
    producer::{DeliveryReport, Producer},
    topic::{Batch, Partition, Place, Record, Topic},
};

/// Topics and actors are named as in the exercise. Acts that name the same topic share it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// Counted from 1.
    pub act: u32,
    /// The earlier act that this one is measured against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared_with: Option<u32>,
    pub topics: BTreeMap<String, Topic>,
    pub actors: BTreeMap<String, Actor>,
    /// What the lab did to the actors on purpose, in the order in which it did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disturbances: Vec<Disturbance>,
}

/// Who took part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    Producer(Producer),
    Group(Group),
}

/// What the lab did to a Produce request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disturbance {
    /// Whose request it was.
    pub actor: String,
    pub request: Disturbed,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disturbed {
    /// Answered with an error that a client may retry; the broker stored nothing.
    Refused,
    /// The broker stored the records, and the connection broke in place of its acknowledgement.
    AcknowledgementLost,
}

impl Act {
    /// The producer; the first by name, where there are several.
    pub fn producer(&self) -> Option<&Producer> {
        self.producers().next()
    }

    /// The group; the first by name, where there are several.
    pub fn group(&self) -> Option<&Group> {
        self.groups().next()
    }

    fn producers(&self) -> impl Iterator<Item = &Producer> {
        self.actors.values().filter_map(|actor| match actor {
            Actor::Producer(producer) => Some(producer),
            Actor::Group(_) => None,
        })
    }

    fn groups(&self) -> impl Iterator<Item = &Group> {
        self.actors.values().filter_map(|actor| match actor {
            Actor::Group(group) => Some(group),
            Actor::Producer(_) => None,
        })
    }

    pub fn partitions(&self) -> impl Iterator<Item = &Partition> {
        self.topics.values().flat_map(|topic| &topic.partitions)
    }

    /// Every record of the logs, topic by topic and partition by partition, in order within each.
    pub fn records(&self) -> impl Iterator<Item = (Place<'_>, &Record)> {
        self.topics.iter().flat_map(|(name, topic)| topic.records(name))
    }

    /// Every batch of the logs with the place of its first record.
    pub fn batches(&self) -> impl Iterator<Item = (Place<'_>, &Batch)> {
        self.topics.iter().flat_map(|(topic, found)| {
            found.partitions.iter().flat_map(move |partition| {
                partition.batches.iter().map(move |batch| {
                    let (partition, offset) = (partition.partition, batch.base_offset);
                    (Place { topic, partition, offset }, batch)
                })
            })
        })
    }

    /// Every record that a handler processed, group by group and member by member.
    pub fn processed(&self) -> impl Iterator<Item = (Place<'_>, &Processed)> {
        self.groups().flat_map(Group::processed)
    }

    /// Every record that a handler was given, including those that a member died on.
    pub fn delivered(&self) -> impl Iterator<Item = Place<'_>> {
        self.groups().flat_map(Group::delivered)
    }

    /// A report of success for which the log holds no record.
    pub fn confirmed_and_missing(&self) -> Option<&DeliveryReport> {
        self.producers().find_map(|producer| match self.topics.get(&producer.topic) {
            Some(topic) => producer.confirmed_and_missing(topic),
            None => producer.reports.iter().find(|report| report.result.is_ok()),
        })
    }
}
