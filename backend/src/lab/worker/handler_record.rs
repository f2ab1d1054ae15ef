//! A record that a handler was given, and what it got for `message.value`, without the bytes: they
//! are in the log, where the server finds them when it builds the evidence. A fast group receives a
//! hundred thousand values a second, and each would go through a pipe only to repeat what the
//! server can read itself.

use api::{
    columnar,
    columns::{Column, Number},
    event::Processed,
};
use serde::{Deserialize, Serialize};

use super::partition::TopicPartition;
use crate::evidence::value::{Data, Got, Json};
use lessons::scenario::group::Deserializer;

/// What a handler got for `message.value`, without the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandlerValue {
    pub deserialized: Deserialized,
    /// CRC-32C of the bytes that the client delivered.
    pub crc32c: u32,
}

/// What the deserializer made of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deserialized {
    /// The bytes stay as they are: there is no deserializer, or they are not UTF-8.
    Bytes,
    Str,
    /// An object that `json.loads` makes.
    Json,
}

impl HandlerValue {
    pub fn new(deserializer: Deserializer, value: &[u8]) -> Self {
        let deserialized = match (deserializer, std::str::from_utf8(value)) {
            (Deserializer::Json, Ok(text)) if Json::is_valid(text) => Deserialized::Json,
            (Deserializer::Json | Deserializer::Str, Ok(_)) => Deserialized::Str,
            (Deserializer::None, _) | (_, Err(_)) => Deserialized::Bytes,
        };
        Self { deserialized, crc32c: crc32c::crc32c(value) }
    }

    /// The value with its bytes, taken from the record in the log; `None` if the handler was given
    /// other bytes.
    pub fn with_bytes(self, logged: &[u8]) -> Option<Got> {
        if crc32c::crc32c(logged) != self.crc32c {
            return None;
        }
        Some(match self.deserialized {
            Deserialized::Bytes => Got::Bytes(Data::new(logged)),
            Deserialized::Str => Got::Str(std::str::from_utf8(logged).ok()?.to_owned()),
            Deserialized::Json => Got::Json(Json::read(std::str::from_utf8(logged).ok()?)?),
        })
    }
}

/// A record that a handler was given, as its worker reports it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandlerRecord {
    /// Index of its topic among those that the consumer reads.
    pub topic: u32,
    pub partition: u32,
    pub offset: i64,
    pub order: Option<u32>,
    pub at_us: u64,
    pub deserialized: Deserialized,
    pub crc32c: u32,
}

columnar!(HandlerRecord in HandlerRecordColumns {
    topic: Column<u32>,
    partition: Column<u32>,
    offset: Column<i64>,
    order: Column<Option<u32>>,
    at_us: Column<u64>,
    deserialized: Column<Deserialized>,
    crc32c: Column<u32>,
});

impl HandlerRecord {
    /// What the event tells of it.
    pub fn event(&self) -> Processed {
        let &Self { partition, offset, order, at_us, .. } = self;
        Processed { partition, offset, order, at_us }
    }

    pub const fn topic_partition(&self) -> TopicPartition {
        TopicPartition { topic: self.topic, partition: self.partition }
    }

    /// What the handler got for its value.
    pub const fn value(&self) -> HandlerValue {
        HandlerValue { deserialized: self.deserialized, crc32c: self.crc32c }
    }
}

impl Number for Deserialized {
    fn to_number(self) -> i64 {
        self as i64
    }

    fn from_number(number: i64) -> Option<Self> {
        [Self::Bytes, Self::Str, Self::Json].into_iter().find(|kind| kind.to_number() == number)
    }
}

#[cfg(test)]
mod tests {
    use api::columns::Columnar;

    use super::*;

    const LOGGED: &[u8] = b"{\"pedido\": 7}";

    #[test]
    fn a_handler_value_gets_its_bytes_from_the_log() {
        let text = String::from_utf8(LOGGED.to_vec()).unwrap();
        for (deserializer, got) in [
            (Deserializer::None, Got::Bytes(Data::Text(text.clone()))),
            (Deserializer::Str, Got::Str(text.clone())),
            (Deserializer::Json, Got::Json(Json::read(&text).unwrap())),
        ] {
            assert_eq!(HandlerValue::new(deserializer, LOGGED).with_bytes(LOGGED), Some(got));
        }
    }

    #[test]
    fn a_value_that_cannot_be_deserialized_stays_as_it_is() {
        let got =
            |value: &[u8]| HandlerValue::new(Deserializer::Json, value).with_bytes(value).unwrap();
        assert_eq!(got(b"{pedido"), Got::Str("{pedido".to_owned()));
        assert_eq!(got(b"\xff"), Got::Bytes(Data::Base64("/w==".to_owned())));
    }

    #[test]
    fn other_bytes_in_the_log_give_no_value() {
        assert_eq!(
            HandlerValue::new(Deserializer::Str, b"{\"pedido\": 8}").with_bytes(LOGGED),
            None
        );
    }

    #[test]
    fn handler_records_travel_in_columns() {
        let in_hand = |value: &[u8], deserializer| {
            let HandlerValue { deserialized, crc32c } = HandlerValue::new(deserializer, value);
            HandlerRecord {
                topic: 1,
                partition: 1,
                offset: 9,
                order: None,
                at_us: 3,
                deserialized,
                crc32c,
            }
        };
        let told = [in_hand(LOGGED, Deserializer::Json), in_hand(b"", Deserializer::None)];
        let columns = serde_json::to_value(HandlerRecord::columns(&told)).unwrap();
        let read = |columns| serde_json::from_value(columns).map(HandlerRecord::records);
        assert_eq!(read(columns.clone()).unwrap(), Some(told.to_vec()));
        let (mut uneven, mut unknown) = (columns.clone(), columns);
        uneven["crc32c"] = serde_json::json!([0]);
        assert_eq!(read(uneven).unwrap(), None);
        unknown["deserialized"] = serde_json::json!([3, 0]);
        assert!(read(unknown).is_err());
    }
}
