//! Sends records that cannot be processed to a topic of their own, with headers that say where they
//! came from and why. Key, value and headers stay as they were, so that they can be sent again.

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

use crate::lab::worker::protocol;

/// The act's own deadline is nearer.
const CONFIRMED_WITHIN: Duration = Duration::from_secs(60);

pub struct DeadLetters {
    producer: BaseProducer<Confirmed>,
    topic: String,
    origin: String,
    last: Last,
}

/// What the broker said of the last record.
type Last = Arc<Mutex<Option<KafkaResult<PartitionOffset>>>>;

impl DeadLetters {
    pub fn new(plan: &protocol::DeadLetters) -> KafkaResult<Self> {
        let last = Last::default();
        let mut config = ClientConfig::new();
        config.extend(plan.properties.clone());
        let producer = config.create_with_context(Confirmed { last: Arc::clone(&last) })?;
        Ok(Self { producer, topic: plan.topic.clone(), origin: plan.origin.clone(), last })
    }

    /// Sends a record, and returns its new place once the broker has it.
    pub fn send(&self, message: &BorrowedMessage<'_>, error: &str) -> KafkaResult<PartitionOffset> {
        let (partition, offset) = (message.partition().to_string(), message.offset().to_string());
        let mut headers = message.headers().map_or_else(OwnedHeaders::new, |found| found.detach());
        for (key, value) in [
            ("orig.topic", self.origin.as_str()),
            ("orig.partition", &partition),
            ("orig.offset", &offset),
            ("orig.error", error),
        ] {
            headers = headers.insert(Header { key, value: Some(value) });
        }
        let mut record: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(&self.topic).headers(headers);
        if let Some(key) = message.key() {
            record = record.key(key);
        }
        if let Some(value) = message.payload() {
            record = record.payload(value);
        }
        self.producer.send(record).map_err(|(error, _)| error)?;
        self.producer.flush(CONFIRMED_WITHIN)?;
        let last = self.last.lock().expect("no holder of this lock panics").take();
        last.unwrap_or(Err(KafkaError::MessageProduction(RDKafkaErrorCode::MessageTimedOut)))
    }
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
