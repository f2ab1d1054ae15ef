//! What a group of consumers did, and what the broker holds of it.

use std::collections::BTreeMap;

use api::event::{Exit, PositionSource};
use serde::{Deserialize, Serialize};

use super::{producer::ScriptError, topic::Place, value::Got};

/// The consumers of one application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The topics it reads, by their names in the evidence. Wherever `topic` is a number below, it
    /// is an index into this list; 0 is omitted, because a fast group has thousands of records.
    pub topics: Vec<String>,
    /// As the learner named it; `None` for consumers without a group.
    pub group_id: Option<String>,
    /// The librdkafka properties that the first member's client had in effect.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
    pub members: Vec<Member>,
    /// The offsets committed at the end of the act, by topic and partition; `None` where nothing is
    /// committed.
    pub committed: BTreeMap<String, BTreeMap<u32, Option<i64>>>,
    /// What its folds have left in the lab's sink at the end of the act, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rows: BTreeMap<String, i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Counted from 1.
    pub member: u32,
    /// Every assignment it received, in order; an empty one leaves the member idle. Each is all that
    /// the member had then. Of those of one generation, where a group goes on while its partitions
    /// move, only the last is here.
    pub assignments: Vec<Assignment>,
    /// What its group took away from it while it read, in order; what it gave back at its close is
    /// not among it. Absent where there was none of it, and in runs of before it was noted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revocations: Vec<Revocation>,
    /// In the order in which it processed them, whatever its handler does. What failed is not among
    /// them.
    pub processed: Vec<Processed>,
    /// The record that it had been given and died on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_hand: Option<Processed>,
    /// The rows that its handler wrote to the sink, in the order in which it did; also that of the
    /// record that it died on, if it died after the effect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    /// The records that did not meet a condition of its handler; they are among those that it
    /// processed, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filtered: Vec<Filtered>,
    /// What its handler sent on, in the order in which the broker confirmed it; also that of the
    /// record that it died on, if it died after it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forwarded: Vec<Forwarded>,
    /// The records that its handler, or the deserializer before it, could not process, in the order
    /// in which they failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<Failed>,
    pub commits: Vec<Vec<Commit>>,
    /// Where it went by `seek()`, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seeks: Vec<Vec<Sought>>,
    pub error: Option<ScriptError>,
    pub exit: Exit,
    /// Whether it closed its consumer and so left its group.
    pub closed: bool,
    /// Whether it was put out of its group while its process lived.
    #[serde(default, skip_serializing_if = "is_not")]
    pub expelled: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The group's generation; with KIP-848, the member's epoch; `None` without a group.
    pub generation: Option<i32>,
    pub partitions: Vec<Holding>,
}

/// Partitions that a member had to give back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// The generation, or with KIP-848 the epoch, in which the member had them.
    pub generation: Option<i32>,
    pub partitions: Vec<Revoked>,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    pub partition: u32,
}

/// A partition that is assigned to a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    pub partition: u32,
    /// The first offset that it will read.
    pub position: i64,
    pub source: PositionSource,
}

/// A record as the handler received it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Processed {
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    pub partition: u32,
    pub offset: i64,
    pub order: Option<u32>,
    pub got: Got,
}

/// A row that a handler wrote to the lab's sink.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    pub partition: u32,
    pub offset: i64,
    pub order: Option<u32>,
    /// Counted from 0 over the whole run. A row that replaces an earlier one has its number.
    pub row: u64,
}

/// A record that did not meet a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filtered {
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    pub partition: u32,
    pub offset: i64,
    pub order: Option<u32>,
}

/// A record that a handler sent on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarded {
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    pub partition: u32,
    pub offset: i64,
    pub order: Option<u32>,
    /// The topic that it was sent to, by its name in the evidence, and its place there.
    pub to: String,
    pub to_partition: u32,
    pub to_offset: i64,
}

/// A record that could not be processed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    pub partition: u32,
    pub offset: i64,
    pub order: Option<u32>,
    /// How often it was tried; the first time counts.
    pub attempts: u32,
    /// The exception's class, and what it says.
    pub error: String,
    pub outcome: Outcome,
}

/// What became of a record that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The script did not catch the exception, and ended.
    Raised,
    /// The script went on with the next record, and nothing is left of this one.
    Skipped,
    /// It was sent to another topic, and the script went on.
    DeadLettered,
}

/// The next offset to read, as a member committed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    pub partition: u32,
    pub offset: i64,
}

/// The next offset to read, as a member sought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sought {
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    pub partition: u32,
    pub offset: i64,
}

fn is_first(topic: &u32) -> bool {
    *topic == 0
}

fn is_not(value: &bool) -> bool {
    !value
}

impl Member {
    /// The partitions that it lost and had again in its next assignment: it stopped reading them for
    /// nothing.
    pub fn regained(&self) -> impl Iterator<Item = Revoked> {
        self.revocations.iter().flat_map(|Revocation { generation, partitions }| {
            let next = self.assignments.iter().find(|held| held.generation > *generation);
            let is_back = |lost: &&Revoked| {
                let held = next.iter().flat_map(|next| &next.partitions);
                let place = |held: &Holding| (held.topic, held.partition);
                held.map(place).any(|held| held == (lost.topic, lost.partition))
            };
            partitions.iter().filter(is_back).copied().collect::<Vec<_>>()
        })
    }
}

impl Group {
    /// The topic at that index of `topics`; an empty name, which no topic has, if there is none.
    pub fn topic(&self, topic: u32) -> &str {
        self.topics.get(topic as usize).map_or("", String::as_str)
    }

    /// Every record that a handler processed, member by member.
    pub fn processed(&self) -> impl Iterator<Item = (Place<'_>, &Processed)> {
        let records = self.members.iter().flat_map(|member| &member.processed);
        records.map(move |record| (self.place(record), record))
    }

    /// Every record that a handler was given, including those that a member died on.
    pub fn delivered(&self) -> impl Iterator<Item = Place<'_>> {
        let records =
            self.members.iter().flat_map(|member| member.processed.iter().chain(&member.in_hand));
        records.map(move |record| self.place(record))
    }

    /// Every row that a handler wrote to the sink, member by member, with the record it is of.
    pub fn effects(&self) -> impl Iterator<Item = (Place<'_>, &Effect)> {
        let effects = self.members.iter().flat_map(|member| &member.effects);
        effects.map(move |effect| {
            let &Effect { topic, partition, offset, .. } = effect;
            (Place { topic: self.topic(topic), partition, offset }, effect)
        })
    }

    /// Every record that did not meet a condition, member by member.
    pub fn filtered(&self) -> impl Iterator<Item = Place<'_>> {
        let filtered = self.members.iter().flat_map(|member| &member.filtered);
        filtered.map(move |&Filtered { topic, partition, offset, .. }| Place {
            topic: self.topic(topic),
            partition,
            offset,
        })
    }

    /// Every record that could not be processed, member by member.
    pub fn failed(&self) -> impl Iterator<Item = (Place<'_>, &Failed)> {
        let failed = self.members.iter().flat_map(|member| &member.failed);
        failed.map(move |failed| {
            let &Failed { topic, partition, offset, .. } = failed;
            (Place { topic: self.topic(topic), partition, offset }, failed)
        })
    }

    fn place(&self, record: &Processed) -> Place<'_> {
        let &Processed { topic, partition, offset, .. } = record;
        Place { topic: self.topic(topic), partition, offset }
    }
}
