//! What a consumer's script does with a batch: it handles record by record, commits as its form
//! says, and dies on the record that its plan names.

use std::{
    collections::{HashMap, VecDeque},
    thread,
    time::Duration,
};

use lessons::scenario::{
    disturbance::Moment,
    group::{Commit, Deserializer},
};
use rdkafka::{
    Message,
    consumer::{BaseConsumer, Consumer},
    error::{KafkaError, KafkaResult},
    message::{BorrowedMessage, Headers, OwnedHeaders},
};
use serde_json::Value;

use super::{
    changelog, dead_letters,
    membership::MemberContext,
    outbox::{self, Letter, Outbox},
    service::{self, Deed},
};
use crate::{
    evidence::group::Outcome as PutAway,
    lab::{
        logged,
        profile::python_error::{self, PythonError},
        worker::{
            handler_record::{Deserialized, HandlerRecord, HandlerValue},
            partition::TopicPartition,
            plan::{ConsumerScript, Disturbance, Failing, HandlerPart, PythonException},
            report::Report,
        },
    },
};

pub struct Handling<'a> {
    script: &'a ConsumerScript,
    consumer: &'a BaseConsumer<MemberContext>,
    /// What its handler sends with.
    outbox: Option<Outbox>,
    /// The numbers of its fold, by key.
    numbers: HashMap<String, i64>,
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
        consumer: &'a BaseConsumer<MemberContext>,
    ) -> KafkaResult<Self> {
        let outbox = script.sends.as_ref().map(Outbox::new).transpose()?;
        Ok(Self { script, consumer, outbox, numbers: HashMap::new(), handled: 0 })
    }

    /// Reads the numbers of its fold back, if they were kept: another member may have counted on
    /// since it had these partitions.
    pub fn restore(&mut self) -> KafkaResult<()> {
        let kept = self.script.handler.parts.iter().find_map(|part| match part {
            HandlerPart::Fold { changelog, .. } => *changelog,
            HandlerPart::Effect | HandlerPart::Filter(_) | HandlerPart::Forward { .. } => None,
        });
        if let (Some(kept), Some(sends)) = (kept, &self.script.sends) {
            let topic = &sends.topics[kept.to as usize];
            self.numbers = changelog::read(&self.script.properties, topic, kept.partitions)?;
        }
        Ok(())
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
            let (partition, offset) = (record.topic_partition(), record.offset);
            match self.deeds(&message) {
                Err(error) => {
                    self.handled_badly(&message, record, &error)?;
                    if self.script.handler.failing == Failing::Raise {
                        return Ok(Outcome::Raised(error.into()));
                    }
                }
                Ok(deeds) => {
                    for deed in deeds {
                        self.perform(deed, &message, &mut record)?;
                    }
                    if self.dies(Moment::AfterEffect) {
                        membership.reports.report(Report::InHand(record));
                        return Ok(Outcome::Dying);
                    }
                    membership.reports.processed(record);
                }
            }
            let committed = match self.script.commit {
                Commit::Each => Some(offset + 1),
                Commit::Own => Some(offset),
                Commit::None | Commit::Batch | Commit::Before => None,
            };
            if let Some(offset) = committed {
                membership.commit(self.consumer, std::iter::once((partition, offset)))?;
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

    /// What the handler has to do over a record, or what it raises: it needs the order in it for
    /// most of it.
    fn deeds(&self, message: &BorrowedMessage<'_>) -> Result<Vec<Deed>, PythonError> {
        let parts = &self.script.handler.parts;
        if !service::read_orders(parts) {
            return service::deeds(parts, &Value::Null);
        }
        if let Some(error) = python_error::unreadable(message.payload()) {
            return Err(error);
        }
        let order = message.payload().and_then(|value| serde_json::from_slice(value).ok());
        service::deeds(parts, &order.unwrap_or_default())
    }

    /// What is sent is confirmed before the record counts as processed.
    fn perform(
        &mut self,
        deed: Deed,
        message: &BorrowedMessage<'_>,
        record: &mut HandlerRecord,
    ) -> KafkaResult<()> {
        let reports = &self.consumer.context().reports;
        let clock = self.consumer.context().clock;
        match deed {
            Deed::Effect => reports.report(Report::Effect(record.clone())),
            Deed::Filtered => reports.report(Report::Filtered(record.clone())),
            Deed::Forward { to, key, value } => {
                let sent = self.outbox()?.send(Letter {
                    to,
                    key: key.as_ref().map(String::as_bytes).or(message.key()),
                    value: value.as_ref().map(String::as_bytes).or(message.payload()),
                    headers: outbox::headers(message, &[]),
                })?;
                record.at_us = clock.now_us();
                reports.report(Report::Forwarded { record: record.clone(), to, sent });
            }
            Deed::Add { key, number, changelog } => {
                let kept = self.numbers.get(&key).copied().unwrap_or_default();
                let number = kept.saturating_add(number);
                if let Some(changelog) = changelog {
                    let text = number.to_string();
                    self.outbox()?.send(Letter {
                        to: changelog.to,
                        key: Some(key.as_bytes()),
                        value: Some(text.as_bytes()),
                        headers: OwnedHeaders::new(),
                    })?;
                    record.at_us = clock.now_us();
                }
                self.numbers.insert(key.clone(), number);
                reports.report(Report::Folded { record: record.clone(), key, number });
            }
        }
        Ok(())
    }

    /// A plan that sends something has a client for it.
    fn outbox(&self) -> KafkaResult<&Outbox> {
        self.outbox.as_ref().ok_or(KafkaError::Canceled)
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
        let (outcome, sent) = match self.script.handler.failing {
            Failing::Send { to } => {
                let origin = &self.script.topics[record.topic as usize].origin;
                let letter = dead_letters::letter(to, message, origin, &error);
                (PutAway::DeadLettered, Some(self.outbox()?.send(letter)?))
            }
            Failing::Raise => (PutAway::Raised, None),
            Failing::Skip => (PutAway::Skipped, None),
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
        let TopicPartition { topic, partition } = self.consumer.context().topic_partition(message);
        HandlerRecord {
            topic,
            partition,
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
