//! What a consumer's script does with a batch: it handles record by record, commits as its form
//! says, and dies on the record that its plan names.

use std::{collections::VecDeque, thread, time::Duration};

use lessons::scenario::{
    disturbance::Moment,
    group::{Commit, Deserializer},
};
use rdkafka::{
    Message,
    consumer::{BaseConsumer, Consumer},
    error::KafkaResult,
    message::{BorrowedMessage, Headers},
};

use super::{dead_letters::DeadLetters, membership::Membership};
use crate::{
    evidence::group::Outcome as PutAway,
    lab::{
        logged,
        profile::python_error::{self, PythonError},
        worker::{
            handler_record::{Deserialized, HandlerRecord, HandlerValue},
            protocol::{ConsumerScript, Death, Disturbance, Failing, PythonException, Report},
        },
    },
};

pub struct Handling<'a> {
    script: &'a ConsumerScript,
    consumer: &'a BaseConsumer<Membership>,
    /// Where records go that cannot be processed.
    dead_letters: Option<DeadLetters>,
    /// How many records it has been given so far.
    handled: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Done,
    /// The handler has the last record, and the process is to die on it.
    Dying,
    /// Nothing catches this.
    Raised(PythonException),
}

impl<'a> Handling<'a> {
    pub fn new(
        script: &'a ConsumerScript,
        consumer: &'a BaseConsumer<Membership>,
    ) -> KafkaResult<Self> {
        let dead_letters = match &script.handler.failing {
            Failing::Send(plan) => Some(DeadLetters::new(plan)?),
            Failing::Raise | Failing::Skip => None,
        };
        Ok(Self { script, consumer, dead_letters, handled: 0 })
    }

    /// Empties the batch.
    pub fn work_through(
        &mut self,
        batch: &mut VecDeque<BorrowedMessage<'_>>,
    ) -> KafkaResult<Outcome> {
        let membership = self.consumer.context();
        let mut values: VecDeque<HandlerValue> = batch.iter().map(|it| self.value(it)).collect();
        let raises = self.keep_what_poll_returns(batch, &values);
        // kafka-python's position is past everything that `poll()` has returned.
        membership.reach(batch);
        if self.script.commit == Commit::Before {
            membership.commit_positions(self.consumer)?;
        }
        let pause = self.pause(batch.len() as u32);
        while let (Some(message), Some(value)) = (batch.pop_front(), values.pop_front()) {
            self.handled += 1;
            let mut record = self.record(&message, value);
            if self.dies(Moment::InHand) {
                membership.reports.report(Report::InHand(record));
                return Ok(Outcome::Dying);
            }
            // The handler calls a service that takes so long.
            if !pause.is_zero() {
                thread::sleep(pause);
                record.at_us = membership.clock.now_us();
            }
            let next = (record.partition, record.offset + 1);
            if let Some(error) = self.failure(&message) {
                self.handled_badly(&message, record, &error)?;
                if self.script.handler.failing == Failing::Raise {
                    return Ok(Outcome::Raised(error.into()));
                }
            } else {
                if self.script.handler.effect {
                    membership.reports.report(Report::Effect(record.clone()));
                }
                if self.dies(Moment::AfterEffect) {
                    membership.reports.report(Report::InHand(record));
                    return Ok(Outcome::Dying);
                }
                membership.reports.processed(record);
            }
            if self.script.commit == Commit::Each {
                membership.commit(self.consumer, std::iter::once(next))?;
            }
        }
        if let Some(error) = raises {
            return Ok(Outcome::Raised(error.into()));
        }
        if self.script.commit == Commit::Batch {
            membership.commit_positions(self.consumer)?;
        }
        Ok(Outcome::Done)
    }

    /// An exception of `value_deserializer` comes out of `poll()`: kafka-python 2.3 and 3.0 return
    /// what comes before the record, and raise at the next call.
    fn keep_what_poll_returns(
        &self,
        batch: &mut VecDeque<BorrowedMessage<'_>>,
        values: &VecDeque<HandlerValue>,
    ) -> Option<PythonError> {
        let (made, error): (_, fn(_) -> _) = match self.script.deserializer {
            Deserializer::None => return None,
            Deserializer::Str => (Deserialized::Str, python_error::undecodable),
            Deserializer::Json => (Deserialized::Json, python_error::unreadable),
        };
        let is_made = |(message, value): (&BorrowedMessage<'_>, &HandlerValue)| {
            message.payload().is_some() && value.deserialized == made
        };
        let kept = batch.iter().zip(values).position(|given| !is_made(given))?;
        let error = error(batch[kept].payload());
        batch.truncate(kept);
        error
    }

    /// What the handler raises over a record: it needs the order in it for its effect.
    fn failure(&self, message: &BorrowedMessage<'_>) -> Option<PythonError> {
        let reads = self.script.handler.effect && self.script.deserializer != Deserializer::Json;
        reads.then(|| python_error::unreadable(message.payload())).flatten()
    }

    /// Tries again as often as the script does, in vain, and puts the record away.
    fn handled_badly(
        &self,
        message: &BorrowedMessage<'_>,
        record: HandlerRecord,
        error: &PythonError,
    ) -> KafkaResult<()> {
        let membership = self.consumer.context();
        let attempts = self.script.handler.retries + 1;
        let error = format!("{}: {}", error.class, error.message);
        for attempt in 1..=attempts {
            let at_us = membership.clock.now_us();
            let record = HandlerRecord { at_us, ..record.clone() };
            membership.reports.report(Report::Failed { record, attempt, error: error.clone() });
        }
        let (outcome, sent) = match (&self.dead_letters, &self.script.handler.failing) {
            (Some(dead_letters), _) => {
                (PutAway::DeadLettered, Some(dead_letters.send(message, &error)?))
            }
            (None, Failing::Raise) => (PutAway::Raised, None),
            (None, Failing::Skip | Failing::Send(_)) => (PutAway::Skipped, None),
        };
        let record = HandlerRecord { at_us: membership.clock.now_us(), ..record };
        membership.reports.report(Report::PutAway { record, attempts, error, outcome, sent });
        Ok(())
    }

    fn value(&self, message: &BorrowedMessage<'_>) -> HandlerValue {
        HandlerValue::new(self.script.deserializer, message.payload().unwrap_or_default())
    }

    fn record(&self, message: &BorrowedMessage<'_>, value: HandlerValue) -> HandlerRecord {
        let HandlerValue { deserialized, crc32c } = value;
        HandlerRecord {
            partition: message.partition() as u32,
            offset: message.offset(),
            order: self.order_of(message),
            at_us: self.consumer.context().clock.now_us(),
            deserialized,
            crc32c,
        }
    }

    /// How long each record of the next batch takes.
    fn pause(&self, records: u32) -> Duration {
        let batch = self.handled + 1..=self.handled + records;
        let pauses = self.script.disturbances.iter().map(|planned| match planned {
            Disturbance::Slowness { over, ms } if batch.contains(over) => *ms,
            Disturbance::Slowness { .. } | Disturbance::Death { .. } => 0,
        });
        Duration::from_millis(pauses.max().unwrap_or_default().into())
    }

    fn dies(&self, moment: Moment) -> bool {
        let death = Disturbance::Death { over: self.handled, at: moment };
        self.script.disturbances.contains(&death)
    }

    fn order_of(&self, message: &BorrowedMessage<'_>) -> Option<u32> {
        let headers = message.headers()?.iter().map(|header| (header.key, header.value));
        logged::order_of(headers, &self.script.run, &self.script.nonce)
    }
}
