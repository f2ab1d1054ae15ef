//! What a member reports becomes an event at once, and part of the evidence.

use api::event::{Assigned, Effect, EventKind, PartitionOffset, Processed};

use super::members::Members;
use crate::{
    evidence::{
        group::{self, Assignment, Commit, Failed, Holding, Outcome, Sought},
        producer::ScriptError,
    },
    lab::{
        actor::Listing,
        run::{interruption::Interruption, recorder::Recorder},
        worker::{handler_record::HandlerRecord, protocol::Report},
    },
};

/// The index of the only topic among those that the evidence of a group names.
const TOPIC: u32 = 0;

impl Members {
    /// Applies a member's report and records it as an event.
    pub async fn record_report(
        &mut self,
        member: u32,
        report: Report,
        recorder: &Recorder,
    ) -> Result<(), Interruption> {
        let Listing { act, actor, topic } = self.listing;
        let state = &mut self.members[member as usize - 1];
        let (at_us, kind) = match report {
            Report::Assigned { mut partitions, at_us } => {
                let generation = state.joined;
                state.positions =
                    Some(partitions.iter().map(|held| (held.partition, held.position)).collect());
                let held = partitions.iter().map(holding).collect();
                state.evidence.assignments.push(Assignment { generation, partitions: held });
                partitions.iter_mut().for_each(|held| held.topic = topic);
                (at_us, EventKind::Assigned { act, actor, member, generation, partitions })
            }
            Report::Revoked { partitions, at_us } => {
                state.positions = None;
                (at_us, EventKind::Revoked { act, actor, topic, member, partitions })
            }
            Report::Processed(records) => {
                if let Some(positions) = &mut state.positions {
                    positions.extend(records.iter().map(|it| (it.partition, it.offset + 1)));
                }
                let since = state.processed.len();
                state.processed.extend(records.into_iter().map(HandlerRecord::split));
                let records = &state.processed[since..];
                let records = records.iter().map(|(record, _)| record.clone()).collect();
                let processed = EventKind::Processed { act, actor, topic, member, records };
                return Ok(recorder.record(processed).await?);
            }
            Report::InHand(record) => {
                let (record, given) = record.split();
                state.in_hand = Some((record.clone(), given));
                (record.at_us, EventKind::InHand { act, actor, topic, member, record })
            }
            Report::Committed { offsets, at_us } => {
                state.evidence.commits.push(offsets.iter().map(commit).collect());
                (at_us, EventKind::Committed { act, actor, topic, member, offsets })
            }
            Report::Sought { offsets, at_us } => {
                state.seeking = false;
                if let Some(positions) = &mut state.positions {
                    positions.extend(offsets.iter().map(|next| (next.partition, next.offset)));
                }
                state.evidence.seeks.push(offsets.iter().map(sought).collect());
                (at_us, EventKind::Sought { act, actor, topic, member, offsets })
            }
            Report::Raised { exception: raised, at_us } => {
                let (class, message) = (raised.class.clone(), raised.message.clone());
                state.evidence.error =
                    Some(ScriptError { class: raised.class, message: raised.message });
                let member = Some(member);
                (at_us, EventKind::ScriptError { act, actor, member, class, message })
            }
            Report::Closing => {
                state.closing = true;
                return Ok(());
            }
            Report::Effect(record) => {
                let (row, again) = self.sink.write(&record);
                let HandlerRecord { partition, offset, order, at_us, .. } = record;
                let effect = group::Effect { topic: TOPIC, partition, offset, order, row };
                state.evidence.effects.push(effect);
                let records = vec![Effect { partition, offset, order, row, again, at_us }];
                let effects = EventKind::Effects { act, actor, topic, member, records };
                return Ok(recorder.record(effects).await?);
            }
            Report::Failed { record, attempt, error } => {
                let (record, _) = record.split();
                let at_us = record.at_us;
                (at_us, EventKind::Failed { act, actor, topic, member, record, attempt, error })
            }
            Report::PutAway { record, attempts, error, outcome, sent } => {
                let (record, _) = record.split();
                let Processed { partition, offset, order, at_us } = record;
                if let Some(positions) = &mut state.positions {
                    positions.insert(partition, offset + 1);
                }
                let failed =
                    Failed { topic: TOPIC, partition, offset, order, attempts, error, outcome };
                state.evidence.failed.push(failed);
                match (outcome, sent) {
                    (Outcome::Raised, _) => return Ok(()),
                    (Outcome::DeadLettered, Some(PartitionOffset { partition, offset })) => {
                        let to = self.dead_letters;
                        let sent = EventKind::DeadLettered {
                            act,
                            actor,
                            topic,
                            member,
                            record,
                            to,
                            partition,
                            offset,
                        };
                        (at_us, sent)
                    }
                    (Outcome::Skipped | Outcome::DeadLettered, _) => {
                        (at_us, EventKind::Skipped { act, actor, topic, member, record })
                    }
                }
            }
            // Reports of other kinds of workers.
            Report::Listening { .. }
            | Report::Sent(_)
            | Report::Acknowledged(_)
            | Report::Undelivered(_)
            | Report::Waiting { .. }
            | Report::Disconnected
            | Report::LastLine => return Ok(()),
        };
        Ok(recorder.record_at(at_us, kind).await?)
    }
}

fn holding(assigned: &Assigned) -> Holding {
    let &Assigned { partition, position, source, .. } = assigned;
    Holding { topic: TOPIC, partition, position, source }
}

fn commit(committed: &PartitionOffset) -> Commit {
    let &PartitionOffset { partition, offset } = committed;
    Commit { topic: TOPIC, partition, offset }
}

fn sought(sought: &PartitionOffset) -> Sought {
    let &PartitionOffset { partition, offset } = sought;
    Sought { topic: TOPIC, partition, offset }
}
