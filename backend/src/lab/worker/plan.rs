//! What the server tells a worker: a plan, and instructions while a consumer runs.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use lessons::scenario::{
    disturbance::Moment,
    group::{Commit, Deserializer, Reset},
    position::Position,
    producer::Confirm,
    service::{Field, Filter},
};
use serde::{Deserialize, Serialize};

use super::partition::TopicPartition;
use crate::{
    clock::Clock,
    lab::profile::{python_error::PythonError, version::ClientVersion},
};

/// The first line on a worker's stdin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    Producer(ProducerScript),
    Consumer(ConsumerScript),
    MockCluster(MockCluster),
}

/// A simulated cluster with its topics.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MockCluster {
    /// Name and number of partitions.
    pub topics: Vec<(String, u32)>,
}

/// How a script ends that raises nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    Normal,
    /// SIGKILL: a producer's right after its last line, a consumer's with a record in hand.
    Killed,
}

/// A script that sends records one by one and confirms them in one of three ways.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProducerScript {
    pub properties: BTreeMap<String, String>,
    pub topic: String,
    pub records: Vec<RecordToSend>,
    /// Number of the first of these orders.
    pub first: u32,
    /// The act's clock, which stamps every report.
    pub clock: Clock,
    /// Headers of every record, beside `seq`.
    pub run: String,
    pub nonce: String,
    pub confirm: Confirm,
    /// Whether the broker sends answers: not with `acks=0`.
    pub answered: bool,
    /// Microseconds from one `send()` to the next; 0 for as fast as it can.
    pub pace_us: u64,
    /// Whether a record is sent only once the one before has its report. A paced client that does
    /// not linger sends each in a request of its own, unless the machine is so busy that its
    /// network thread lags behind: the measurement must not depend on that.
    pub one_by_one: bool,
    /// How long the client flushes by itself when the script ends normally; `None` if it does not.
    pub flush_at_exit_ms: Option<u64>,
    pub ending: Ending,
    /// Whether its topic may not exist: then the first `send()` waits for it in vain, and raises.
    pub may_be_unknown: bool,
    /// What the script notices of brokers that advertise an address where nobody listens; `None`
    /// where they can be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreachable: Option<Unreachable>,
}

/// What a script notices when nobody listens where the brokers say that they are. It depends on
/// kafka-python's release (tried on Apache Kafka 4.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreachable {
    /// The first `send()` asks a broker about its topic, in vain, and raises: 2.3.3 and 3.0.12.
    SendRaises,
    /// The connection that it began with has told 2.0.2 about the topic. `send()` takes the records,
    /// which expire, and `get()` raises.
    GetRaises,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordToSend {
    /// Shared with the event that reports it.
    pub key: Option<Arc<str>>,
    /// The text of its value, or the exception that `send()` raises instead.
    pub value: Result<String, PythonException>,
    #[serde(default, skip_serializing_if = "Encoding::is_utf8")]
    pub encoding: Encoding,
    /// The partition that it goes to; `None` leaves that to the partitioner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<u32>,
}

/// How the text of a value becomes bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    #[default]
    Utf8,
    /// One byte for each character, as far as there are such characters.
    Latin1,
    /// There is no value at all: a tombstone.
    Null,
}

impl Encoding {
    fn is_utf8(&self) -> bool {
        *self == Self::Utf8
    }

    pub fn bytes(self, text: &str) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Utf8 => Some(Cow::Borrowed(text.as_bytes())),
            Self::Latin1 => {
                Some(text.chars().filter_map(|letter| u8::try_from(letter).ok()).collect())
            }
            Self::Null => None,
        }
    }
}

/// What kafka-python raises; the script does not catch it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PythonException {
    pub class: String,
    pub message: String,
}

impl From<PythonError> for PythonException {
    fn from(PythonError { class, message }: PythonError) -> Self {
        Self { class: class.to_owned(), message }
    }
}

/// A script that reads until it is told to close.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsumerScript {
    pub properties: BTreeMap<String, String>,
    /// What it subscribes to; wherever `topic` is a number in its reports, it is an index into this
    /// list.
    pub topics: Vec<Subscribed>,
    /// Her release, for what kafka-python would raise.
    pub version: ClientVersion,
    /// Whether it subscribes in a group; otherwise it assigns itself every partition.
    pub grouped: bool,
    /// Whether its group assigns and revokes only what changes hands, and not everything at once.
    pub keeps_what_stays: bool,
    pub reset: Reset,
    /// Whether the client commits by itself.
    pub auto_commit: bool,
    /// When the script commits.
    pub commit: Commit,
    /// How many records the loop gets at once; fewer only when there are no more.
    pub max_poll_records: u32,
    /// The end offsets of its topics, if nothing is written to them meanwhile; otherwise it is told
    /// later how far to read.
    pub ends: Option<Ends>,
    /// What is planned to happen to it.
    pub disturbances: Vec<Disturbance>,
    pub deserializer: Deserializer,
    pub handler: Handler,
    /// What its handler sends with, if it sends anything.
    pub sends: Option<Sends>,
    /// Headers of the records of this run.
    pub run: String,
    pub nonce: String,
    /// The act's clock, which stamps every report.
    pub clock: Clock,
}

/// A topic that a consumer reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscribed {
    /// Its real name.
    pub topic: String,
    /// As the learner named it, for what kafka-python would raise.
    pub named: String,
    /// What headers call it.
    pub origin: String,
    pub partitions: u32,
}

/// For each partition, the offset behind its last record.
pub type Ends = Vec<(TopicPartition, i64)>;

/// A client that sends what handlers send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sends {
    /// Real names; handlers name them by their index.
    pub topics: Vec<String>,
    pub properties: BTreeMap<String, String>,
}

/// What the lab does to a consumer on purpose, over a record: which one of those that it gets,
/// counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disturbance {
    /// The process dies on this record, or when it is told to close before it gets so far.
    Death { over: u32, at: Moment },
    /// Each record of the batch that has this one takes so long.
    Slowness { over: u32, ms: u32 },
}

impl Disturbance {
    pub const fn is_death(self) -> bool {
        matches!(self, Self::Death { .. })
    }

    pub const fn is_slowness(self) -> bool {
        matches!(self, Self::Slowness { .. })
    }
}

/// What a script does with each record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handler {
    /// From left to right.
    pub parts: Vec<HandlerPart>,
    /// How often it tries again what failed.
    pub retries: u32,
    /// What it does with a record that failed every time.
    pub failing: Failing,
}

/// One thing that a handler does with the order in a record. Topics are indexes in [`Sends`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandlerPart {
    /// Writes a row to the lab's sink.
    Effect,
    /// Ends here with an order that does not meet it.
    Filter(Filter),
    /// Sends the record on. `take` is empty where the value stays as it is.
    Forward { to: u32, take: Vec<Field>, key: Option<Field> },
    /// Adds to the number that it keeps for a value of `by`, and writes that to the lab's sink.
    Fold { by: Field, sum: Option<Field>, changelog: Option<Changelog> },
}

/// Where the numbers of a fold are sent, to be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changelog {
    /// Index in [`Sends`].
    pub to: u32,
    pub partitions: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failing {
    /// Nothing catches the exception.
    Raise,
    /// It goes on with the next record.
    Skip,
    /// It sends the record to another topic, an index in [`Sends`], waits for the broker, and goes on.
    Send { to: u32 },
}

/// What the server tells a running consumer: lines on its stdin after the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instruction {
    /// Begin to read: the group is complete. Until then a member keeps its partitions and waits.
    Read,
    /// Go to another place in all assigned partitions.
    Seek(Position),
    /// Nothing comes behind these ends: a batch that reaches them is complete.
    ReadTo(Ends),
    /// Leave the loop and begin `consumer.close()`, with its automatic commit.
    Close,
    /// End `consumer.close()` and leave the group. A step of its own, because a commit may be
    /// refused if it meets the rebalance that another member's leaving starts.
    Leave,
}
