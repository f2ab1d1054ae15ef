//! A script that sends the orders, one after the other, and ends.

use serde::{Deserialize, Serialize};

use super::client::ClientVersion;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Producer {
    /// Whose defaults apply.
    pub client_version: ClientVersion,
    /// How an order becomes bytes.
    #[serde(default)]
    pub value_serializer: Serializer,
    /// What `send(key=…)` gets.
    #[serde(default)]
    pub key: Key,
    /// What the script waits for.
    #[serde(default)]
    pub confirm: Confirm,
    /// How fast it sends.
    #[serde(default)]
    pub pace: Pace,
    /// Which partition a key goes to.
    #[serde(default)]
    pub partitioner: Partitioner,
    /// The keyword arguments of `KafkaProducer`.
    #[serde(default)]
    pub keywords: ProducerKeywords,
}

/// One that is absent is not given, and kafka-python's default applies. Every value is passed on,
/// also one that the release's constructor refuses: the refusal is then what the run shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ProducerKeywords {
    /// Who confirms a record.
    pub acks: Option<Acks>,
    /// How often a request that failed is sent again.
    pub retries: Option<u32>,
    /// The most bytes of a batch.
    pub batch_size: Option<u32>,
    /// How long a batch waits for more records, in milliseconds.
    pub linger_ms: Option<u32>,
    /// What compresses a batch.
    pub compression_type: Option<Codec>,
    /// Whether the broker recognises what is sent again.
    pub enable_idempotence: Option<bool>,
}

/// What `value_serializer` does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Serializer {
    /// Absent: kafka-python takes bytes only.
    #[default]
    None,
    /// `str(x).encode('utf-8')`
    Str,
    /// `json.dumps(x).encode('utf-8')`
    Json,
}

/// What `send(key=…)` gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Key {
    #[default]
    None,
    /// `pedido['cliente'].encode('utf-8')`
    Cliente,
    /// `json.dumps(pedido['cliente']).encode('utf-8')`: with quotes.
    ClienteJson,
    /// `str(pedido['pedido']).encode('utf-8')`: another key for each order.
    Pedido,
}

/// What the script waits for before its last line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Confirm {
    /// Nothing.
    #[default]
    None,
    /// `producer.flush()`, once.
    Flush,
    /// `future.get(timeout=10)` after each `send()`.
    Get,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// One `send()` right after the other.
    #[default]
    Burst,
    /// One each millisecond.
    PerMs,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Partitioner {
    /// kafka-python's and Java's default.
    #[default]
    Murmur2,
    /// librdkafka's default, `consistent_random` (librdkafka's CONFIGURATION.md).
    Crc32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acks {
    /// `0`: nobody.
    Nobody,
    /// `1`: the leader.
    Leader,
    /// `'all'`: the leader, once every in-sync replica has the record.
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Codec {
    /// The default of every release, so the argument is not given.
    None,
    Gzip,
    Snappy,
    Lz4,
    Zstd,
}

/// As kafka-python takes it: two integers and a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum AcksEntry {
    Number(u8),
    Text(String),
}

impl<'de> Deserialize<'de> for Acks {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match AcksEntry::deserialize(deserializer)? {
            AcksEntry::Number(0) => Ok(Self::Nobody),
            AcksEntry::Number(1) => Ok(Self::Leader),
            AcksEntry::Text(text) if text == "all" => Ok(Self::All),
            AcksEntry::Number(_) | AcksEntry::Text(_) => {
                Err(serde::de::Error::custom("`acks` is 0, 1 or \"all\""))
            }
        }
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Acks {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Acks".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "Who confirms a record.", "enum": [0, 1, "all"] })
    }
}
