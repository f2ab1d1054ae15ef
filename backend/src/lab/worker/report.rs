//! What a worker reports to the server.

use api::{
    columns,
    event::{Acknowledged, Assigned, PartitionOffset, Undelivered, WaitingCall},
};
use serde::{Deserialize, Serialize};

use super::{
    handler_record::HandlerRecord, partition::TopicPartition, plan::PythonException,
    sent::SentOrder,
};
use crate::evidence::group::{self, Outcome};

/// A line on a worker's stdout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// The simulated cluster listens here.
    Listening {
        bootstrap: String,
    },
    Sent(#[serde(with = "columns")] Vec<SentOrder>),
    Acknowledged(#[serde(with = "columns")] Vec<Acknowledged>),
    Undelivered(Vec<Undelivered>),
    /// A connection of the client's broke. It reconnects by itself, but what it sends again may be
    /// in the log twice.
    Disconnected,
    /// The script is waiting in this call.
    Waiting {
        call: WaitingCall,
        at_us: u64,
    },
    /// The client is assigned these partitions, and starts at these positions.
    Assigned {
        partitions: Vec<Assigned>,
        at_us: u64,
    },
    Revoked {
        partitions: Vec<TopicPartition>,
        at_us: u64,
    },
    /// The loop has processed these records.
    Processed(#[serde(with = "columns")] Vec<HandlerRecord>),
    /// The loop was given this record and will not finish with it: it waits to be killed.
    InHand(HandlerRecord),
    /// The handler did its effect with this record.
    Effect(HandlerRecord),
    /// The record did not meet a condition of the handler, which is done with it all the same.
    Filtered(HandlerRecord),
    /// The handler sent this record on, and the broker has it there. `to` is an index in [`Sends`](super::plan::Sends).
    Forwarded {
        record: HandlerRecord,
        to: u32,
        sent: PartitionOffset,
    },
    /// The handler has this number for this key now, and wrote it to the lab's sink.
    Folded {
        record: HandlerRecord,
        key: String,
        number: i64,
    },
    /// The handler failed over this record, for the n-th time, from 1.
    Failed {
        record: HandlerRecord,
        attempt: u32,
        error: String,
    },
    /// The handler is done with a record that failed `attempts` times. `sent` is its place in the
    /// topic for such records.
    PutAway {
        record: HandlerRecord,
        attempts: u32,
        error: String,
        outcome: Outcome,
        sent: Option<PartitionOffset>,
    },
    /// The broker accepted these commits.
    Committed {
        offsets: Vec<group::Commit>,
        at_us: u64,
    },
    /// The next offset to read in each assigned partition is another.
    Sought {
        offsets: Vec<group::Sought>,
        at_us: u64,
    },
    /// The client has made its automatic commit at the close; it has yet to leave the group.
    Closing,
    Raised {
        exception: PythonException,
        at_us: u64,
    },
    /// The script has nothing left to do. A worker that is to be killed now waits for it.
    LastLine,
}

impl Report {
    /// The first moment that it tells of, if it tells of any.
    pub fn at_us(&self) -> Option<u64> {
        match self {
            Self::Waiting { at_us, .. }
            | Self::Assigned { at_us, .. }
            | Self::Revoked { at_us, .. }
            | Self::Committed { at_us, .. }
            | Self::Sought { at_us, .. }
            | Self::Raised { at_us, .. } => Some(*at_us),
            Self::InHand(record)
            | Self::Effect(record)
            | Self::Filtered(record)
            | Self::Forwarded { record, .. }
            | Self::Folded { record, .. }
            | Self::Failed { record, .. }
            | Self::PutAway { record, .. } => Some(record.at_us),
            Self::Processed(records) => records.first().map(|record| record.at_us),
            Self::Sent(records) => records.first().map(|record| record.at_us),
            Self::Acknowledged(records) => records.first().map(|record| record.at_us),
            Self::Undelivered(records) => records.first().map(|record| record.at_us),
            Self::Listening { .. } | Self::Disconnected | Self::Closing | Self::LastLine => None,
        }
    }
}
