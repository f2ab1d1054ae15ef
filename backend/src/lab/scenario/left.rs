//! What the actors and steps of an act have left so far, while it is under way.

use std::collections::BTreeMap;

use lessons::scenario::name::{ActorName, TopicKey};

use crate::{
    evidence::{act::Disturbance, admin::Admin, topic::Partition},
    lab::actor::{group::Ended, producer},
};

/// What those have left who have ended.
#[derive(Default)]
pub(super) struct Left<'a> {
    /// With the topic that each has sent to.
    pub(super) played: BTreeMap<&'a ActorName, (&'a TopicKey, producer::Performance)>,
    pub(super) closed: BTreeMap<&'a ActorName, Ended<'a>>,
    pub(super) disturbances: Vec<Disturbance>,
    pub(super) admin: Vec<Admin>,
    /// What a topic held before a step removed something of it.
    pub(super) removed: BTreeMap<TopicKey, Vec<Partition>>,
    /// Topics whose log was shown, and has not changed since.
    pub(super) shown: Vec<TopicKey>,
}
