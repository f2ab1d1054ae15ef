//! The numbered things that happen in a run. Stored before they are streamed; `seq` starts at 1 and
//! has no gaps, except before a `Restarted` or `Cleared`, since the events that these make void are
//! removed after a while. One SSE message carries a JSON array of consecutive events, and its `id`
//! is the `seq` of the last one, so `Last-Event-ID` resumes exactly behind it.
//!
//! Each event has two times, neither from the wall clock. `at_ms` is when the server received it,
//! on the run's clock; `at_us` is when it happened, on the clock of its act, which starts at zero
//! with `act_started`. What happens in a worker or at the proxy gets its `at_us` there, so an event
//! is received at `at_us` after its act's start or later, and events may be received in another
//! order than they happened: `seq` and `at_ms` follow the order of receipt, `at_us` that of cause
//! and effect.
//!
//! Each act declares who takes part in it and in which topics, once, in `act_started`. Its later
//! events name an actor and a topic by their index there; 0, the first, is omitted.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{broker::Broker, columns, run::RunState, text::Text, value::Values, verdict::Verdict};

/// The number of the first order in its JSON, `pedido`. Events count orders from 0; whoever reads them
/// is told the number of the JSON.
pub const FIRST_ORDER: u32 = 10_001;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub seq: u64,
    /// When the server received it, in milliseconds since the run was accepted. Never less than
    /// that of the event before, also across a restart of the server.
    pub at_ms: u64,
    /// When it happened, in microseconds since its act started. `None` outside an act, where each
    /// record has its own time, and in runs that were stored before every event of an act had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_us: Option<u64>,
    #[serde(flatten)]
    pub kind: EventKind,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// The run waits; at present `ahead` runs start before it. `ahead` never grows from one event
    /// to the next: if a newcomer takes a turn in between (somebody at another address, or with her
    /// first run), no event reports it. Far behind, a change by one place is not reported.
    Queued { ahead: u32 },
    /// The run left the queue and has a broker.
    Started { broker: Broker },
    /// Everything drawn so far is void: the same run starts again from its seed.
    Restarted { reason: RestartReason },
    /// The events before this one were removed after their time. `broker` is where the run was,
    /// unless it never started.
    Cleared { broker: Option<Broker> },
    /// A topic was created for an act; `topic` is the learner's name for it.
    TopicCreated { act: u32, topic: String, partitions: u32 },
    /// An act begins. Runs that were stored before events named actors and topics have nothing of
    /// this but `act`.
    ActStarted {
        act: u32,
        #[serde(default)]
        title: Text,
        #[serde(default)]
        cast: Vec<Actor>,
        #[serde(default)]
        topics: Vec<Topic>,
        /// The earlier act that this one is measured against.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        compared_with: Option<u32>,
        /// Of an act of the exercise that is performed several times, each time as an act of its
        /// own: which performance it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        performance: Option<Performance>,
    },
    /// A client warning or an adjustment that the learner should know about.
    Warning {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        text: Text,
    },
    /// Records were put into the client's buffer. Nothing is confirmed yet.
    Sent {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        #[serde(with = "columns")]
        records: Vec<Sent>,
    },
    /// The lab holds back the client's Produce requests, as a slow network would.
    NetworkHeld {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
    },
    /// The script waits for an answer, so the lab lets the requests through.
    NetworkReleased {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
    },
    /// The script blocks in this call until the broker answers.
    Waiting {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        call: WaitingCall,
    },
    /// The broker confirmed these records.
    Acknowledged {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        #[serde(with = "columns")]
        records: Vec<Acknowledged>,
    },
    /// The proxy did this to a Produce request on purpose, as planned by the exercise.
    Fault {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        /// The n-th Produce request of the act, from 1, repetitions included.
        request: u32,
        fault: Fault,
        /// The partition whose records the request carries, and how many.
        partition: u32,
        records: u32,
    },
    /// The client gave these records up.
    Undelivered {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        records: Vec<Undelivered>,
    },
    /// The exception that kafka-python raises here; the script ends with it. `member` is the
    /// consumer that raised it; a producer's script has none.
    ScriptError {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        member: Option<u32>,
        class: String,
        message: String,
    },
    /// A consumer of the group starts, in a process of its own. Members count from 1.
    MemberStarted {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        member: u32,
    },
    /// The group assigned this member its partitions: these are all that it has now. An empty list
    /// means that it is idle.
    Assigned {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        member: u32,
        /// The group's generation, or the member's epoch; `None` for a consumer without a group,
        /// which assigns itself everything.
        generation: Option<i32>,
        partitions: Vec<Assigned>,
    },
    /// The group took these partitions away from this member.
    Revoked {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        member: u32,
        partitions: Vec<u32>,
    },
    /// The member got this record and dies before it has processed it.
    InHand {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        member: u32,
        record: Processed,
    },
    /// The member's loop has processed these records.
    Processed {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        member: u32,
        #[serde(with = "columns")]
        records: Vec<Processed>,
    },
    /// The broker accepted these commits: in each partition, the next offset to read.
    Committed {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        member: u32,
        offsets: Vec<PartitionOffset>,
    },
    /// The member called `seek()`: in each partition, the next offset to read.
    Sought {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        member: u32,
        offsets: Vec<PartitionOffset>,
    },
    /// The handler wrote these rows in the lab's sink.
    Effects {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        member: u32,
        #[serde(with = "columns")]
        records: Vec<Effect>,
    },
    /// This record did not meet a condition of the handler, which does nothing more with it.
    Filtered {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        member: u32,
        record: Processed,
    },
    /// The handler sent this record on to another topic of the act, and the broker confirmed it
    /// there.
    Forwarded {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        member: u32,
        record: Processed,
        /// Index of the topic that it was sent to, and its place there.
        to: u32,
        partition: u32,
        offset: i64,
    },
    /// The handler added this record to the number that it keeps for a key, and wrote that in the
    /// lab's sink.
    Folded {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        member: u32,
        record: Processed,
        /// Number of the row in the sink.
        row: u64,
        /// The row was there already, and was replaced.
        again: bool,
        key: String,
        number: i64,
    },
    /// The handler failed over this record, for the n-th time, from 1.
    Failed {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        member: u32,
        record: Processed,
        attempt: u32,
        error: String,
    },
    /// The handler put this record aside, and nothing is left of it.
    Skipped {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        member: u32,
        record: Processed,
    },
    /// The handler sent this record to another topic of the act, and the broker confirmed it there.
    DeadLettered {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        member: u32,
        record: Processed,
        /// Index of the topic that it was sent to, and its place there.
        to: u32,
        partition: u32,
        offset: i64,
    },
    /// The group put this member out while its process lived. It does not know yet.
    Expelled {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        member: u32,
    },
    /// The consumer has ended. `closed` tells whether it left its group by `close()`.
    MemberEnded {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        member: u32,
        exit: Exit,
        closed: bool,
    },
    /// What the broker holds of the group after the act.
    GroupRead {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        partitions: Vec<GroupOffset>,
    },
    /// The process of the script has ended.
    ProcessEnded {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        exit: Exit,
        unconfirmed: u32,
        /// Produce requests that the client sent, repetitions included. `None` where no proxy
        /// counted them; then none is repeated, and there is one for each batch of the log, since
        /// librdkafka sends each partition's batch in a request of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        requests: Option<u32>,
    },
    /// The topic has this many partitions from now on.
    PartitionsAdded {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        partitions: u32,
    },
    /// The broker deleted the beginning of these partitions: in each, up to the first offset that
    /// stays.
    RecordsDeleted {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        offsets: Vec<PartitionOffset>,
    },
    /// The broker removed these records, since each has a later one of the same key.
    RecordsCompacted {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        records: Vec<PartitionOffset>,
    },
    /// An administrator set what the group has committed: in each partition, the next offset to
    /// read.
    OffsetsReset {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        actor: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        offsets: Vec<PartitionOffset>,
        /// The broker did nothing, because the group has members.
        #[serde(default, skip_serializing_if = "is_not")]
        refused: bool,
    },
    /// Which of these topics exist.
    TopicsRead { act: u32, topics: Vec<TopicFound> },
    /// What the log holds after the act, read from begin to end offsets.
    LogRead {
        act: u32,
        #[serde(default, skip_serializing_if = "is_first")]
        topic: u32,
        partitions: Vec<PartitionLog>,
    },
    /// A limit of the run was reached; the rest was not done.
    LimitReached { limit: Text },
    /// The infrastructure failed: what was waited for and did not come.
    Inconclusive { awaited: Text },
    /// The last event of a run.
    RunFinished { state: RunState, verdict: Option<Verdict> },
}

/// Which performance it is of an act that is varied or repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performance {
    /// The number of the act in the exercise; all its performances have the same.
    pub of: u32,
    /// What each varied name stands for.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    pub variant: Values,
    /// Which repetition of this variant, counted from 1.
    pub repeat: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestartReason {
    /// The server died while the run was under way.
    Backend,
    /// The broker died while the run was under way.
    Broker,
}

/// Who takes part in an act. It has the name that the evidence gives it, and is the same in every
/// act of the run that names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub name: String,
    pub kind: ActorKind,
    /// Indexes of the topics that it writes or reads.
    pub topics: Vec<u32>,
    /// Whether each member of the group has an epoch of its own (KIP-848), in place of the
    /// generation of the group.
    #[serde(default, skip_serializing_if = "is_not")]
    pub has_epochs: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A script that sends, in a process of its own.
    Producer,
    /// Consumers that share a handler.
    Group,
    /// The lab itself, which writes what a group reads. The evidence does not name it.
    Writer,
}

/// A topic of an act. It has the name that the evidence gives it, and is the same in every act of
/// the run that names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    pub name: String,
    /// What the learner calls it; several topics of a run may be called the same.
    pub visible_name: String,
    pub partitions: u32,
}

fn is_first(index: &u32) -> bool {
    *index == 0
}

fn is_not(value: &bool) -> bool {
    !value
}

/// What the lab does to a Produce request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Answered with NOT_ENOUGH_REPLICAS, which a client may retry; the broker stored nothing.
    Refused,
    /// The broker stored the records, and the connection was cut instead of the acknowledgement.
    AcknowledgementLost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingCall {
    /// `producer.flush()`.
    Flush,
    /// `future.get()`.
    Get,
    /// What kafka-python 3.x does by itself at exit, for at most one second.
    AtExit,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Number of the order, from 0.
    pub order: u32,
    /// Shared, not copied: a fast client sends a hundred thousand records a second.
    pub key: Option<Arc<str>>,
    /// Microseconds since the act started.
    pub at_us: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    pub order: u32,
    pub partition: u32,
    pub offset: i64,
    /// Microseconds since the act started.
    pub at_us: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    pub order: u32,
    pub error: String,
    pub at_us: u64,
}

/// A partition assigned to a member, and where it starts to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// Index of its topic in the act.
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    pub partition: u32,
    /// The first offset that it will read.
    pub position: i64,
    pub source: PositionSource,
}

/// Why a member starts at this offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PositionSource {
    /// The group had committed it.
    Committed,
    /// Nothing was committed, and `auto_offset_reset='earliest'`.
    Earliest,
    /// Nothing was committed, and `auto_offset_reset='latest'`.
    Latest,
    /// The member had the partition before, and reads on: only what changes hands is given back.
    Kept,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Processed {
    pub partition: u32,
    pub offset: i64,
    /// The order's number, if the record's headers name it.
    pub order: Option<u32>,
    /// Microseconds since the act started.
    pub at_us: u64,
}

/// A row that a handler wrote in the lab's sink.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The record that it was written for.
    pub partition: u32,
    pub offset: i64,
    /// The order's number, if the record's headers name it.
    pub order: Option<u32>,
    /// Number of the row in the sink.
    pub row: u64,
    /// The row was there already, and was replaced.
    pub again: bool,
    /// Microseconds since the act started.
    pub at_us: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionOffset {
    pub partition: u32,
    pub offset: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupOffset {
    pub partition: u32,
    /// `None` when the group never committed there.
    pub committed: Option<i64>,
    pub end: i64,
}

/// A topic that was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicFound {
    /// Index of the topic in the act.
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    /// `None` if it does not exist.
    pub partitions: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Exit {
    Code(i32),
    Signal(i32),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionLog {
    pub partition: u32,
    pub begin: i64,
    pub end: i64,
    pub batches: u32,
    /// Size as stored, batch headers included.
    #[serde(default)]
    pub bytes: u64,
    /// The codecs of its batches, each once: `none`, `gzip`…
    #[serde(default)]
    pub codecs: Vec<String>,
    pub records: Vec<LoggedRecord>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedRecord {
    pub offset: i64,
    /// The order's number, if the record's headers name it.
    pub order: Option<u32>,
    pub key: Option<String>,
    /// The value as text, shortened; `None` for a tombstone.
    pub value: Option<String>,
}
