//! What a run performs: a scenario in which nothing is bound.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    act::Act,
    actor::Actor,
    name::{ActorName, TopicKey},
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
    /// Who has this name in the act.
    pub fn actor<'a>(&'a self, act: &'a Act, name: &ActorName) -> Option<&'a Actor> {
        act.cast.get(name).or_else(|| self.cast.get(name))
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

    /// Whether consumers take part.
    pub fn has_groups(&self) -> bool {
        self.actors().any(|actor| matches!(actor, Actor::Group(_)))
    }

    /// The topics that an act is about: those that its steps name, and those of its actors.
    pub fn topics_of(&self, act: &Act) -> BTreeSet<TopicKey> {
        let of_steps = act.steps.iter().filter_map(|step| step.topic()).cloned();
        let actors = self.actors_of(act);
        let of_actors = actors.iter().filter_map(|name| self.actor(act, name)).flat_map(topics);
        of_steps.chain(of_actors.cloned()).collect()
    }
}

/// The topics that an actor itself names. A producer sends to the topic of its step.
pub fn topics(actor: &Actor) -> Vec<&TopicKey> {
    match actor {
        Actor::Producer(_) => Vec::new(),
        Actor::Group(group) => group.topics.iter().chain(group.dead_letters()).collect(),
    }
}
