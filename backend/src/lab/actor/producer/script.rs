//! The script of a producer: the scenario's own words for it become kafka-python's keyword
//! arguments, and records with their bytes.

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use lessons::scenario::{
    client::ClientVersion as Release,
    producer::{
        Acks, Codec, Confirm, Key, Pace, Partitioner, Producer, ProducerKeywords, Serializer,
    },
};

use crate::{
    clock::Clock,
    evidence::variant::client_of,
    lab::{
        cluster::entrance::Entrance,
        profile::{
            self, LAB_PROPERTIES, LIBRDKAFKA_PARTITIONER, Profile, python_error,
            refusal::Refusal,
            setting::{Keywords, Setting},
            version::{AtExit, ClientVersion},
        },
        python,
        worker::plan::{Encoding, Ending, ProducerScript, RecordToSend},
    },
};

/// How the lab itself writes orders: like a script that loses nothing.
pub const LAB: Producer = Producer {
    client_version: Release::V3_0,
    value_serializer: Serializer::Json,
    key: Key::Cliente,
    confirm: Confirm::Flush,
    pace: Pace::Burst,
    partitioner: Partitioner::Murmur2,
    keywords: ProducerKeywords {
        acks: None,
        retries: None,
        batch_size: None,
        linger_ms: None,
        compression_type: None,
        enable_idempotence: None,
    },
};

/// What one performance of a script works with: real names, and which of the orders it sends.
#[derive(Debug, Clone)]
pub struct Performed<'a> {
    pub entrance: &'a Entrance,
    pub topic: &'a str,
    pub run: &'a str,
    pub nonce: &'a str,
    pub ending: Ending,
    pub orders: Range<u32>,
    pub clock: Clock,
}

/// kafka-python's configuration for this script.
pub fn profile(producer: &Producer) -> Result<Profile, Refusal> {
    // librdkafka has no serializers; `record` applies them.
    let keywords = keywords(&producer.keywords);
    let mut profile = profile::producer(producer.client_version.into(), &keywords)?;
    match producer.partitioner {
        Partitioner::Murmur2 => {}
        Partitioner::Crc32 => {
            let (name, value) = LIBRDKAFKA_PARTITIONER;
            profile.properties.insert(name, value.to_owned());
        }
    }
    Ok(profile)
}

/// The keyword arguments that are given. `compression_type=None` is the default of every release,
/// so it is not.
fn keywords(given: &ProducerKeywords) -> Keywords {
    let ProducerKeywords {
        acks,
        retries,
        batch_size,
        linger_ms,
        compression_type,
        enable_idempotence,
    } = *given;
    let text = |text: &'static str| Setting::Text(Cow::Borrowed(text));
    let acks = acks.map(|acks| match acks {
        Acks::Nobody => Setting::Integer(0),
        Acks::Leader => Setting::Integer(1),
        Acks::All => text("all"),
    });
    let number = |number: Option<u32>| number.map(|number| Setting::Integer(number.into()));
    let codec = compression_type.and_then(|codec| match codec {
        Codec::None => None,
        Codec::Gzip => Some(text("gzip")),
        Codec::Snappy => Some(text("snappy")),
        Codec::Lz4 => Some(text("lz4")),
        Codec::Zstd => Some(text("zstd")),
    });
    [
        ("acks", acks),
        ("retries", number(retries)),
        ("batch_size", number(batch_size)),
        ("linger_ms", number(linger_ms)),
        ("compression_type", codec),
        ("enable_idempotence", enable_idempotence.map(Setting::Bool)),
    ]
    .into_iter()
    .filter_map(|(name, setting)| Some((name.to_owned(), setting?)))
    .collect()
}

/// The properties of its client, without those that say where it connects.
pub fn properties(profile: &Profile) -> BTreeMap<String, String> {
    let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let of_profile = profile.properties.iter().map(|(name, value)| own((name, value)));
    of_profile.chain(LAB_PROPERTIES.map(own)).collect()
}

/// The plan of the worker that performs the script.
pub fn plan(
    producer: &Producer,
    profile: &Profile,
    orders: &[serde_json::Value],
    performed: &Performed<'_>,
) -> ProducerScript {
    let mut properties = properties(profile);
    properties.extend(performed.entrance.properties());
    let range = performed.orders.clone();
    ProducerScript {
        properties,
        topic: performed.topic.to_owned(),
        records: range
            .filter_map(|number| orders.get(number as usize))
            .map(|order| record(producer, order))
            .collect(),
        first: performed.orders.start,
        clock: performed.clock,
        run: performed.run.to_owned(),
        nonce: performed.nonce.to_owned(),
        confirm: match sends_nothing(producer, profile) {
            true => Confirm::None,
            false => producer.confirm,
        },
        answered: !profile.asks_for_no_answer(),
        pace_us: match producer.pace {
            Pace::Burst => 0,
            Pace::PerMs => 1000,
        },
        one_by_one: producer.pace == Pace::PerMs && !profile.lingers(),
        flush_at_exit_ms: match ClientVersion::from(producer.client_version).at_exit() {
            AtExit::Flush(limit) => Some(limit.as_millis() as u64),
            // Only what is confirmed is promised: where there is a race, the lab takes the worst
            // case.
            AtExit::Lost | AtExit::Race => None,
        },
        ending: performed.ending,
        may_be_unknown: false,
        unreachable: None,
    }
}

/// With `acks=0`, kafka-python 2.3.3 never sends a Produce request, and `flush()` returns at once:
/// the future of such a record is done as soon as it is created, and the network thread only writes
/// for futures that are not (`KafkaClient.send` in `client_async.py`; tried: 20 records, none in
/// the log).
pub fn sends_nothing(producer: &Producer, profile: &Profile) -> bool {
    producer.client_version == Release::V2_3 && profile.asks_for_no_answer()
}

fn record(producer: &Producer, order: &serde_json::Value) -> RecordToSend {
    let client = client_of(order).unwrap_or_default();
    RecordToSend {
        key: match producer.key {
            Key::None => None,
            Key::Cliente => Some(client.into()),
            Key::ClienteJson => Some(python::json_dumps(&client.into()).into()),
            Key::Pedido => Some(python::str_of(&order["pedido"]).into()),
        },
        value: match producer.value_serializer {
            Serializer::Json => Ok(python::json_dumps(order)),
            Serializer::Str => Ok(python::str_of(order)),
            Serializer::None => {
                let version = producer.client_version.into();
                Err(python_error::unsupported_value(version, "dict").into())
            }
        },
        encoding: Encoding::default(),
        partition: None,
    }
}
