//! A part of an act: of its topics and actors those that somebody asks for by name, or all of them.

use super::{
    act::{Act, Actor},
    group::{Effect, Failed, Group, Processed},
    producer::Producer,
    topic::{Batch, Partition, Place, Record, Topic},
};

#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    act: &'a Act,
    /// Only this one; all, if there is no name.
    topic: Option<&'a str>,
    /// Only this one; all, if there is no name.
    actor: Option<&'a str>,
}

impl Act {
    /// All topics and actors.
    pub const fn whole(&self) -> Part<'_> {
        Part { act: self, topic: None, actor: None }
    }

    /// Those with these names; where there is no name, all.
    pub const fn part<'a>(&'a self, topic: Option<&'a str>, actor: Option<&'a str>) -> Part<'a> {
        Part { act: self, topic, actor }
    }
}

impl<'a> Part<'a> {
    pub const fn act(self) -> &'a Act {
        self.act
    }

    /// Whether the act is this one, or one from which this one goes on.
    pub fn is_or_follows(self, act: &Act) -> bool {
        self.act.act == act.act || self.act.follows(act)
    }

    /// The same names in another act.
    pub const fn in_act(self, act: &'a Act) -> Self {
        Self { act, ..self }
    }

    /// By name.
    pub fn topics(self) -> impl Iterator<Item = (&'a str, &'a Topic)> {
        let topics = self.act.topics.iter().map(|(name, topic)| (name.as_str(), topic));
        topics.filter(move |(name, _)| self.is_of_topic(name))
    }

    /// The producer; the first by name, where there are several.
    pub fn producer(self) -> Option<&'a Producer> {
        self.producers().next()
    }

    /// The group; the first by name, where there are several.
    pub fn group(self) -> Option<&'a Group> {
        self.groups().next()
    }

    pub fn producers(self) -> impl Iterator<Item = &'a Producer> {
        self.actors().filter_map(|actor| match actor {
            Actor::Producer(producer) => Some(producer),
            Actor::Group(_) => None,
        })
    }

    pub fn groups(self) -> impl Iterator<Item = &'a Group> {
        self.actors().filter_map(|actor| match actor {
            Actor::Group(group) => Some(group),
            Actor::Producer(_) => None,
        })
    }

    pub fn partitions(self) -> impl Iterator<Item = &'a Partition> {
        self.topics().flat_map(|(_, topic)| &topic.partitions)
    }

    /// Every record of the logs, topic by topic and partition by partition, in order within each.
    pub fn records(self) -> impl Iterator<Item = (Place<'a>, &'a Record)> {
        self.topics().flat_map(|(name, topic)| topic.records(name))
    }

    /// Every batch of the logs with the place of its first record.
    pub fn batches(self) -> impl Iterator<Item = (Place<'a>, &'a Batch)> {
        self.topics().flat_map(|(topic, found)| {
            found.partitions.iter().flat_map(move |partition| {
                partition.batches.iter().map(move |batch| {
                    let (partition, offset) = (partition.partition, batch.base_offset);
                    (Place { topic, partition, offset }, batch)
                })
            })
        })
    }

    /// Every record that a handler processed, group by group and member by member.
    pub fn processed(self) -> impl Iterator<Item = (Place<'a>, &'a Processed)> {
        let records = self.groups().flat_map(Group::processed);
        records.filter(move |(place, _)| self.is_of_topic(place.topic))
    }

    /// Every record that a handler was given, including those that a member died on.
    pub fn delivered(self) -> impl Iterator<Item = Place<'a>> {
        let places = self.groups().flat_map(Group::delivered);
        places.filter(move |place| self.is_of_topic(place.topic))
    }

    /// Every row that a handler wrote to the sink, group by group and member by member.
    pub fn effects(self) -> impl Iterator<Item = (Place<'a>, &'a Effect)> {
        let effects = self.groups().flat_map(Group::effects);
        effects.filter(move |(place, _)| self.is_of_topic(place.topic))
    }

    /// Every record that did not meet a condition, group by group and member by member.
    pub fn filtered(self) -> impl Iterator<Item = Place<'a>> {
        let places = self.groups().flat_map(Group::filtered);
        places.filter(move |place| self.is_of_topic(place.topic))
    }

    /// Every record that a handler could not process, group by group and member by member.
    pub fn failed(self) -> impl Iterator<Item = (Place<'a>, &'a Failed)> {
        let failed = self.groups().flat_map(Group::failed);
        failed.filter(move |(place, _)| self.is_of_topic(place.topic))
    }

    fn actors(self) -> impl Iterator<Item = &'a Actor> {
        let is_named = move |name: &str| self.actor.is_none_or(|actor| actor == name);
        self.act.actors.iter().filter(move |(name, _)| is_named(name)).map(|(_, actor)| actor)
    }

    fn is_of_topic(self, name: &str) -> bool {
        self.topic.is_none_or(|topic| topic == name)
    }
}
