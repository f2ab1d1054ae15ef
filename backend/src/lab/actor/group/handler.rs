//! What a member does with each record: the list of the scenario, as its worker gets it.

use lessons::scenario::{
    handler::Handler as Written,
    name::TopicKey,
    service::{Fold, Forward},
};

use super::Running;
use crate::lab::{
    actor::producer::script::{self, LAB},
    run::interruption::Interruption,
    worker::plan::{Changelog, Failing, Handler, HandlerPart, Sends},
};

impl Running<'_> {
    /// The parts from left to right; `retry` and `dead_letter` are about all of them.
    pub(super) fn handler(&self) -> Handler {
        let mut handler = Handler { parts: Vec::new(), retries: 0, failing: Failing::Raise };
        for part in &self.part.group.handler {
            match part {
                Written::Process {} => {}
                Written::Effect { .. } => handler.parts.push(HandlerPart::Effect),
                Written::Filter(filter) => handler.parts.push(HandlerPart::Filter(filter.clone())),
                Written::Forward(Forward { topic, take, key }) => {
                    let (to, take, key) = (self.index_of(topic), take.clone(), *key);
                    handler.parts.push(HandlerPart::Forward { to, take, key });
                }
                Written::Fold(Fold { by, sum, changelog }) => {
                    let changelog = changelog.as_ref().map(|topic| self.changelog(topic));
                    handler.parts.push(HandlerPart::Fold { by: *by, sum: *sum, changelog });
                }
                Written::Retry { times } => handler.retries = *times,
                Written::DeadLetter { topic } => {
                    handler.failing = topic
                        .as_ref()
                        .map_or(Failing::Skip, |topic| Failing::Send { to: self.index_of(topic) });
                }
            }
        }
        handler
    }

    /// The client of its handler; `None` if it sends nothing.
    pub(super) fn sends(&self) -> Result<Option<Sends>, Interruption> {
        if self.part.sends.is_empty() {
            return Ok(None);
        }
        let mut properties = script::properties(&script::profile(&LAB)?);
        properties.extend(self.proxy.entrance().properties());
        let topics = self.part.sends.iter().map(|sent| sent.topic.real_name.clone()).collect();
        Ok(Some(Sends { topics, properties }))
    }

    fn changelog(&self, topic: &TopicKey) -> Changelog {
        let to = self.index_of(topic);
        let partitions = self.part.sends.get(to as usize).map(|sent| sent.topic.partitions);
        Changelog { to, partitions: partitions.unwrap_or_default() }
    }

    fn index_of(&self, topic: &TopicKey) -> u32 {
        let mut sends = self.part.sends.iter();
        sends.position(|sent| sent.key == *topic).unwrap_or_default() as u32
    }
}
