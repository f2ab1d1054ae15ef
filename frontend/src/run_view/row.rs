//! The rows of the event table: the drawing's twin, the same facts in words.

use api::{
    event::{Assigned, Ending, EventKind, Exit, Processed, RestartReason, WaitingCall},
    run::RunState,
    text::Text,
};

use super::{RunView, Scene};

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
    GroupActStarted,
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
        member: Option<u32>,
        class: String,
        message: String,
    },
    /// The laboratory wrote an order that the group has to read.
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
    MemberStarted {
        member: u32,
    },
    Assigned {
        member: u32,
        generation: Option<i32>,
        partitions: Vec<Assigned>,
    },
    Revoked {
        member: u32,
        partitions: Vec<u32>,
    },
    Processed {
        member: u32,
        order: Option<u32>,
        partition: u32,
        offset: i64,
        /// The how manieth time.
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
    MemberEnded {
        member: u32,
        exit: Exit,
        closed: bool,
    },
    GroupRead {
        partition: u32,
        committed: Option<i64>,
        end: i64,
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
    let known = |act: u32| view.acts.iter().find(|known| known.number == act);
    let clock = |act: u32| known(act).map(|known| known.clock_us(at_ms));
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
            let what = match view.scene {
                Scene::Script => What::ActStarted(*ending),
                Scene::Group => What::GroupActStarted,
            };
            vec![single(*act, 0, what)]
        }
        EventKind::Warning { act, text } => inside(*act, What::Warning(text.clone())),
        // The laboratory's own producer: what counts is what it wrote.
        EventKind::Sent { .. } if view.scene == Scene::Group => Vec::new(),
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
                let what = match view.scene {
                    Scene::Script => What::Confirmed { order, partition, offset },
                    Scene::Group => What::Written { order, partition, offset },
                };
                single(*act, record.at_us, what)
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
        EventKind::ScriptError { act, member, class, message } => {
            let (member, class, message) = (*member, class.clone(), message.clone());
            inside(*act, What::ScriptError { member, class, message })
        }
        EventKind::MemberStarted { act, member } => {
            inside(*act, What::MemberStarted { member: *member })
        }
        EventKind::Assigned { act, member, generation, partitions, at_us } => {
            let (member, generation, partitions) = (*member, *generation, partitions.clone());
            vec![single(*act, *at_us, What::Assigned { member, generation, partitions })]
        }
        EventKind::Revoked { act, member, partitions, at_us } => {
            let what = What::Revoked { member: *member, partitions: partitions.clone() };
            vec![single(*act, *at_us, what)]
        }
        EventKind::Processed { act, member, records } if records.len() > SINGLE_ROWS => {
            let what = What::ProcessedMany { member: *member, count: records.len() };
            vec![single(*act, records[0].at_us, what)]
        }
        EventKind::Processed { act, member, records } => {
            let group = known(*act).and_then(|known| known.group.as_ref());
            let row = |(place, record): (usize, &Processed)| {
                let Processed { partition, offset, order, at_us } = *record;
                let again = records[..place]
                    .iter()
                    .filter(|other| (other.partition, other.offset) == (partition, offset));
                let before = group.map_or(0, |group| group.times(partition, offset));
                let time = before + again.count() as u32 + 1;
                let member = *member;
                single(*act, at_us, What::Processed { member, order, partition, offset, time })
            };
            records.iter().enumerate().map(row).collect()
        }
        EventKind::Committed { act, member, offsets, at_us } => offsets
            .iter()
            .map(|committed| {
                let (partition, offset) = (committed.partition, committed.offset);
                single(*act, *at_us, What::Committed { member: *member, partition, offset })
            })
            .collect(),
        EventKind::MemberEnded { act, member, exit, closed } => {
            inside(*act, What::MemberEnded { member: *member, exit: *exit, closed: *closed })
        }
        EventKind::GroupRead { act, partitions } => partitions
            .iter()
            .map(|read| {
                let (partition, committed, end) = (read.partition, read.committed, read.end);
                let what = What::GroupRead { partition, committed, end };
                Row { seq: 0, act: Some(*act), at_us: clock(*act), what }
            })
            .collect(),
        EventKind::ProcessEnded { act, exit, unconfirmed } => {
            inside(*act, What::ProcessEnded { exit: *exit, unconfirmed: *unconfirmed })
        }
        EventKind::LogRead { act, partitions } => {
            let known = known(*act);
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
                .map(|(order, partition, offset)| match view.scene {
                    Scene::Script => What::FoundInLog { order, partition, offset },
                    Scene::Group => What::Kept { order, partition, offset },
                });
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
