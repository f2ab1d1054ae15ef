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

mod act;
mod end;
mod kind;
mod log;
mod reading;
mod sending;

use serde::{Deserialize, Serialize};

pub use act::{Actor, ActorKind, Performance, Topic};
pub use end::{Exit, RestartReason};
pub use kind::EventKind;
pub use log::{LoggedRecord, PartitionLog, TopicFound};
pub use reading::{Assigned, Effect, GroupOffset, PartitionOffset, PositionSource, Processed};
pub use sending::{Acknowledged, Fault, Sent, Undelivered, WaitingCall};

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

fn is_first(index: &u32) -> bool {
    *index == 0
}

fn is_not(value: &bool) -> bool {
    !value
}
