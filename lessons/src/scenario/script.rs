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
    /// In order; the first has the number 1.
    pub acts: Vec<Act>,
}

impl Script {
    /// The act with this number; `None` for a number that no act has.
    pub fn act(&self, number: u32) -> Option<&Act> {
        self.acts.get((number as usize).checked_sub(1)?)
    }

    /// Who takes part in an act.
    pub fn actors_of(&self, act: &Act) -> BTreeSet<ActorName> {
        act.steps.iter().flat_map(|step| step.actors()).cloned().collect()
    }

    /// Whether consumers take part.
    pub fn has_groups(&self) -> bool {
        self.cast.values().any(|actor| matches!(actor, Actor::Group(_)))
    }

    /// The topics that an act is about: those that its steps name, and those of its actors.
    pub fn topics_of(&self, act: &Act) -> BTreeSet<TopicKey> {
        let of_steps = act.steps.iter().filter_map(|step| step.topic()).cloned();
        let actors = self.actors_of(act);
        let of_actors = actors.iter().filter_map(|name| self.cast.get(name)).flat_map(topics);
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
