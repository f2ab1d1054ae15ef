//! Which part of the evidence a check or a question reads: the act by its number, the others by
//! their names.

use serde::Deserialize;

use super::{
    name::{ActorName, TopicKey},
    script::Script,
};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// Counted from 1.
    pub act: u32,
    /// One of the act's; without it, all of them.
    pub topic: Option<TopicKey>,
    /// One of the act's; without it, all of them.
    pub actor: Option<ActorName>,
}

/// A topic of an act, which has to be named.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OneTopic {
    /// Counted from 1.
    pub act: u32,
    /// One of the act's.
    pub topic: TopicKey,
}

/// A partition: of the act's topic, or of the named one where the act has several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OnePartition {
    /// Counted from 1.
    pub act: u32,
    /// One of the act's; without it, all of them.
    pub topic: Option<TopicKey>,
    /// One of the act's; without it, all of them.
    pub actor: Option<ActorName>,
    /// Counted from 0.
    pub partition: u32,
}

/// Two actors of an act, to be compared.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Counted from 1.
    pub act: u32,
    /// Two of the act's.
    pub actors: [ActorName; 2],
}

impl Selector {
    /// Whether the script has such an act, with such a topic and such an actor in it.
    pub fn selects(&self, script: &Script) -> bool {
        script.act(self.act).is_some_and(|act| {
            let Self { act: _, topic, actor } = self;
            topic.as_ref().is_none_or(|key| script.topics_of(act).contains(key))
                && actor.as_ref().is_none_or(|name| script.actors_of(act).contains(name))
        })
    }
}

impl OneTopic {
    pub fn selector(&self) -> Selector {
        Selector { act: self.act, topic: Some(self.topic.clone()), actor: None }
    }
}

impl OnePartition {
    pub fn selector(&self) -> Selector {
        let Self { act, topic, actor, partition: _ } = self;
        Selector { act: *act, topic: topic.clone(), actor: actor.clone() }
    }
}

impl Pair {
    /// One for each of the two.
    pub fn selectors(&self) -> [Selector; 2] {
        let of = |actor| Selector { act: self.act, topic: None, actor: Some(actor) };
        self.actors.clone().map(of)
    }
}
