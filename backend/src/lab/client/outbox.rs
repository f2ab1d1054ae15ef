//! The client by which handlers send: each record waits for the broker, as a service does that must
//! not lose anything.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use api::event::PartitionOffset;
use rdkafka::{
    ClientConfig, ClientContext, Message,
    error::{KafkaError, KafkaResult, RDKafkaErrorCode},
    message::{BorrowedMessage, DeliveryResult, Header, OwnedHeaders},
    producer::{BaseProducer, BaseRecord, Producer, ProducerContext},
};

use crate::lab::worker::plan::Sends;

/// The act's own deadline is nearer.
const CONFIRMED_WITHIN: Duration = Duration::from_secs(60);

pub struct Outbox {
    producer: BaseProducer<Confirmed>,
    topics: Vec<String>,
    last: Last,
}

/// What is sent: bytes as Kafka takes them.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// Index in [`Sends`].
    pub to: u32,
    pub key: Option<&'a [u8]>,
    pub value: Option<&'a [u8]>,
    pub headers: OwnedHeaders,
}

/// What the broker said of the last record.
type Last = Arc<Mutex<Option<KafkaResult<PartitionOffset>>>>;

impl Outbox {
    pub fn new(plan: &Sends) -> KafkaResult<Self> {
        let last = Last::default();
        let mut config = ClientConfig::new();
        config.extend(plan.properties.clone());
        let producer = config.create_with_context(Confirmed { last: Arc::clone(&last) })?;
        Ok(Self { producer, topics: plan.topics.clone(), last })
    }

    /// Sends a record, and returns its place once the broker has it.
    pub fn send(&self, letter: Letter<'_>) -> KafkaResult<PartitionOffset> {
        let Letter { to, key, value, headers } = letter;
        let topic = self.topics.get(to as usize).map(String::as_str).unwrap_or_default();
        let mut record: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(topic).headers(headers);
        record.key = key;
        record.payload = value;
        self.producer.send(record).map_err(|(error, _)| error)?;
        self.producer.flush(CONFIRMED_WITHIN)?;
        let last = self.last.lock().expect("no holder of this lock panics").take();
        last.unwrap_or(Err(KafkaError::MessageProduction(RDKafkaErrorCode::MessageTimedOut)))
    }
}

/// The headers of a record, which name its order, and more behind them.
pub fn headers(message: &BorrowedMessage<'_>, more: &[(&str, &str)]) -> OwnedHeaders {
    let found = message.headers().map_or_else(OwnedHeaders::new, |found| found.detach());
    let add = |headers: OwnedHeaders, (key, value): &(&str, &str)| {
        headers.insert(Header { key, value: Some(*value) })
    };
    more.iter().fold(found, add)
}

struct Confirmed {
    last: Last,
}

impl ClientContext for Confirmed {}

impl ProducerContext for Confirmed {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let confirmed = match result {
            Ok(message) => Ok(PartitionOffset {
                partition: message.partition() as u32,
                offset: message.offset(),
            }),
            Err((error, _)) => Err(error.clone()),
        };
        *self.last.lock().expect("no holder of this lock panics") = Some(confirmed);
    }
}
