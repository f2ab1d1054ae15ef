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
