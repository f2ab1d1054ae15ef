//! What broker and clients prove about a run: the only thing that the grader reads. Plain data,
//! stored as JSON beside its hash, so that a verdict can be worked out again for ever.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use api::{
    broker::BrokerKind,
    event::{Assigned, Ending, Exit, Fault, PartitionOffset, Role},
    text::Text,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};
use sha2::{Digest, Sha256};

use super::seed::hex;
use crate::store::evidence::StoredEvidence;

/// More is refused: the run ends inconclusive instead of filling the database.
pub const MOST_BYTES: usize = 4 << 20;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Of this structure: [`Evidence::VERSION`] when it was written.
    pub version: u32,
    pub exercise: String,
    pub seed: String,
    pub broker: BrokerKind,
    pub broker_label: String,
    pub partitions: u32,
    /// What had to be sent, in order.
    pub orders: Vec<Value>,
    /// So many of them were in the topic before the consumers; `None` in a producer's exercise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early: Option<u32>,
    /// The record over which the consumer dies, counted from 1; `None` where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crash: Option<u32>,
    pub acts: Vec<Act>,
    /// What was awaited in vain because the infrastructure failed; empty in a healthy run.
    pub failures: Vec<Text>,
}

/// One act: a script, its client and what the log holds after it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    pub act: u32,
    pub topic: String,
    pub ending: Ending,
    #[serde(default)]
    pub role: Role,
    /// kafka-python's settings in effect, each as Python writes it; empty where the client was not
    /// made by a form.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// Produce requests that the client sent, repetitions included.
    #[serde(default)]
    pub requests: u32,
    /// What the lab did to them on purpose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// The properties that the client really had.
    pub properties: BTreeMap<String, String>,
    /// Orders handed to the client, as often as they were.
    pub sent: Vec<u32>,
    pub reports: Vec<Report>,
    pub error: Option<ScriptError>,
    pub exit: Exit,
    pub log: Vec<PartitionLog>,
    /// The consumers of the act; `None` in a producer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
}

/// The consumers of one act and what they did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// `None` for consumers without a group.
    pub group: Option<String>,
    pub members: Vec<Member>,
    /// What the broker holds after the act, in each partition; `None` where nothing is committed.
    pub committed: BTreeMap<u32, Option<i64>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub member: u32,
    /// Every assignment it got, in order; an empty one is a member without work.
    pub assignments: Vec<Assignment>,
    pub processed: Vec<Processed>,
    /// The record that it was given and died over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_hand: Option<Processed>,
    pub commits: Vec<Vec<PartitionOffset>>,
    pub error: Option<ScriptError>,
    pub exit: Exit,
    pub closed: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    pub generation: Option<i32>,
    pub partitions: Vec<Assigned>,
}

/// A record as it reached the handler.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Processed {
    pub partition: u32,
    pub offset: i64,
    pub order: Option<u32>,
    pub got: Got,
}

/// What the handler got for `message.value`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Got {
    /// Bytes: there was no deserializer.
    Bytes(Data),
    /// A text.
    Str(String),
    /// What `json.loads` made an object of.
    Json(Json),
}

/// A JSON text, kept as it is until it is judged: a fast group reads a hundred thousand a second.
/// Equal is what has the same text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json(Box<RawValue>);

impl Json {
    /// `None` if it is no JSON.
    pub fn read(text: &str) -> Option<Self> {
        // Reports and evidence are lines; only what stands between values can break one.
        if text.contains('\n') {
            return serde_json::from_str::<Value>(text).ok().map(|value| Self::from(&value));
        }
        serde_json::from_str(text).ok().map(Self)
    }

    /// Whether it is JSON.
    pub fn is_valid(text: &str) -> bool {
        serde_json::from_str::<IgnoredAny>(text).is_ok()
    }

    /// `None` if a number in it is beyond what can be held.
    pub fn value(&self) -> Option<Value> {
        serde_json::from_str(self.0.get()).ok()
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        Self(to_raw_value(value).expect("a value has no failing parts"))
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

/// What the client said about one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub order: u32,
    /// Partition and offset, or the client's error.
    pub result: Result<(u32, i64), String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScriptError {
    pub class: String,
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartitionLog {
    pub partition: u32,
    pub begin: i64,
    pub end: i64,
    pub batches: Vec<Batch>,
}

/// A batch as the broker stores it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    pub base_offset: i64,
    pub codec: String,
    pub producer_id: i64,
    pub base_sequence: i32,
    /// As stored, header included.
    pub bytes: u64,
    /// The records once decompressed.
    pub raw_bytes: u64,
    pub records: Vec<Record>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub offset: i64,
    /// Which order its headers say it is, when they are those of this run.
    pub order: Option<u32>,
    pub key: Option<Data>,
    pub value: Option<Data>,
}

/// Bytes of a record: as text when they are UTF-8, else in base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Data {
    Text(String),
    Base64(String),
}

impl Data {
    pub fn new(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Base64(BASE64_STANDARD.encode(bytes)),
        }
    }

    /// `None` if the base64 is none.
    pub fn to_bytes(&self) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Text(text) => Some(text.as_bytes().into()),
            Self::Base64(base64) => BASE64_STANDARD.decode(base64).ok().map(Cow::from),
        }
    }

    /// As it is shown: the text, or the base64.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Base64(text) => text,
        }
    }
}

impl Evidence {
    /// Of the structure that is written now.
    pub const VERSION: u32 = 1;

    pub fn act(&self, act: u32) -> Option<&Act> {
        self.acts.iter().find(|found| found.act == act)
    }

    /// The text that is stored, and its hash.
    pub fn to_stored(&self) -> StoredEvidence {
        let body =
            serde_json::to_string(self).expect("evidence has string keys and no failing parts");
        StoredEvidence { sha256: hex(&Sha256::digest(&body)), body }
    }
}

impl Act {
    /// Everything that reached a handler: member, record; in each member's order.
    pub fn processed(&self) -> impl Iterator<Item = (u32, &Processed)> {
        self.group
            .iter()
            .flat_map(|group| &group.members)
            .flat_map(|member| member.processed.iter().map(|processed| (member.member, processed)))
    }

    /// Everything that a handler was given, with the records that one died over.
    pub fn delivered(&self) -> impl Iterator<Item = &Processed> {
        let members = self.group.iter().flat_map(|group| &group.members);
        members.flat_map(|member| member.processed.iter().chain(&member.in_hand))
    }

    /// A report of success for which the log holds no record.
    pub fn confirmed_and_missing(&self) -> Option<&Report> {
        let logged: BTreeSet<_> = self
            .records()
            .map(|(partition, record)| (record.order, partition, record.offset))
            .collect();
        self.reports.iter().find(|report| {
            report.result.as_ref().is_ok_and(|(partition, offset)| {
                !logged.contains(&(Some(report.order), *partition, *offset))
            })
        })
    }

    /// Every record of the log with its partition, in order within each.
    pub fn records(&self) -> impl Iterator<Item = (u32, &Record)> {
        self.log.iter().flat_map(|log| {
            log.batches
                .iter()
                .flat_map(|batch| &batch.records)
                .map(|record| (log.partition, record))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_confirmed_has_to_be_in_the_log_where_it_was_said_to_be() {
        let record = |offset, order| Record { offset, order: Some(order), key: None, value: None };
        let batch = Batch {
            base_offset: 0,
            codec: "none".to_owned(),
            producer_id: 1,
            base_sequence: 0,
            bytes: 0,
            raw_bytes: 0,
            records: vec![record(0, 7), record(1, 8)],
        };
        let log = PartitionLog { partition: 2, begin: 0, end: 2, batches: vec![batch] };
        let report = |order, result| Report { order, result };
        let mut act = Act {
            act: 1,
            topic: "pedidos".to_owned(),
            ending: Ending::Normal,
            role: Role::Answer,
            settings: BTreeMap::new(),
            requests: 0,
            faults: Vec::new(),
            properties: BTreeMap::new(),
            sent: vec![7, 8],
            reports: vec![report(7, Ok((2, 0))), report(8, Err("timed out".to_owned()))],
            error: None,
            exit: Exit::Code(0),
            log: vec![log],
            group: None,
        };
        assert_eq!(act.confirmed_and_missing(), None);
        // Another order there, another partition, and what librdkafka says of a duplicate.
        for elsewhere in [(2, 1), (0, 0), (2, -1001)] {
            act.reports[0] = report(7, Ok(elsewhere));
            assert_eq!(act.confirmed_and_missing(), Some(&act.reports[0]));
        }
    }
}
