//! The rows of one event, read against the view as it was before the event.

use api::event::{EventKind, PartitionLog, Processed};

use super::{Row, What};
use crate::run_view::{Act, Moment, RunView, record::OddityReader};

/// Up to this many records of one event get a row each; more become one row.
const SINGLE_ROWS: usize = 50;
/// Up to this many records that a group finds in a partition get a row each.
const MOST_KEPT: usize = 25;
/// In a table with this many rows every event's records become one row, which joins a similar one
/// among the last few.
const MOST_SINGLE_ROWS: usize = 1_000;
const LAST_FEW: usize = 4;

/// The rows of one event, read against the view as it was before the event.
pub fn rows(view: &RunView, moment: Moment, kind: &EventKind) -> Vec<Row> {
    let known = |act: u32| view.act(act);
    let is_group = |act: u32| known(act).is_some_and(|known| known.group.is_some());
    let is_many = |records: usize| {
        records > SINGLE_ROWS || (records > 1 && view.rows.len() > MOST_SINGLE_ROWS)
    };
    let clock = |act: u32| known(act).map(|known| known.clock_us(moment));
    let outside = |what| vec![Row { seq: 0, act: None, at_us: None, what }];
    let inside = |act, what| vec![Row { seq: 0, act: Some(act), at_us: clock(act), what }];
    let single = |act, at_us, what| Row { seq: 0, act: Some(act), at_us: Some(at_us), what };
    match kind {
        EventKind::Queued { ahead } => outside(What::Queued { ahead: *ahead }),
        EventKind::Started { .. } => outside(What::Started),
        EventKind::Restarted { reason } => outside(What::Restarted(*reason)),
        EventKind::Cleared { .. } => outside(What::Cleared),
        EventKind::TopicCreated { act, topic, partitions } => {
            inside(*act, What::TopicCreated { topic: topic.clone(), partitions: *partitions })
        }
        EventKind::ActStarted { act, role, .. } => {
            let what = match view.starts_group(*act) {
                true => What::GroupActStarted,
                false => What::ActStarted(*role),
            };
            vec![single(*act, 0, what)]
        }
        EventKind::Warning { act, text } => inside(*act, What::Warning(text.clone())),
        // Of the lab's own producer only what it wrote counts.
        EventKind::Sent { act, .. } if is_group(*act) => Vec::new(),
        EventKind::Sent { act, records } if is_many(records.len()) => {
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
        EventKind::Acknowledged { act, records } if is_many(records.len()) => {
            vec![single(*act, records[0].at_us, What::ConfirmedMany { count: records.len() })]
        }
        EventKind::Acknowledged { act, records } => records
            .iter()
            .map(|record| {
                let (order, partition, offset) = (record.order, record.partition, record.offset);
                let what = match is_group(*act) {
                    false => What::Confirmed { order, partition, offset },
                    true => What::Written { order, partition, offset },
                };
                single(*act, record.at_us, what)
            })
            .collect(),
        EventKind::Fault { act, request, fault, partition, records } => {
            let (request, fault, partition, records) = (*request, *fault, *partition, *records);
            inside(*act, What::Fault { request, fault, partition, records })
        }
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
        EventKind::Assigned { act, member, generation, partitions } => {
            let (member, generation, partitions) = (*member, *generation, partitions.clone());
            inside(*act, What::Assigned { member, generation, partitions })
        }
        EventKind::Revoked { act, member, partitions } => {
            inside(*act, What::Revoked { member: *member, partitions: partitions.clone() })
        }
        EventKind::InHand { act, member, record } => {
            let Processed { partition, offset, order, at_us } = *record;
            let what = What::InHand { member: *member, order, partition, offset };
            vec![single(*act, at_us, what)]
        }
        EventKind::Processed { act, member, records } if is_many(records.len()) => {
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
        EventKind::Committed { act, member, offsets } => offsets
            .iter()
            .map(|committed| {
                let (partition, offset) = (committed.partition, committed.offset);
                let what = What::Committed { member: *member, partition, offset };
                Row { seq: 0, act: Some(*act), at_us: clock(*act), what }
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
        EventKind::ProcessEnded { act, exit, unconfirmed, requests } => {
            let (exit, unconfirmed, requests) = (*exit, *unconfirmed, *requests);
            inside(*act, What::ProcessEnded { exit, unconfirmed, requests })
        }
        EventKind::LogRead { act, partitions } => {
            let what = log_rows(known(*act), partitions);
            let row = |what| Row { seq: 0, act: Some(*act), at_us: clock(*act), what };
            what.into_iter().map(row).collect()
        }
        EventKind::LimitReached { limit } => outside(What::LimitReached(limit.clone())),
        EventKind::Inconclusive { awaited } => outside(What::Inconclusive(awaited.clone())),
        EventKind::RunFinished { state, .. } => outside(What::Finished(*state)),
    }
}

/// Adds a row to the table.
pub fn add(rows: &mut Vec<Row>, row: Row) {
    if rows.len() > MOST_SINGLE_ROWS {
        let few = rows.len() - LAST_FEW;
        for other in rows[few..].iter_mut().rev() {
            if other.act == row.act && joins(other, &row) {
                other.seq = row.seq;
                return;
            }
        }
    }
    rows.push(row);
}

/// Adds a row's records to another row of the same kind.
fn joins(other: &mut Row, row: &Row) -> bool {
    match (&mut other.what, &row.what) {
        (What::SentMany { count }, What::SentMany { count: more })
        | (What::ConfirmedMany { count }, What::ConfirmedMany { count: more }) => {
            *count += more;
            true
        }
        (
            What::ProcessedMany { member, count },
            What::ProcessedMany { member: other, count: more },
        ) if member == other => {
            *count += more;
            true
        }
        _ => false,
    }
}

/// Unconfirmed and odd records of the log, then its numbers.
fn log_rows(known: Option<&Act>, partitions: &[PartitionLog]) -> Vec<What> {
    let is_group = known.is_some_and(|known| known.group.is_some());
    let is_known = |partition, offset| known.is_some_and(|act| act.at(partition, offset).is_some());
    let mut found = Vec::new();
    let mut reader = OddityReader::default();
    for log in partitions {
        let partition = log.partition;
        let unconfirmed = log.records.iter().filter(|record| !is_known(partition, record.offset));
        if is_group {
            let count = unconfirmed.clone().count();
            let kept = unconfirmed.map(|record| {
                let (order, offset) = (record.order, record.offset);
                What::Kept { order, partition, offset }
            });
            match count {
                0..=MOST_KEPT => found.extend(kept),
                count => found.push(What::KeptMany { partition, count }),
            }
            continue;
        }
        found.extend(unconfirmed.take(SINGLE_ROWS).map(|record| {
            let (order, offset) = (record.order, record.offset);
            What::FoundInLog { order, partition, offset }
        }));
        reader.next_partition();
        let odd = log.records.iter().filter_map(|record| {
            let (order, offset) = (record.order, record.offset);
            Some(What::Odd { oddity: reader.read(order)?, order, partition, offset })
        });
        let odd: Vec<What> = odd.collect();
        found.extend(odd.into_iter().take(SINGLE_ROWS));
    }
    let read = partitions.iter().map(|log| What::LogRead {
        partition: log.partition,
        end: log.end,
        batches: log.batches,
        bytes: log.bytes,
        codecs: log.codecs.clone(),
    });
    found.into_iter().chain(read).collect()
}
