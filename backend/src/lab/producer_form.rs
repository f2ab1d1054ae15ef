//! The form of a producer's exercise, parsed into types, and the script that it stands for.

use std::ops::Range;

use api::exercise::{Value, Values};

use super::{
    broker::entrance::Entrance,
    profile::{
        self, LAB_PROPERTIES, Profile, python_error,
        refusal::Refusal,
        setting::Keywords,
        version::{AtExit, ClientVersion},
    },
    python,
    worker::protocol::{Confirm, Ending, ProducerScript, RecordToSend},
};
use crate::{clock::Clock, evidence::variant::client_of};

#[derive(Debug, Clone, PartialEq)]
pub struct ProducerForm {
    pub topic: String,
    pub version: ClientVersion,
    pub serializer: Serializer,
    pub key: Key,
    pub confirm: Confirm,
    /// The client settings in the form; all others keep their defaults.
    pub settings: Keywords,
    pub pace: Pace,
}

/// How fast the script sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// One `send()` right after the other.
    Burst,
    /// One each millisecond.
    PerMillisecond,
}

/// What `value_serializer` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serializer {
    /// Absent: kafka-python takes bytes only.
    None,
    /// `str(x).encode('utf-8')`
    Str,
    /// `json.dumps(x).encode('utf-8')`
    Json,
}

/// What `send(key=…)` gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    None,
    /// `pedido['cliente'].encode('utf-8')`
    Client,
    /// `json.dumps(pedido['cliente']).encode('utf-8')`: with quotes.
    ClientJson,
}

/// The form passed the exercise's own validation, but this lab does not know one of its values: the
/// content offers a choice that it should not.
#[derive(Debug, thiserror::Error)]
#[error("the exercise offers {field} = {value:?}, which its lab does not know")]
pub struct UnknownChoice {
    field: &'static str,
    value: Option<Value>,
}

impl ProducerForm {
    /// How the lab itself writes the orders of a consumer's exercise: like the model answer.
    pub fn lab_default() -> Self {
        Self {
            topic: String::new(),
            version: ClientVersion::V3_0,
            serializer: Serializer::Json,
            key: Key::Client,
            confirm: Confirm::Flush,
            settings: Keywords::new(),
            pace: Pace::Burst,
        }
    }

    pub fn read(fields: &Values) -> Result<Self, UnknownChoice> {
        Ok(Self {
            topic: choice(fields, "topic", |text| Some(text.to_owned()))?,
            version: choice(fields, "client_version", ClientVersion::parse)?,
            serializer: choice(fields, "value_serializer", |text| match text {
                "none" => Some(Serializer::None),
                "str" => Some(Serializer::Str),
                "json" => Some(Serializer::Json),
                _ => None,
            })?,
            key: choice(fields, "key", |text| match text {
                "none" => Some(Key::None),
                "cliente" => Some(Key::Client),
                "cliente_json" => Some(Key::ClientJson),
                _ => None,
            })?,
            confirm: choice(fields, "confirm", |text| match text {
                "none" => Some(Confirm::None),
                "flush" => Some(Confirm::Flush),
                "get" => Some(Confirm::Get),
                _ => None,
            })?,
            settings: Keywords::new(),
            pace: Pace::Burst,
        })
    }

    /// kafka-python's configuration for this form.
    pub fn profile(&self) -> Result<Profile, Refusal> {
        // librdkafka has no serializers; `record` applies them.
        profile::producer(self.version, &self.settings)
    }

    /// The script of one act.
    pub fn script(
        &self,
        profile: &Profile,
        orders: &[serde_json::Value],
        act: &ProducerAct<'_>,
    ) -> ProducerScript {
        let mut properties: std::collections::BTreeMap<String, String> = profile
            .properties
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        properties.extend(LAB_PROPERTIES.map(|(name, value)| (name.to_owned(), value.to_owned())));
        properties.extend(act.entrance.properties());
        ProducerScript {
            properties,
            topic: act.topic.to_owned(),
            records: act
                .orders
                .clone()
                .filter_map(|number| orders.get(number as usize))
                .map(|order| self.record(order))
                .collect(),
            first: act.orders.start,
            clock: act.clock,
            run: act.run.to_owned(),
            nonce: act.nonce.to_owned(),
            confirm: if self.sends_nothing(profile) { Confirm::None } else { self.confirm },
            answered: !profile.asks_for_no_answer(),
            pace_us: match self.pace {
                Pace::Burst => 0,
                Pace::PerMillisecond => 1000,
            },
            one_by_one: self.pace == Pace::PerMillisecond && !profile.lingers(),
            flush_at_exit_ms: match self.version.at_exit() {
                AtExit::Flush(limit) => Some(limit.as_millis() as u64),
                // Only what is confirmed is promised: where there is a race, the lab takes the
                // worst case.
                AtExit::Lost | AtExit::Race => None,
            },
            ending: act.ending,
        }
    }

    /// With `acks=0`, kafka-python 2.3.3 never sends a Produce request, and `flush()` returns at
    /// once: the future of such a record is done as soon as it is created, and the network thread
    /// only writes for futures that are not (`KafkaClient.send` in `client_async.py`; tried: 20
    /// records, none in the log).
    pub fn sends_nothing(&self, profile: &Profile) -> bool {
        self.version == ClientVersion::V2_3 && profile.asks_for_no_answer()
    }

    fn record(&self, order: &serde_json::Value) -> RecordToSend {
        let client = client_of(order).unwrap_or_default();
        RecordToSend {
            key: match self.key {
                Key::None => None,
                Key::Client => Some(client.into()),
                Key::ClientJson => Some(python::json_dumps(&client.into()).into()),
            },
            value: match self.serializer {
                Serializer::Json => Ok(python::json_dumps(order)),
                Serializer::Str => Ok(python::str_of(order)),
                Serializer::None => {
                    Err(python_error::unsupported_value(self.version, "dict").into())
                }
            },
        }
    }
}

/// What the script of one act works with: real names, and which of the orders it sends.
#[derive(Debug, Clone)]
pub struct ProducerAct<'a> {
    pub entrance: &'a Entrance,
    pub topic: &'a str,
    pub run: &'a str,
    pub nonce: &'a str,
    pub ending: Ending,
    pub orders: Range<u32>,
    pub clock: Clock,
}

/// Maps the text of a field to what it means in the lab.
pub(super) fn choice<T>(
    fields: &Values,
    field: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, UnknownChoice> {
    value(fields, field, |value| match value {
        Value::Text(text) => read(text),
        Value::Bool(_) | Value::Integer(_) | Value::Several(_) => None,
    })
}

/// Maps the value of a field to what it means in the lab.
pub(super) fn value<T>(
    fields: &Values,
    field: &'static str,
    read: impl Fn(&Value) -> Option<T>,
) -> Result<T, UnknownChoice> {
    let found = fields.get(field);
    found.and_then(read).ok_or_else(|| UnknownChoice { field, value: found.cloned() })
}
