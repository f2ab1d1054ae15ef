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

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{broker::Broker, columns, run::RunState, text::Text, verdict::Verdict};

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
    Queued {
        ahead: u32,
    },
    /// The run left the queue and has a broker.
    Started {
        broker: Broker,
    },
    /// Everything drawn so far is void: the same run starts again from its seed.
    Restarted {
        reason: RestartReason,
    },
    /// The events before this one were removed after their time. `broker` is where the run was,
    /// unless it never started.
    Cleared {
        broker: Option<Broker>,
    },
    TopicCreated {
        act: u32,
        topic: String,
        partitions: u32,
    },
    /// The script of an act starts in a process of its own.
    ActStarted {
        act: u32,
        ending: Ending,
        #[serde(default, skip_serializing_if = "Role::is_answer")]
        role: Role,
    },
    /// A client warning or an adjustment that the learner should know about.
    Warning {
        act: u32,
        text: Text,
    },
    /// Records were put into the client's buffer. Nothing is confirmed yet.
    Sent {
        act: u32,
        #[serde(with = "columns")]
        records: Vec<Sent>,
    },
    /// The lab holds back the client's Produce requests, as a slow network would.
    NetworkHeld {
        act: u32,
    },
    /// The script waits for an answer, so the lab lets the requests through.
    NetworkReleased {
        act: u32,
    },
    /// The script blocks in this call until the broker answers.
    Waiting {
        act: u32,
        call: WaitingCall,
    },
    /// The broker confirmed these records.
    Acknowledged {
        act: u32,
        #[serde(with = "columns")]
        records: Vec<Acknowledged>,
    },
    /// The proxy did this to a Produce request on purpose, as planned by the exercise.
    Fault {
        act: u32,
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
        records: Vec<Undelivered>,
    },
    /// The exception that kafka-python raises here; the script ends with it. `member` is the
    /// consumer that raised it; a producer's script has none.
    ScriptError {
        act: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        member: Option<u32>,
        class: String,
        message: String,
    },
    /// A consumer of the group starts, in a process of its own. Members count from 1.
    MemberStarted {
        act: u32,
        member: u32,
    },
    /// The group assigned this member its partitions; an empty list means that it is idle.
    Assigned {
        act: u32,
        member: u32,
        /// The group's generation; `None` for a consumer without a group, which assigns itself
        /// everything.
        generation: Option<i32>,
        partitions: Vec<Assigned>,
    },
    /// The group took these partitions away from this member.
    Revoked {
        act: u32,
        member: u32,
        partitions: Vec<u32>,
    },
    /// The member got this record and dies before it has processed it.
    InHand {
        act: u32,
        member: u32,
        record: Processed,
    },
    /// The member's loop has processed these records.
    Processed {
        act: u32,
        member: u32,
        #[serde(with = "columns")]
        records: Vec<Processed>,
    },
    /// The broker accepted these commits: in each partition, the next offset to read.
    Committed {
        act: u32,
        member: u32,
        offsets: Vec<PartitionOffset>,
    },
    /// The consumer has ended. `closed` tells whether it left its group by `close()`.
    MemberEnded {
        act: u32,
        member: u32,
        exit: Exit,
        closed: bool,
    },
    /// What the broker holds of the group after the act.
    GroupRead {
        act: u32,
        partitions: Vec<GroupOffset>,
    },
    /// The process of the script has ended.
    ProcessEnded {
        act: u32,
        exit: Exit,
        unconfirmed: u32,
        /// Produce requests that the client sent, repetitions included. `None` where no proxy
        /// counted them; then none is repeated, and there is one for each batch of the log, since
        /// librdkafka sends each partition's batch in a request of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        requests: Option<u32>,
    },
    /// What the log holds after the act, read from begin to end offsets.
    LogRead {
        act: u32,
        partitions: Vec<PartitionLog>,
    },
    /// A limit of the run was reached; the rest was not done.
    LimitReached {
        limit: Text,
    },
    /// The infrastructure failed: what was waited for and did not come.
    Inconclusive {
        awaited: Text,
    },
    /// The last event of a run.
    RunFinished {
        state: RunState,
        verdict: Option<Verdict>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestartReason {
    /// The server died while the run was under way.
    Backend,
    /// The broker died while the run was under way.
    Broker,
}

/// How the script of an act ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    Normal,
    /// SIGKILL right after its last line.
    Killed,
}

/// Whose settings the script of an act uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Those of the learner's form.
    #[default]
    Answer,
    /// The client's own defaults, for comparison.
    Control,
}

impl Role {
    fn is_answer(&self) -> bool {
        *self == Self::Answer
    }
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
