//! What a member does with each record: the list of the scenario, as its worker gets it.

use lessons::scenario::handler::Handler as Part;

use super::Running;
use crate::lab::{
    actor::producer::script::{self, LAB},
    run::interruption::Interruption,
    worker::protocol::{DeadLetters, Failing, Handler},
};

impl Running<'_> {
    /// The parts from left to right; `retry` and `dead_letter` are about those behind them.
    pub(super) fn handler(&self) -> Result<Handler, Interruption> {
        let mut handler = Handler { effect: false, retries: 0, failing: Failing::Raise };
        for part in &self.part.group.handler {
            match part {
                Part::Process {} => {}
                Part::Effect { .. } => handler.effect = true,
                Part::Retry { times } => handler.retries = *times,
                Part::DeadLetter { .. } => handler.failing = self.failing()?,
            }
        }
        Ok(handler)
    }

    fn failing(&self) -> Result<Failing, Interruption> {
        let Some(letters) = &self.part.dead_letters else { return Ok(Failing::Skip) };
        let mut properties = script::properties(&script::profile(&LAB)?);
        properties.extend(self.proxy.entrance().properties());
        Ok(Failing::Send(DeadLetters {
            topic: letters.topic.real_name.clone(),
            origin: self.part.group.topics[0].to_string(),
            properties,
        }))
    }
}
