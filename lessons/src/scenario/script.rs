//! What a run performs: a scenario in which nothing is bound.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    act::Act,
    actor::Actor,
    name::{ActorName, TopicKey},
    step::Step,
    topic::Topic,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    pub topics: BTreeMap<TopicKey, Topic>,
    pub cast: BTreeMap<ActorName, Actor>,
    /// In the order in which they are performed, a varied act as often as it is.
    pub acts: Vec<Act>,
}

impl Script {
    /// Who has this name in an act; without one, in those in which it is the same.
    pub fn actor<'a>(&'a self, act: Option<&'a Act>, name: &ActorName) -> Option<&'a Actor> {
        act.and_then(|act| act.cast.get(name)).or_else(|| self.cast.get(name))
    }

    /// Everybody in an act; without one, those who are the same in all.
    fn cast_of<'a>(
        &'a self,
        act: Option<&'a Act>,
    ) -> impl Iterator<Item = (&'a ActorName, &'a Actor)> {
        let own = act.map(|act| &act.cast);
        let is_shared =
            move |(name, _): &(&ActorName, &Actor)| own.is_none_or(|own| !own.contains_key(*name));
        own.into_iter().flatten().chain(self.cast.iter().filter(is_shared))
    }

    /// All who take part, in the acts in which they are others.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.cast.values().chain(self.acts.iter().flat_map(|act| act.cast.values()))
    }

    /// Whether an act of this number is performed several times.
    pub fn is_varied(&self, number: u32) -> bool {
        self.acts.iter().any(|act| act.number == number && act.varied.is_some())
    }

    /// Who takes part in an act.
    pub fn actors_of(&self, act: &Act) -> BTreeSet<ActorName> {
        act.steps.iter().flat_map(|step| step.actors()).cloned().collect()
    }

    /// Whether something in these steps of an act writes to the topic: a step itself, or the handler of a group
    /// that one of them names.
    pub fn is_written(&self, act: &Act, topic: &TopicKey, steps: &[Step]) -> bool {
        let sends = |name: &ActorName| {
            self.actor(Some(act), name).is_some_and(|actor| sends_to(actor).contains(&topic))
        };
        steps
            .iter()
            .any(|step| step.writes_to() == Some(topic) || step.actors().into_iter().any(sends))
    }

    /// The groups from which a group's records come, directly or through others. A group is among
    /// its own if what it sends comes back to it.
    pub fn feeders<'a>(
        &'a self,
        act: Option<&'a Act>,
        group: &'a ActorName,
    ) -> BTreeSet<&'a ActorName> {
        let mut feeders = BTreeSet::new();
        let mut open = vec![group];
        while let Some(Actor::Group(reader)) = open.pop().and_then(|name| self.actor(act, name)) {
            for (name, actor) in self.cast_of(act) {
                let feeds = sends_to(actor).iter().any(|topic| reader.topics.contains(topic));
                if feeds && feeders.insert(name) {
                    open.push(name);
                }
            }
        }
        feeders
    }

    /// Whether consumers take part.
    pub fn has_groups(&self) -> bool {
        self.actors().any(|actor| matches!(actor, Actor::Group(_)))
    }

    /// The topics that an act is about: those that its steps name, and those of its actors.
    pub fn topics_of(&self, act: &Act) -> BTreeSet<TopicKey> {
        let of_steps = act.steps.iter().filter_map(|step| step.topic()).cloned();
        let actors = self.actors_of(act);
        let of_actors =
            actors.iter().filter_map(|name| self.actor(Some(act), name)).flat_map(topics);
        of_steps.chain(of_actors.cloned()).collect()
    }
}

/// The topics that an actor itself names, each once. A producer sends to the topic of its step.
pub fn topics(actor: &Actor) -> Vec<&TopicKey> {
    let mut topics: Vec<&TopicKey> = match actor {
        Actor::Producer(_) => Vec::new(),
        Actor::Group(group) => group.topics.iter().collect(),
    };
    for topic in sends_to(actor) {
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    topics
}

/// Those of them that it sends to.
fn sends_to(actor: &Actor) -> Vec<&TopicKey> {
    match actor {
        Actor::Producer(_) => Vec::new(),
        Actor::Group(group) => group.sends_to(),
    }
}
