//! What a member reports becomes an event at once, and part of the evidence.

use std::collections::BTreeMap;

use api::event::{Effect, EventKind, PartitionOffset, Processed};

use super::{ahead::Next, members::Members};
use crate::{
    evidence::{
        group::{self, Commit, Failed, Filtered, Forwarded, Outcome, Sought},
        producer::ScriptError,
    },
    lab::{
        actor::Listing,
        run::{interruption::Interruption, recorder::Recorder},
        worker::{handler_record::HandlerRecord, partition::TopicPartition, report::Report},
    },
};

impl Members {
    /// Applies a member's report, and the generations that it had entered by then.
    pub async fn record_report(
        &mut self,
        member: u32,
        report: Report,
        recorder: &Recorder,
    ) -> Result<(), Interruption> {
        for next in self.members[member as usize - 1].ahead.in_order(report) {
            match next {
                Next::Entered(entry) => self.entered(member, entry, recorder).await?,
                Next::Reported(report) => self.reported(member, report, recorder).await?,
            }
        }
        Ok(())
    }

    /// Applies the generations that a member had entered by this moment.
    pub(super) async fn enter_until(
        &mut self,
        member: u32,
        at_us: u64,
        recorder: &Recorder,
    ) -> Result<(), Interruption> {
        for entry in self.members[member as usize - 1].ahead.until(at_us) {
            self.entered(member, entry, recorder).await?;
        }
        Ok(())
    }

    /// Records a report as an event, or as one for each topic.
    async fn reported(
        &mut self,
        member: u32,
        report: Report,
        recorder: &Recorder,
    ) -> Result<(), Interruption> {
        let Listing { act, actor, .. } = self.listing;
        // A worker names topics by their index among those that it reads.
        let in_act = |topic: u32| self.reads.get(topic as usize).map_or(0, |read| read.index);
        let state = &mut self.members[member as usize - 1];
        let (at_us, kind) = match report {
            Report::Assigned { partitions, at_us } => {
                return self.assigned(member, partitions, at_us, recorder).await;
            }
            Report::Revoked { partitions, at_us } => {
                return self.revoked(member, partitions, at_us, recorder).await;
            }
            Report::Processed(records) => {
                if let Some(positions) = &mut state.positions {
                    positions
                        .extend(records.iter().map(|it| (it.topic_partition(), it.offset + 1)));
                }
                // In the order in which the member had them, whatever their topics are.
                for run in records.chunk_by(|one, next| one.topic == next.topic) {
                    let topic = in_act(run[0].topic);
                    let records = run.iter().map(HandlerRecord::event).collect();
                    let processed = EventKind::Processed { act, actor, topic, member, records };
                    recorder.record(processed).await?;
                }
                state.processed.extend(records);
                return Ok(());
            }
            Report::InHand(record) => {
                let (topic, event) = (in_act(record.topic), record.event());
                state.in_hand = Some(record);
                (event.at_us, EventKind::InHand { act, actor, topic, member, record: event })
            }
            Report::Committed { offsets, at_us } => {
                let place = |&Commit { topic, partition, offset }: &Commit| {
                    (topic, PartitionOffset { partition, offset })
                };
                let of_topics = by_topic(&offsets, place);
                state.evidence.commits.push(offsets);
                for (topic, offsets) in of_topics {
                    let topic = in_act(topic);
                    let committed = EventKind::Committed { act, actor, topic, member, offsets };
                    recorder.record_at(at_us, committed).await?;
                }
                return Ok(());
            }
            Report::Sought { offsets, at_us } => {
                state.seeking = false;
                if let Some(positions) = &mut state.positions {
                    positions.extend(offsets.iter().map(|next| (sought(next), next.offset)));
                }
                let place = |&Sought { topic, partition, offset }: &Sought| {
                    (topic, PartitionOffset { partition, offset })
                };
                let of_topics = by_topic(&offsets, place);
                state.evidence.seeks.push(offsets);
                for (topic, offsets) in of_topics {
                    let topic = in_act(topic);
                    let sought = EventKind::Sought { act, actor, topic, member, offsets };
                    recorder.record_at(at_us, sought).await?;
                }
                return Ok(());
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
                let topic = in_act(record.topic);
                state.evidence.effects.push(effect(&record, row));
                let HandlerRecord { partition, offset, order, at_us, .. } = record;
                let records = vec![Effect { partition, offset, order, row, again, at_us }];
                let effects = EventKind::Effects { act, actor, topic, member, records };
                return Ok(recorder.record(effects).await?);
            }
            Report::Folded { record, key, number } => {
                let (row, again) = self.sink.keep(&key, number);
                let (topic, event) = (in_act(record.topic), record.event());
                state.evidence.effects.push(effect(&record, row));
                let folded = EventKind::Folded {
                    act,
                    actor,
                    topic,
                    member,
                    record: event,
                    row,
                    again,
                    key,
                    number,
                };
                (record.at_us, folded)
            }
            Report::Filtered(record) => {
                let HandlerRecord { topic, partition, offset, order, at_us, .. } = record;
                let filtered = Filtered { topic, partition, offset, order };
                state.evidence.filtered.push(filtered);
                let (topic, record) = (in_act(topic), record.event());
                (at_us, EventKind::Filtered { act, actor, topic, member, record })
            }
            Report::Forwarded { record, to, sent: PartitionOffset { partition, offset } } => {
                let (topic, event) = (in_act(record.topic), record.event());
                let Some(sent) = self.sends.get(to as usize) else { return Ok(()) };
                state.evidence.forwarded.push(Forwarded {
                    topic: record.topic,
                    partition: record.partition,
                    offset: record.offset,
                    order: record.order,
                    to: sent.key.to_string(),
                    to_partition: partition,
                    to_offset: offset,
                });
                let forwarded = EventKind::Forwarded {
                    act,
                    actor,
                    topic,
                    member,
                    record: event,
                    to: sent.index,
                    partition,
                    offset,
                };
                (record.at_us, forwarded)
            }
            Report::Failed { record, attempt, error } => {
                let (topic, record) = (in_act(record.topic), record.event());
                let at_us = record.at_us;
                (at_us, EventKind::Failed { act, actor, topic, member, record, attempt, error })
            }
            Report::PutAway { record, attempts, error, outcome, sent } => {
                if let Some(positions) = &mut state.positions {
                    positions.insert(record.topic_partition(), record.offset + 1);
                }
                let Processed { partition, offset, order, at_us } = record.event();
                let topic = record.topic;
                let failed = Failed { topic, partition, offset, order, attempts, error, outcome };
                state.evidence.failed.push(failed);
                let (topic, record) = (in_act(topic), record.event());
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

/// What belongs to each topic, in its order.
pub(super) fn by_topic<T, R>(
    records: impl IntoIterator<Item = T>,
    of: impl Fn(T) -> (u32, R),
) -> BTreeMap<u32, Vec<R>> {
    let mut of_topics: BTreeMap<u32, Vec<R>> = BTreeMap::new();
    for (topic, record) in records.into_iter().map(of) {
        of_topics.entry(topic).or_default().push(record);
    }
    of_topics
}

fn sought(&Sought { topic, partition, .. }: &Sought) -> TopicPartition {
    TopicPartition { topic, partition }
}

fn effect(record: &HandlerRecord, row: u64) -> group::Effect {
    let &HandlerRecord { topic, partition, offset, order, .. } = record;
    group::Effect { topic, partition, offset, order, row }
}
