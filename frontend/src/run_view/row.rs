//! The rows of the event table: the drawing's twin, the same facts in words.

use api::{
    event::{Ending, EventKind, Exit, RestartReason, WaitingCall},
    run::RunState,
    text::Text,
};

use super::RunView;

/// Up to so many records of one event get a row each; a larger group is one row.
const SINGLE_ROWS: usize = 50;

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub seq: u64,
    pub act: Option<u32>,
    /// On the act's own clock; `None` outside an act.
    pub at_us: Option<u64>,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    Queued {
        ahead: u32,
    },
    Started,
    Restarted(RestartReason),
    TopicCreated {
        topic: String,
        partitions: u32,
    },
    ActStarted(Ending),
    Warning(Text),
    Sent {
        order: u32,
        key: Option<String>,
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
    Undelivered {
        order: u32,
        error: String,
    },
    ScriptError {
        class: String,
        message: String,
    },
    ProcessEnded {
        exit: Exit,
        unconfirmed: u32,
    },
    /// In the log though nobody was told so.
    FoundInLog {
        order: Option<u32>,
        partition: u32,
        offset: i64,
    },
    LogRead {
        partition: u32,
        end: i64,
        batches: u32,
    },
    LimitReached(Text),
    Inconclusive(Text),
    Finished(RunState),
}

/// The rows of one event, read against the view as it was before the event.
pub(super) fn rows(view: &RunView, at_ms: u64, kind: &EventKind) -> Vec<Row> {
    let clock = |act: u32| {
        let known = view.acts.iter().find(|known| known.number == act);
        known.map(|known| known.clock_us(at_ms))
    };
    let outside = |what| vec![Row { seq: 0, act: None, at_us: None, what }];
    let inside = |act, what| vec![Row { seq: 0, act: Some(act), at_us: clock(act), what }];
    let single = |act, at_us, what| Row { seq: 0, act: Some(act), at_us: Some(at_us), what };
    match kind {
        EventKind::Queued { ahead } => outside(What::Queued { ahead: *ahead }),
        EventKind::Started { .. } => outside(What::Started),
        EventKind::Restarted { reason } => outside(What::Restarted(*reason)),
        EventKind::TopicCreated { act, topic, partitions } => {
            inside(*act, What::TopicCreated { topic: topic.clone(), partitions: *partitions })
        }
        EventKind::ActStarted { act, ending } => {
            vec![single(*act, 0, What::ActStarted(*ending))]
        }
        EventKind::Warning { act, text } => inside(*act, What::Warning(text.clone())),
        EventKind::Sent { act, records } if records.len() > SINGLE_ROWS => {
            vec![single(*act, records[0].at_us, What::SentMany { count: records.len() })]
        }
        EventKind::Sent { act, records } => records
            .iter()
            .map(|record| {
                let what = What::Sent { order: record.order, key: record.key.clone() };
                single(*act, record.at_us, what)
            })
            .collect(),
        EventKind::NetworkHeld { act } => inside(*act, What::NetworkHeld),
        EventKind::NetworkReleased { act } => inside(*act, What::NetworkReleased),
        EventKind::Waiting { act, call } => inside(*act, What::Waiting(*call)),
        EventKind::Acknowledged { act, records } if records.len() > SINGLE_ROWS => {
            vec![single(*act, records[0].at_us, What::ConfirmedMany { count: records.len() })]
        }
        EventKind::Acknowledged { act, records } => records
            .iter()
            .map(|record| {
                let (order, partition, offset) = (record.order, record.partition, record.offset);
                single(*act, record.at_us, What::Confirmed { order, partition, offset })
            })
            .collect(),
        EventKind::Undelivered { act, records } => records
            .iter()
            .take(SINGLE_ROWS)
            .map(|record| {
                let what = What::Undelivered { order: record.order, error: record.error.clone() };
                single(*act, record.at_us, what)
            })
            .collect(),
        EventKind::ScriptError { act, class, message } => {
            inside(*act, What::ScriptError { class: class.clone(), message: message.clone() })
        }
        EventKind::ProcessEnded { act, exit, unconfirmed } => {
            inside(*act, What::ProcessEnded { exit: *exit, unconfirmed: *unconfirmed })
        }
        EventKind::LogRead { act, partitions } => {
            let known = view.acts.iter().find(|known| known.number == *act);
            let confirmed = |place: (u32, i64)| {
                known.is_some_and(|known| {
                    known.records.iter().any(|record| record.place == Some(place))
                })
            };
            let found = partitions.iter().flat_map(|log| {
                log.records
                    .iter()
                    .map(|record| (record.order, log.partition, record.offset))
                    .take(SINGLE_ROWS)
            });
            let found = found
                .filter(|(_, partition, offset)| !confirmed((*partition, *offset)))
                .map(|(order, partition, offset)| What::FoundInLog { order, partition, offset });
            let read = partitions.iter().map(|log| What::LogRead {
                partition: log.partition,
                end: log.end,
                batches: log.batches,
            });
            let row = |what| Row { seq: 0, act: Some(*act), at_us: clock(*act), what };
            found.chain(read).map(row).collect()
        }
        EventKind::LimitReached { limit } => outside(What::LimitReached(limit.clone())),
        EventKind::Inconclusive { awaited } => outside(What::Inconclusive(awaited.clone())),
        EventKind::RunFinished { state, .. } => outside(What::Finished(*state)),
    }
}
