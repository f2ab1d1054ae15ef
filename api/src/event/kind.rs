//! What can happen in a run: one variant for each kind of event.

use serde::{Deserialize, Serialize};

use super::{
    Acknowledged, Actor, Assigned, Effect, Exit, Fault, GroupOffset, PartitionLog, PartitionOffset,
    Performance, Processed, RestartReason, Sent, Topic, TopicFound, Undelivered, WaitingCall,
    is_first, is_not,
};
use crate::{broker::Broker, columns, run::RunState, text::Text, verdict::Verdict};

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
