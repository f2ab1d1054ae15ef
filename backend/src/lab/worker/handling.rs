//! What a consumer's script does with a batch: it processes record by record, commits as its form
//! says, and dies on the record that its plan names.

use std::collections::VecDeque;

use lessons::scenario::group::Commit;
use rdkafka::{
    Message,
    consumer::{BaseConsumer, Consumer},
    error::KafkaResult,
    message::{BorrowedMessage, Headers},
};

use super::{
    handler_record::{HandlerRecord, HandlerValue},
    membership::Membership,
    protocol::{ConsumerScript, Report},
};
use crate::lab::logged;

pub struct Handling<'a> {
    pub script: &'a ConsumerScript,
    pub consumer: &'a BaseConsumer<Membership>,
    /// How many records it has been given so far.
    pub handled: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// The handler has the last record, and the process is to die on it.
    Dying,
}

impl Handling<'_> {
    /// Empties the batch.
    pub fn work_through(
        &mut self,
        batch: &mut VecDeque<BorrowedMessage<'_>>,
    ) -> KafkaResult<Outcome> {
        let membership = self.consumer.context();
        // kafka-python's position is past everything that `poll()` has returned.
        membership.reach(batch);
        if self.script.commit == Commit::Before {
            membership.commit_positions(self.consumer)?;
        }
        while let Some(message) = batch.pop_front() {
            self.handled += 1;
            let value = message.payload().unwrap_or_default();
            let HandlerValue { deserialized, crc32c } =
                HandlerValue::new(self.script.deserializer, value);
            let record = HandlerRecord {
                partition: message.partition() as u32,
                offset: message.offset(),
                order: self.order_of(&message),
                at_us: membership.clock.now_us(),
                deserialized,
                crc32c,
            };
            if self.script.dies_at == Some(self.handled) {
                membership.reports.report(Report::InHand(record));
                return Ok(Outcome::Dying);
            }
            let next = (record.partition, record.offset + 1);
            membership.reports.processed(record);
            if self.script.commit == Commit::Each {
                membership.commit(self.consumer, std::iter::once(next))?;
            }
        }
        if self.script.commit == Commit::Batch {
            membership.commit_positions(self.consumer)?;
        }
        Ok(Outcome::Done)
    }

    fn order_of(&self, message: &BorrowedMessage<'_>) -> Option<u32> {
        let headers = message.headers()?.iter().map(|header| (header.key, header.value));
        logged::order_of(headers, &self.script.run, &self.script.nonce)
    }
}
