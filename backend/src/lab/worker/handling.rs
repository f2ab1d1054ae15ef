//! What a consumer's script does with a batch: it processes record by record, commits as its form
//! says, and dies over the record that its plan names.

use std::collections::VecDeque;

use api::event::Processed;
use rdkafka::{
    Message,
    consumer::{BaseConsumer, Consumer},
    error::KafkaResult,
    message::{Headers, OwnedMessage},
};

use super::{
    membership::Membership,
    protocol::{Commit, ConsumerScript, Deserializer, Report},
};
use crate::lab::evidence::{Data, Got, Json};

pub struct Handling<'a> {
    pub script: &'a ConsumerScript,
    pub consumer: &'a BaseConsumer<Membership>,
    /// Records that it was handed so far.
    pub handled: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// The last record is in hand, and stays there.
    Dying,
}

impl Handling<'_> {
    /// Empties the batch.
    pub fn work_through(&mut self, batch: &mut VecDeque<OwnedMessage>) -> KafkaResult<Outcome> {
        let membership = self.consumer.context();
        // kafka-python's position is behind all that `poll()` has handed over.
        membership.reach(batch);
        if self.script.commit == Commit::Before {
            membership.commit_positions(self.consumer)?;
        }
        while let Some(message) = batch.pop_front() {
            self.handled += 1;
            let got = self.handle(&message);
            let record = Processed {
                partition: message.partition() as u32,
                offset: message.offset(),
                order: self.order_of(&message),
                at_us: membership.clock.now_us(),
            };
            if self.script.dies_at == Some(self.handled) {
                membership.reports.report(Report::InHand { record, got });
                return Ok(Outcome::Dying);
            }
            let next = (record.partition, record.offset + 1);
            membership.reports.processed(record, got);
            if self.script.commit == Commit::Each {
                membership.commit(self.consumer, std::iter::once(next))?;
            }
        }
        if self.script.commit == Commit::Batch {
            membership.commit_positions(self.consumer)?;
        }
        Ok(Outcome::Done)
    }

    /// What the handler is given.
    fn handle(&self, message: &OwnedMessage) -> Got {
        let value = message.payload().unwrap_or_default();
        match (self.script.deserializer, std::str::from_utf8(value)) {
            (Deserializer::Str, Ok(text)) => Got::Str(text.to_owned()),
            (Deserializer::Json, Ok(text)) => match Json::read(text) {
                Some(json) => Got::Json(json),
                None => Got::Str(text.to_owned()),
            },
            (Deserializer::None, _) | (_, Err(_)) => Got::Bytes(Data::new(value)),
        }
    }

    fn order_of(&self, message: &OwnedMessage) -> Option<u32> {
        let headers = message.headers()?;
        let header = |name: &str| {
            let found = headers.iter().find(|header| header.key == name)?;
            std::str::from_utf8(found.value?).ok()
        };
        if header("run") != Some(&self.script.run) || header("nonce") != Some(&self.script.nonce) {
            return None;
        }
        header("seq")?.parse().ok()
    }
}
