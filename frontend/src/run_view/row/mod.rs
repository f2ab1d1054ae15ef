//! The rows of the event table: the facts of the drawing in words.

mod crowd;
mod handling;
mod log;
mod place;
mod rows;

use std::sync::Arc;

use api::{
    event::{Assigned, Exit, Fault, RestartReason, WaitingCall},
    run::RunState,
    text::Text,
};

use super::Oddity;

pub(super) use crowd::add;
pub use handling::Handling;
pub(super) use rows::rows;

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub seq: u64,
    pub act: Option<u32>,
    /// On the act's own clock; `None` outside an act.
    pub at_us: Option<u64>,
    /// Who did it, as an index in the cast of the act.
    pub actor: Option<u32>,
    /// Where it happened, as an index in the topics of the act.
    pub topic: Option<u32>,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// So many more like the row before it.
    More {
        count: usize,
    },
    Queued {
        ahead: u32,
    },
    Started,
    Restarted(RestartReason),
    Cleared,
    TopicCreated {
        topic: String,
        partitions: u32,
    },
    ActStarted {
        title: Text,
    },
    Warning(Text),
    Sent {
        order: u32,
        key: Option<Arc<str>>,
    },
    SentMany {
        count: usize,
    },
    NetworkHeld,
    NetworkReleased,
    Waiting(WaitingCall),
    Confirmed {
        order: u32,
        partition: u32,
        offset: i64,
    },
    ConfirmedMany {
        count: usize,
    },
    /// What the lab did to a request.
    Fault {
        request: u32,
        fault: Fault,
        partition: u32,
        records: u32,
    },
    Undelivered {
        order: u32,
        error: String,
    },
    ScriptError {
        member: Option<u32>,
        class: String,
        message: String,
    },
    /// The lab wrote an order that the group has to read.
    Written {
        order: u32,
        partition: u32,
        offset: i64,
    },
    /// It was in the log before the act.
    Kept {
        order: Option<u32>,
        partition: u32,
        offset: i64,
    },
    /// This many records were in the log before the act.
    KeptMany {
        partition: u32,
        count: usize,
    },
    MemberStarted {
        member: u32,
    },
    Assigned {
        member: u32,
        generation: Option<i32>,
        /// Whether that is the member's epoch.
        has_epochs: bool,
        partitions: Vec<Assigned>,
    },
    Revoked {
        member: u32,
        partitions: Vec<u32>,
    },
    /// The member got the record and dies before it has processed it.
    InHand {
        member: u32,
        order: Option<u32>,
        partition: u32,
        offset: i64,
    },
    Processed {
        member: u32,
        order: Option<u32>,
        partition: u32,
        offset: i64,
        /// Which time it was processed: 1 is the first.
        time: u32,
    },
    ProcessedMany {
        member: u32,
        count: usize,
    },
    Committed {
        member: u32,
        partition: u32,
        offset: i64,
    },
    /// The next offset to read, by `seek()`.
    Sought {
        member: u32,
        partition: u32,
        offset: i64,
    },
    MemberEnded {
        member: u32,
        exit: Exit,
        closed: bool,
    },
    /// What a handler did besides processing.
    Handling(Handling),
    /// The group put the member out.
    Expelled {
        member: u32,
    },
    /// How many the topic has from now on.
    PartitionsAdded {
        partitions: u32,
    },
    /// The first offset that stays.
    RecordsDeleted {
        partition: u32,
        offset: i64,
    },
    /// How many records were removed, each for a later one of its key.
    RecordsCompacted {
        partition: u32,
        records: u32,
    },
    /// The next offset to read, which an administrator committed, or tried to.
    OffsetReset {
        partition: u32,
        offset: i64,
        refused: bool,
    },
    /// `None` if it does not exist.
    TopicFound {
        topic: String,
        partitions: Option<u32>,
    },
    GroupRead {
        partition: u32,
        committed: Option<i64>,
        end: i64,
    },
    ProcessEnded {
        exit: Exit,
        unconfirmed: u32,
        requests: Option<u32>,
    },
    /// In the log although it was never confirmed.
    FoundInLog {
        order: Option<u32>,
        partition: u32,
        offset: i64,
    },
    /// A record of the log whose place is odd.
    Odd {
        oddity: Oddity,
        order: Option<u32>,
        partition: u32,
        offset: i64,
    },
    LogRead {
        partition: u32,
        end: i64,
        batches: u32,
        bytes: u64,
        codecs: Vec<String>,
    },
    LimitReached(Text),
    Inconclusive(Text),
    Finished(RunState),
}
