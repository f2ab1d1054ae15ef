//! Which part of the evidence a check or a question reads: the act by its number, the others by
//! their names.

#[cfg(test)]
use std::collections::BTreeMap;

use api::value::Values;
use serde::Deserialize;

use super::{
    name::{ActorName, TopicKey},
    script::Script,
};
#[cfg(test)]
use crate::load::schema;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// Counted from 1.
    pub act: u32,
    /// Of an act that is varied: what these names stand for.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, schema::Value>"))]
    pub variant: Values,
    /// Of an act that is varied: which repetition, counted from 1. Of several performances that
    /// fit, the first is read.
    pub repeat: Option<u32>,
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
    /// All topics and actors of an act.
    pub const fn whole(act: u32) -> Self {
        Self { act, variant: Values::new(), repeat: None, topic: None, actor: None }
    }

    /// Whether the script has such an act, with such a topic and such an actor in it.
    pub fn selects(&self, script: &Script) -> bool {
        script.acts.iter().any(|act| {
            let Self { topic, actor, .. } = self;
            let varied = act.varied.as_ref().map(|varied| (&varied.variant, varied.repeat));
            self.is_about(act.number, varied)
                && topic.as_ref().is_none_or(|key| script.topics_of(act).contains(key))
                && actor.as_ref().is_none_or(|name| script.actors_of(act).contains(name))
        })
    }

    /// Whether it is about the act of this number and, if that is varied, about this performance,
    /// which has a variant and the number of its repetition.
    pub fn is_about(&self, number: u32, varied: Option<(&Values, u32)>) -> bool {
        self.act == number
            && match varied {
                None => self.variant.is_empty() && self.repeat.is_none(),
                Some((variant, repeat)) => {
                    self.repeat.is_none_or(|wanted| wanted == repeat)
                        && self.variant.iter().all(|(name, value)| variant.get(name) == Some(value))
                }
            }
    }
}

impl OneTopic {
    pub fn selector(&self) -> Selector {
        Selector { topic: Some(self.topic.clone()), ..Selector::whole(self.act) }
    }
}

impl OnePartition {
    pub fn selector(&self) -> Selector {
        let Self { act, topic, actor, partition: _ } = self;
        Selector { topic: topic.clone(), actor: actor.clone(), ..Selector::whole(*act) }
    }
}

impl Pair {
    /// One for each of the two.
    pub fn selectors(&self) -> [Selector; 2] {
        let of = |actor| Selector { actor: Some(actor), ..Selector::whole(self.act) };
        self.actors.clone().map(of)
    }
}
