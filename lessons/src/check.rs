//! One criterion: what the broker has to show, how many points it gives, and hints for learners who
//! fail it.

use api::{
    exercise::{CheckOutline, Condition},
    text::{Lang, Text},
};
use serde::Deserialize;

use crate::{
    question::{Observation, Sequence},
    scenario::{
        name::{ActorName, TopicKey},
        selector::{OneTopic, Pair, Selector},
        service::{Field, Filter},
    },
};

/// How many hints a check has: nudge, question, part of the solution, solution.
pub const HINTS: usize = 4;

#[derive(Debug, Clone)]
pub struct Check {
    pub id: String,
    pub kind: CheckKind,
    /// What the broker has to show, as announced before the run.
    pub claim: Text,
    pub points: u32,
    /// Part of the run only while all hold.
    pub when: Vec<Condition>,
    /// Judged only on real Kafka.
    pub needs_kafka: bool,
    /// What a failure reveals, by its number in the catalogue: `M02`.
    pub misconception: Option<String>,
    /// From nudge to solution, [`HINTS`] of them.
    pub hints: Vec<Text>,
}

/// What is read from the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CheckKind {
    /// Every order is in the log after the act, exactly once.
    EveryOrderInLog(Selector),
    /// Every value in the log is UTF-8 JSON equal to its order.
    ValuesAreJson,
    /// The key of every record is the bytes of its order's field, nothing added, and the record
    /// lives in the partition that murmur2 gives for them.
    KeysInTheirPartition,
    /// The group got every order in the act that is in the log after it: those that were already
    /// there and those that came.
    EveryOrderDelivered(Selector),
    /// Each of the two groups got every order.
    EveryOrderToEach(Pair),
    /// Every order went to one member, once, and in one generation the members' partitions are
    /// disjoint and complete.
    EachToOneMember(Selector),
    /// The orders reach each member in the order in which they were sent.
    DeliveredInOrder(Sequence),
    /// No member was put out of its group while its process lived.
    NotExpelled(Selector),
    /// No member had to give back a partition, while it read, that it got again at once.
    NothingRevokedInVain(Selector),
    /// Every member has a partition once the group is complete.
    NobodyIdle(Selector),
    /// After the act the group's committed offset is, in every partition, the last processed + 1.
    CommittedIsNext(Selector),
    /// After the act the group's committed offset is, in every partition, the end of the log.
    CommittedToEnd(Selector),
    /// Nothing that the group got in the act before is delivered again.
    DeliversNothingAgain(Selector),
    /// The same, and what was written since the act before is delivered.
    GoesOnWhereItStopped(Selector),
    /// What the handler got is, every time, the order as an object.
    HandlerGotOrders,
    /// Every order is in the log after the act, once or more.
    NothingLost(Selector),
    /// In each partition the orders come one after the other, none of them twice.
    InOrderWithoutRepeats(Selector),
    /// A codec was chosen, and every batch of the act's log that it can shrink carries it.
    BatchesCompressed(Selector),
    /// Every record of the act's log went through the handler, in this act or in an earlier one.
    NothingSkipped(Selector),
    /// No order has two rows in the lab's sink after the act.
    EffectsOnce(Selector),
    /// Every order that can be read has a row in the lab's sink after the act.
    EffectsComplete(Selector),
    /// The topic holds the records that cannot be read, each of them once and as it came, and each
    /// says where it came from and why.
    DeadLetters(OneTopic),
    /// Every order that a service has to send on is in the topic, exactly once, with the key and the
    /// value that it has to have.
    ForwardedOnce(Forwarding),
    /// The topic holds nothing but orders that a service has to send on.
    NothingElseForwarded(Forwarding),
    /// The rows of the group's folds are the fold of the logs that it reads.
    RowsAreFold(Folding),
    /// No record that failed was tried more often than so.
    AttemptsAtMost(Attempts),
    /// In the log, no key is in two partitions.
    KeysInOnePartition(Selector),
    /// The keys that are in several partitions are those that murmur2 moves when partitions are
    /// added as the act adds them.
    MovedKeysAsComputed(OneTopic),
    /// Of each key that the topic held during the act, its last record is there after the act, and no
    /// other; the newest record of a partition aside.
    LatestOfEachKey(OneTopic),
    /// After the act the topic has so many partitions.
    TopicHasPartitions(Size),
    /// What one variant of a varied act takes is within bounds, measured by what another one takes.
    Ratio(Ratio),
    /// What was predicted of this is what happened.
    PredictedRight(Observation),
    /// A prediction was stored before the run.
    PredictionMade,
}

/// What a service has to send on, from one topic to another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Forwarding {
    /// Counted from 1.
    pub act: u32,
    /// One of the act's: that of the orders.
    pub from: TopicKey,
    /// One of the act's: where they are sent on to.
    pub topic: TopicKey,
    /// Only the orders that meet it; without it, all that can be read.
    pub only: Option<Filter>,
    /// The fields that the value has then; without them, all of the order.
    #[serde(default)]
    pub take: Vec<Field>,
    /// The field that is the key then; without it, the key is the same.
    pub key: Option<Field>,
}

/// What the rows of a group have to be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Folding {
    /// Counted from 1.
    pub act: u32,
    /// A group of the act.
    pub actor: ActorName,
    /// There is a row for each value of this field.
    pub by: Field,
    /// The sum of this field; without it, the number of records.
    pub sum: Option<Field>,
    /// Only the orders that meet it; without it, all.
    pub only: Option<Filter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Attempts {
    /// Counted from 1.
    pub act: u32,
    /// One of the act's; without it, all of them.
    pub actor: Option<ActorName>,
    /// The first time counts.
    pub most: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// Counted from 1.
    pub act: u32,
    /// One of the act's.
    pub topic: TopicKey,
    /// How many it has; 0 if it must not exist.
    pub partitions: u32,
}

/// Of both variants the median counts, of all performances that fit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    pub measure: Measure,
    /// What is measured.
    pub of: Selector,
    /// What it is measured by.
    pub to: Selector,
    /// In hundredths: 200 is twice as much. Without it, nothing is too little.
    pub at_least: Option<u32>,
    /// In hundredths: 50 is half as much. Without it, nothing is too much.
    pub at_most: Option<u32>,
}

/// What a performance takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Bytes of the log for each record of it, with what the batches add.
    BytesPerRecord,
    /// Batches in the log.
    Batches,
    /// Produce requests of the scripts for each record of the log, repetitions included.
    RequestsPerRecord,
    /// Time from its start to the end of its last step.
    Duration,
}

impl CheckKind {
    /// What the check reads, each part for itself; nothing where it reads all acts, or none.
    pub fn selectors(&self) -> Vec<Selector> {
        match self {
            Self::EveryOrderInLog(selector)
            | Self::EveryOrderDelivered(selector)
            | Self::EachToOneMember(selector)
            | Self::NotExpelled(selector)
            | Self::NothingRevokedInVain(selector)
            | Self::NobodyIdle(selector)
            | Self::CommittedIsNext(selector)
            | Self::CommittedToEnd(selector)
            | Self::DeliversNothingAgain(selector)
            | Self::GoesOnWhereItStopped(selector)
            | Self::NothingLost(selector)
            | Self::InOrderWithoutRepeats(selector)
            | Self::BatchesCompressed(selector)
            | Self::NothingSkipped(selector)
            | Self::EffectsOnce(selector)
            | Self::EffectsComplete(selector)
            | Self::KeysInOnePartition(selector) => vec![selector.clone()],
            Self::DeadLetters(one)
            | Self::MovedKeysAsComputed(one)
            | Self::LatestOfEachKey(one) => vec![one.selector()],
            Self::EveryOrderToEach(pair) => pair.selectors().into(),
            Self::DeliveredInOrder(sequence) => vec![sequence.selector()],
            Self::ForwardedOnce(forwarding) | Self::NothingElseForwarded(forwarding) => {
                forwarding.selectors().into()
            }
            Self::RowsAreFold(folding) => vec![folding.selector()],
            Self::AttemptsAtMost(attempts) => vec![attempts.selector()],
            Self::TopicHasPartitions(Size { act, topic, .. }) => {
                vec![OneTopic { act: *act, topic: topic.clone() }.selector()]
            }
            Self::Ratio(Ratio { of, to, .. }) => vec![of.clone(), to.clone()],
            Self::PredictedRight(observation) => observation.selectors(),
            Self::ValuesAreJson
            | Self::KeysInTheirPartition
            | Self::HandlerGotOrders
            | Self::PredictionMade => Vec::new(),
        }
    }

    /// The act that the check reads; `None` for all of them.
    pub fn act(&self) -> Option<u32> {
        self.selectors().first().map(|selector| selector.act)
    }
}

impl Forwarding {
    /// One for each of the two topics.
    pub fn selectors(&self) -> [Selector; 2] {
        let of = |topic: &TopicKey| OneTopic { act: self.act, topic: topic.clone() }.selector();
        [of(&self.from), of(&self.topic)]
    }
}

impl Folding {
    pub fn selector(&self) -> Selector {
        Selector { actor: Some(self.actor.clone()), ..Selector::whole(self.act) }
    }
}

impl Attempts {
    pub fn selector(&self) -> Selector {
        Selector { actor: self.actor.clone(), ..Selector::whole(self.act) }
    }
}

impl Check {
    /// The part that may be shown before the run.
    pub fn outline(&self, lang: Lang) -> CheckOutline {
        CheckOutline {
            id: self.id.clone(),
            claim: self.claim.get(lang).to_owned(),
            points: self.points,
            when: self.when.clone(),
            needs_kafka: self.needs_kafka,
        }
    }
}
