//! The rows of one event, read against the view as it was before the event.

use api::event::{
    Acknowledged, Assigned, EventKind, GroupOffset, PartitionOffset, Processed, Sent, Undelivered,
};

use super::{
    Row, What,
    crowd::{SINGLE_ROWS, is_many, more_rows},
    handling::{self, Handling},
    log,
    place::Place,
};
use crate::run_view::{Moment, Partition, RunView, SetbackKind};

/// The rows of one event, read against the view as it was before the event.
pub fn rows(view: &RunView, moment: Moment, kind: &EventKind) -> Vec<Row> {
    let is_many = |records| is_many(view, records);
    let place = |number: u32| {
        let act = view.act(number);
        Place { number, act, clock_us: act.map(|act| act.clock_us(moment)) }
    };
    match kind {
        EventKind::Queued { ahead } => outside(What::Queued { ahead: *ahead }),
        EventKind::Started { .. } => outside(What::Started),
        EventKind::Restarted { reason } => outside(What::Restarted(*reason)),
        EventKind::Cleared { .. } => outside(What::Cleared),
        EventKind::TopicCreated { act, topic, partitions } => {
            let what = What::TopicCreated { topic: topic.clone(), partitions: *partitions };
            place(*act).one(None, None, what)
        }
        EventKind::ActStarted { act, title, .. } => {
            let what = What::ActStarted { title: title.clone() };
            vec![place(*act).at(0, None, None, what)]
        }
        EventKind::Warning { act, actor, text } => {
            place(*act).one(Some(*actor), None, What::Warning(text.clone()))
        }
        // Of the lab itself only what it wrote counts.
        EventKind::Sent { act, actor, .. } if place(*act).is_writer(*actor) => Vec::new(),
        EventKind::Sent { act, actor, topic, records } if is_many(records.len()) => {
            let what = What::SentMany { count: records.len() };
            vec![place(*act).at(records[0].at_us, Some(*actor), Some(*topic), what)]
        }
        EventKind::Sent { act, actor, topic, records } => {
            let place = place(*act);
            let row = |record: &Sent| {
                let what = What::Sent { order: record.order, key: record.key.clone() };
                place.at(record.at_us, Some(*actor), Some(*topic), what)
            };
            records.iter().map(row).collect()
        }
        EventKind::NetworkHeld { act, actor } => {
            place(*act).one(Some(*actor), None, What::NetworkHeld)
        }
        EventKind::NetworkReleased { act, actor } => {
            place(*act).one(Some(*actor), None, What::NetworkReleased)
        }
        EventKind::Waiting { act, actor, call } => {
            place(*act).one(Some(*actor), None, What::Waiting(*call))
        }
        EventKind::Acknowledged { act, actor, topic, records } if is_many(records.len()) => {
            let what = What::ConfirmedMany { count: records.len() };
            vec![place(*act).at(records[0].at_us, Some(*actor), Some(*topic), what)]
        }
        EventKind::Acknowledged { act, actor, topic, records } => {
            let place = place(*act);
            let is_writer = place.is_writer(*actor);
            let row = |record: &Acknowledged| {
                let &Acknowledged { order, partition, offset, at_us } = record;
                let what = match is_writer {
                    false => What::Confirmed { order, partition, offset },
                    true => What::Written { order, partition, offset },
                };
                place.at(at_us, Some(*actor), Some(*topic), what)
            };
            records.iter().map(row).collect()
        }
        EventKind::Fault { act, actor, topic, request, fault, partition, records } => {
            let (request, fault, partition, records) = (*request, *fault, *partition, *records);
            let what = What::Fault { request, fault, partition, records };
            place(*act).one(Some(*actor), Some(*topic), what)
        }
        EventKind::Undelivered { act, actor, topic, records } => {
            let place = place(*act);
            let row = |record: &Undelivered| {
                let what = What::Undelivered { order: record.order, error: record.error.clone() };
                place.at(record.at_us, Some(*actor), Some(*topic), what)
            };
            let rows: Vec<Row> = records.iter().take(SINGLE_ROWS).map(row).collect();
            let more = records.len().saturating_sub(SINGLE_ROWS);
            let more = more_rows(more).map(|what| place.row(Some(*actor), Some(*topic), what));
            rows.into_iter().chain(more).collect()
        }
        EventKind::ScriptError { act, actor, member, class, message } => {
            let (member, class, message) = (*member, class.clone(), message.clone());
            place(*act).one(Some(*actor), None, What::ScriptError { member, class, message })
        }
        EventKind::MemberStarted { act, actor, member } => {
            place(*act).one(Some(*actor), None, What::MemberStarted { member: *member })
        }
        EventKind::Assigned { act, actor, member, generation, partitions } => {
            let (member, generation, partitions) = (*member, *generation, partitions.clone());
            let place = place(*act);
            let has_epochs = place.has_epochs(*actor);
            if partitions.is_empty() {
                let what = What::Assigned { member, generation, has_epochs, partitions };
                return place.one(Some(*actor), None, what);
            }
            // Each topic has partitions of the same numbers.
            let row = |held: &[Assigned]| {
                let topic = held.first().map(|held| held.topic);
                let partitions = held.to_vec();
                let what = What::Assigned { member, generation, has_epochs, partitions };
                place.row(Some(*actor), topic, what)
            };
            partitions.chunk_by(|one, next| one.topic == next.topic).map(row).collect()
        }
        EventKind::Revoked { act, actor, topic, member, partitions } => {
            let what = What::Revoked { member: *member, partitions: partitions.clone() };
            place(*act).one(Some(*actor), Some(*topic), what)
        }
        EventKind::InHand { act, actor, topic, member, record } => {
            let Processed { partition, offset, order, at_us } = *record;
            let what = What::InHand { member: *member, order, partition, offset };
            vec![place(*act).at(at_us, Some(*actor), Some(*topic), what)]
        }
        EventKind::Processed { act, actor, topic, member, records } if is_many(records.len()) => {
            let what = What::ProcessedMany { member: *member, count: records.len() };
            vec![place(*act).at(records[0].at_us, Some(*actor), Some(*topic), what)]
        }
        EventKind::Processed { act, actor, topic, member, records } => {
            let place = place(*act);
            let group = place.act.and_then(|act| act.actor(*actor)?.group());
            let row = |(nth, record): (usize, &Processed)| {
                let Processed { partition, offset, order, at_us } = *record;
                let again = records[..nth]
                    .iter()
                    .filter(|other| (other.partition, other.offset) == (partition, offset));
                let read = Partition { topic: *topic, number: partition };
                let before = group.map_or(0, |group| group.times(read, offset));
                let time = before + again.count() as u32 + 1;
                let what = What::Processed { member: *member, order, partition, offset, time };
                place.at(at_us, Some(*actor), Some(*topic), what)
            };
            records.iter().enumerate().map(row).collect()
        }
        EventKind::Committed { act, actor, topic, member, offsets } => {
            let place = place(*act);
            let row = |committed: &PartitionOffset| {
                let (partition, offset) = (committed.partition, committed.offset);
                let what = What::Committed { member: *member, partition, offset };
                place.row(Some(*actor), Some(*topic), what)
            };
            offsets.iter().map(row).collect()
        }
        EventKind::Sought { act, actor, topic, member, offsets } => {
            let place = place(*act);
            let row = |sought: &PartitionOffset| {
                let (partition, offset) = (sought.partition, sought.offset);
                let what = What::Sought { member: *member, partition, offset };
                place.row(Some(*actor), Some(*topic), what)
            };
            offsets.iter().map(row).collect()
        }
        EventKind::Effects { act, actor, topic, member, records } => {
            handling::effects(view, &place(*act), (*actor, *topic, *member), records)
        }
        EventKind::Filtered { act, actor, topic, member, record } => {
            let Processed { partition, offset, order, .. } = *record;
            let what = Handling::Filtered { member: *member, order, partition, offset };
            handling::one(&place(*act), (*actor, *topic), record, what)
        }
        EventKind::Forwarded { act, actor, topic, member, record, to, partition, offset } => {
            let place = place(*act);
            let to = Partition { topic: *to, number: *partition };
            let what = handling::forwarded(&place, *member, record, to, *offset);
            handling::one(&place, (*actor, *topic), record, what)
        }
        EventKind::Folded { act, actor, topic, member, record, again, key, number, .. } => {
            let Processed { partition, offset, order, .. } = *record;
            let (member, again, key, number) = (*member, *again, key.clone(), *number);
            let what = Handling::Folded { member, order, partition, offset, again, key, number };
            handling::one(&place(*act), (*actor, *topic), record, what)
        }
        EventKind::Failed { act, actor, topic, member, record, attempt, error } => {
            let failed = SetbackKind::Failed { attempt: *attempt, error: error.clone() };
            handling::setback(&place(*act), (*actor, *topic, *member), record, &failed)
        }
        EventKind::Skipped { act, actor, topic, member, record } => {
            let skipped = SetbackKind::Skipped;
            handling::setback(&place(*act), (*actor, *topic, *member), record, &skipped)
        }
        EventKind::DeadLettered { act, actor, topic, member, record, to, partition, offset } => {
            let to = Partition { topic: *to, number: *partition };
            let sent = SetbackKind::DeadLettered { to, offset: *offset };
            handling::setback(&place(*act), (*actor, *topic, *member), record, &sent)
        }
        EventKind::Expelled { act, actor, member } => {
            place(*act).one(Some(*actor), None, What::Expelled { member: *member })
        }
        EventKind::PartitionsAdded { act, topic, partitions } => {
            let what = What::PartitionsAdded { partitions: *partitions };
            place(*act).one(None, Some(*topic), what)
        }
        EventKind::RecordsDeleted { act, topic, offsets } => {
            handling::deleted(&place(*act), *topic, offsets)
        }
        EventKind::RecordsCompacted { act, topic, records } => {
            handling::compacted(&place(*act), *topic, records)
        }
        EventKind::OffsetsReset { act, actor, topic, offsets, refused } => {
            let place = place(*act);
            let row = |reset: &PartitionOffset| {
                let (partition, offset, refused) = (reset.partition, reset.offset, *refused);
                let what = What::OffsetReset { partition, offset, refused };
                place.row(Some(*actor), Some(*topic), what)
            };
            offsets.iter().map(row).collect()
        }
        EventKind::TopicsRead { act, topics } => handling::found(&place(*act), topics),
        EventKind::MemberEnded { act, actor, member, exit, closed } => {
            let what = What::MemberEnded { member: *member, exit: *exit, closed: *closed };
            place(*act).one(Some(*actor), None, what)
        }
        EventKind::GroupRead { act, actor, topic, partitions } => {
            let place = place(*act);
            let row = |read: &GroupOffset| {
                let (partition, committed, end) = (read.partition, read.committed, read.end);
                let what = What::GroupRead { partition, committed, end };
                place.row(Some(*actor), Some(*topic), what)
            };
            partitions.iter().map(row).collect()
        }
        EventKind::ProcessEnded { act, actor, exit, unconfirmed, requests } => {
            let (exit, unconfirmed, requests) = (*exit, *unconfirmed, *requests);
            let what = What::ProcessEnded { exit, unconfirmed, requests };
            place(*act).one(Some(*actor), None, what)
        }
        EventKind::LogRead { act, topic, partitions } => {
            let place = place(*act);
            let what = log::rows(place.act, *topic, partitions);
            what.into_iter().map(|what| place.row(None, Some(*topic), what)).collect()
        }
        EventKind::LimitReached { limit } => outside(What::LimitReached(limit.clone())),
        EventKind::Inconclusive { awaited } => outside(What::Inconclusive(awaited.clone())),
        EventKind::RunFinished { state, .. } => outside(What::Finished(*state)),
    }
}

fn outside(what: What) -> Vec<Row> {
    vec![Row { seq: 0, act: None, at_us: None, actor: None, topic: None, what }]
}
