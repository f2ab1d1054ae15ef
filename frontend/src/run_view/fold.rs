//! Folds one event after the other into the view.

use api::event::{self, ActorKind, Effect, Event, EventKind, Processed};

use super::{
    Act, Actor, Deeds, FaultSeen, Group, Moment, Partition, RunView, ScriptEnd, SentOn, Setback,
    SetbackKind, Step, Topic, row,
};

impl RunView {
    pub(super) fn fold(&mut self, event: Event) {
        let Event { seq, at_ms, at_us, kind } = event;
        let moment = Moment { at_ms, at_us };
        if let EventKind::Restarted { reason } = kind {
            // What was drawn is void; the numbering continues.
            *self = Self { last_seq: seq, restarted: Some(reason), ..Self::default() };
            self.step = Step::CreatingTopic;
        }
        if let EventKind::Cleared { broker } = &kind {
            let broker = broker.clone();
            *self = Self { last_seq: seq, cleared: true, broker, ..Self::default() };
        }
        let kind = self.before.converted(kind);
        for row in row::rows(self, moment, &kind) {
            row::add(&mut self.rows, row::Row { seq, ..row });
        }
        if let Some(step) = step(self, &kind) {
            self.step = step;
        }
        let more_records = more_records(&kind);
        match kind {
            EventKind::Queued { .. } | EventKind::Restarted { .. } => {}
            EventKind::Cleared { .. } => {}
            EventKind::Started { broker } => self.broker = Some(broker),
            EventKind::TopicCreated { act, topic, partitions } => {
                // Shown until the act declares its topics.
                let (name, visible_name) = (String::new(), topic);
                let topic = event::Topic { name, visible_name, partitions };
                self.act_of_event(act).topics.push(topic.into());
            }
            EventKind::ActStarted { act, title, cast, topics, compared_with, .. } => {
                let cast = self.cast(act, cast, &topics);
                let topics = topics.into_iter().map(|topic| {
                    let left = self.left(act, &topic.name);
                    Topic::from(topic).after(left)
                });
                let topics = topics.collect();
                let act = self.act_of_event(act);
                act.started_ms = Some(at_ms);
                act.title = Some(title);
                act.cast = cast;
                act.topics = topics;
                act.compared_with = compared_with;
            }
            EventKind::Warning { act, text, .. } => {
                // Two scripts of the same kind give the same.
                let warnings = &mut self.act_of_event(act).warnings;
                if !warnings.contains(&text) {
                    warnings.push(text);
                }
            }
            EventKind::Sent { act, actor, topic, records } => {
                let mut keys = std::mem::take(&mut self.keys);
                self.act_of_event(act).sent(actor, topic, records, &mut keys);
                self.keys = keys;
            }
            EventKind::NetworkHeld { act, actor } => {
                let (act, at_us) = self.at(act, moment);
                if let Some(script) = act.script_at(actor, at_us) {
                    script.hold(at_us);
                }
            }
            EventKind::NetworkReleased { act, actor } => {
                let (act, at_us) = self.at(act, moment);
                if let Some(script) = act.script_at(actor, at_us) {
                    script.release(at_us);
                }
            }
            EventKind::Waiting { act, actor, call } => {
                let (act, at_us) = self.at(act, moment);
                if let Some(script) = act.script_at(actor, at_us) {
                    script.call(at_us, call);
                }
            }
            EventKind::Acknowledged { act, actor, topic, records } => {
                self.act_of_event(act).acknowledged(actor, topic, records);
            }
            EventKind::Fault { act, actor, topic, request, fault, partition, records } => {
                let (act, at_us) = self.at(act, moment);
                if fault == event::Fault::AcknowledgementLost
                    && let Some(topic) = act.topics.get_mut(topic as usize)
                {
                    topic.unanswered(partition, records, at_us);
                }
                let partition = Partition { topic, number: partition };
                if let Some(script) = act.script_at(actor, at_us) {
                    script.fault(FaultSeen { at_us, request, fault, partition, records });
                }
            }
            EventKind::Undelivered { act, actor, topic, records } => {
                self.act_of_event(act).undelivered(actor, topic, records);
            }
            EventKind::ScriptError { act, actor, member, class, message } => {
                if let Some(member) = member
                    && let Some((group, at_us)) = self.group(act, actor, moment)
                {
                    group.raised(member, &class, at_us);
                }
                self.act_of_event(act).error = Some((class, message));
            }
            EventKind::MemberStarted { act, actor, member } => {
                if let Some((group, at_us)) = self.group(act, actor, moment) {
                    group.started(member, at_us);
                }
            }
            EventKind::Assigned { act, actor, member, generation, partitions } => {
                if let Some((group, at_us)) = self.group(act, actor, moment) {
                    group.assigned(member, generation, partitions, at_us);
                }
            }
            EventKind::Revoked { act, actor, topic, member, partitions } => {
                if let Some((group, at_us)) = self.group(act, actor, moment) {
                    group.revoked(member, topic, &partitions, at_us);
                }
            }
            EventKind::InHand { act, actor, topic, member, record } => {
                if let Some((group, _)) = self.group(act, actor, moment) {
                    group.in_hand(member, topic, &record);
                }
            }
            EventKind::Processed { act, actor, topic, member, records } => {
                if let Some((group, _)) = self.group(act, actor, moment) {
                    group.processed(member, topic, records);
                }
            }
            EventKind::Committed { act, actor, topic, member, offsets } => {
                if let Some((group, at_us)) = self.group(act, actor, moment) {
                    group.committed(member, topic, offsets, at_us);
                }
            }
            EventKind::Effects { act, actor, topic, member, records } => {
                if let Some((group, _)) = self.group(act, actor, moment) {
                    group.wrote(member, topic, records);
                }
            }
            EventKind::Folded { act, actor, topic, member, record, row, again, .. } => {
                let Processed { partition, offset, order, at_us } = record;
                let effect = Effect { partition, offset, order, row, again, at_us };
                if let Some((group, _)) = self.group(act, actor, moment) {
                    group.wrote(member, topic, vec![effect]);
                }
            }
            EventKind::Forwarded { act, actor, topic, record, to, partition, offset, .. } => {
                let to = Partition { topic: to, number: partition };
                let from = Partition { topic, number: record.partition };
                let act = self.act_of_event(act);
                act.forwarded(actor, topic, &record, to, offset);
                act.sent_on.push(SentOn {
                    from: (from, record.offset),
                    to: (to, offset),
                    at_us: record.at_us,
                });
            }
            // The member processes the record all the same.
            EventKind::Filtered { .. } => {}
            EventKind::Failed { act, actor, topic, member, record, attempt, error } => {
                let failed = SetbackKind::Failed { attempt, error };
                self.set_back(act, actor, topic, member, &record, failed);
            }
            EventKind::Skipped { act, actor, topic, member, record } => {
                self.set_back(act, actor, topic, member, &record, SetbackKind::Skipped);
            }
            EventKind::DeadLettered {
                act,
                actor,
                topic,
                member,
                record,
                to,
                partition,
                offset,
            } => {
                let to = Partition { topic: to, number: partition };
                let sent = SetbackKind::DeadLettered { to, offset };
                self.set_back(act, actor, topic, member, &record, sent);
                self.act_of_event(act).forwarded(actor, topic, &record, to, offset);
            }
            EventKind::Expelled { act, actor, member } => {
                if let Some((group, at_us)) = self.group(act, actor, moment) {
                    group.expelled(member, at_us);
                }
            }
            EventKind::PartitionsAdded { act, topic, partitions } => {
                let (act, at_us) = self.at(act, moment);
                act.partitions_added(topic, partitions, at_us);
            }
            EventKind::RecordsDeleted { act, topic, offsets } => {
                let (act, at_us) = self.at(act, moment);
                act.records_deleted(topic, offsets, at_us);
            }
            EventKind::RecordsCompacted { act, topic, records } => {
                let (act, at_us) = self.at(act, moment);
                act.records_compacted(topic, records.len() as u32, at_us);
            }
            // In the table alone.
            EventKind::Sought { .. } | EventKind::OffsetsReset { .. } => {}
            EventKind::TopicsRead { act, topics } => {
                let (act, at_us) = self.at(act, moment);
                act.topics_read(topics, at_us);
            }
            EventKind::MemberEnded { act, actor, member, exit, closed } => {
                if let Some((group, at_us)) = self.group(act, actor, moment) {
                    group.ended(member, at_us, exit, closed);
                }
            }
            EventKind::GroupRead { act, actor, topic, partitions } => {
                if let Some((group, _)) = self.group(act, actor, moment) {
                    group.read(topic, partitions);
                }
            }
            EventKind::ProcessEnded { act, actor, exit, unconfirmed, requests } => {
                let (act, at_us) = self.at(act, moment);
                act.ended(actor, ScriptEnd { at_us, exit, unconfirmed, requests });
            }
            EventKind::LogRead { act, topic, partitions } => {
                let mut keys = std::mem::take(&mut self.keys);
                self.act_of_event(act).log_read(topic, partitions, &mut keys);
                self.keys = keys;
            }
            EventKind::LimitReached { limit } => self.notices.push(limit),
            EventKind::Inconclusive { awaited } => self.notices.push(awaited),
            EventKind::RunFinished { mut verdict, .. } => {
                if self.cleared {
                    // The records that the links lead to are gone.
                    let checks = verdict.iter_mut().flat_map(|verdict| &mut verdict.checks);
                    checks.for_each(|check| check.evidence.clear());
                }
                self.verdict = verdict;
            }
        }
        let changed = self.changed.take();
        if let Some(act) = changed.and_then(|act| self.acts.get_mut(act)) {
            act.note_change(seq, more_records);
        }
    }

    /// A member of a group did not process a record.
    fn set_back(
        &mut self,
        act: u32,
        actor: u32,
        topic: u32,
        member: u32,
        record: &Processed,
        what: SetbackKind,
    ) {
        let partition = Partition { topic, number: record.partition };
        let setback = Setback { partition, offset: record.offset, at_us: record.at_us, what };
        if let Some(group) = self.act_of_event(act).group_mut(actor) {
            group.set_back(member, setback);
        }
    }

    /// The cast of an act that starts. A group that took part in an earlier act goes on from there.
    fn cast(&self, number: u32, cast: Vec<event::Actor>, topics: &[event::Topic]) -> Vec<Actor> {
        let restarted = |name: &str| {
            let mut earlier = self.acts.iter().rev().filter(|act| act.number < number);
            earlier.find_map(|act| {
                let actor = act.cast.iter().find(|actor| actor.name == name)?;
                let renamed = |topic: u32| {
                    let name = &act.topic(topic)?.name;
                    let place = topics.iter().position(|topic| topic.name == *name)?;
                    Some(place as u32)
                };
                Some(actor.group()?.restarted(renamed))
            })
        };
        let actor = |actor: event::Actor| {
            let again = restarted(&actor.name).filter(|_| actor.kind == ActorKind::Group);
            let has_epochs = actor.has_epochs;
            let mut actor = Actor::from(actor);
            if let Some(group) = again {
                actor.deeds = Deeds::Group(group.with_epochs(has_epochs));
            }
            actor
        };
        cast.into_iter().map(actor).collect()
    }

    /// What the acts before this one left in a topic: the end of each partition.
    fn left(&self, act: u32, topic: &str) -> Vec<(u32, i64)> {
        let before = self.acts.iter().filter(|before| before.number < act).rev();
        let mut named = before.flat_map(|act| &act.topics).filter(|named| named.name == topic);
        named.find_map(|named| named.ends.clone()).unwrap_or_default()
    }

    /// The act that an event is about. A later one may be named first: its topics are created
    /// before the first act begins.
    fn act_of_event(&mut self, number: u32) -> &mut Act {
        let place = self.acts.partition_point(|act| act.number < number);
        if self.acts.get(place).is_none_or(|act| act.number != number) {
            self.acts.insert(place, Act::new(number));
        }
        self.changed = Some(place);
        &mut self.acts[place]
    }

    /// The act, and the event's moment on its clock.
    fn at(&mut self, act: u32, moment: Moment) -> (&mut Act, u64) {
        let act = self.act_of_event(act);
        let at_us = act.clock_us(moment);
        (act, at_us)
    }

    /// A group of an act, and the event's moment on the act's clock; `None` if the actor is none.
    fn group(&mut self, act: u32, actor: u32, moment: Moment) -> Option<(&mut Group, u64)> {
        let (act, at_us) = self.at(act, moment);
        Some((act.group_mut(actor)?, at_us))
    }
}

/// Whether an event only reports more records.
const fn more_records(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Sent { .. }
            | EventKind::Acknowledged { .. }
            | EventKind::Processed { .. }
            | EventKind::Committed { .. }
            | EventKind::Effects { .. }
            | EventKind::Folded { .. }
            | EventKind::Forwarded { .. }
            | EventKind::Filtered { .. }
    )
}

/// What the run does after this event; `None` if the event does not change it.
fn step(view: &RunView, kind: &EventKind) -> Option<Step> {
    let has_group = |act: u32| view.act(act).is_some_and(Act::has_group);
    let is_script = |act: u32, actor: u32| {
        view.act(act).and_then(|act| act.actor(actor)).is_some_and(|it| it.script().is_some())
    };
    match *kind {
        EventKind::Queued { ahead } => Some(Step::Queued { ahead }),
        EventKind::Started { .. } => Some(Step::CreatingTopic),
        EventKind::TopicCreated { act, .. } => Some(Step::StartingScript { act }),
        EventKind::ActStarted { act, ref cast, .. }
            if cast.iter().any(|actor| actor.kind == ActorKind::Group) =>
        {
            Some(Step::Writing { act })
        }
        EventKind::ActStarted { act, .. } => Some(Step::Sending { act }),
        EventKind::NetworkHeld { act, .. } => Some(Step::Held { act }),
        EventKind::Waiting { act, call, .. } => Some(Step::Waiting { act, call }),
        EventKind::Acknowledged { act, actor, .. } if is_script(act, actor) => {
            Some(Step::Confirming { act })
        }
        EventKind::MemberStarted { act, .. } => Some(Step::Joining { act }),
        EventKind::Assigned { act, .. } => Some(Step::Consuming { act }),
        EventKind::MemberEnded { act, .. } => Some(Step::Closing { act }),
        EventKind::ProcessEnded { act, .. } => Some(Step::ReadingLog { act }),
        EventKind::LogRead { act, .. } if !has_group(act) => Some(Step::Grading),
        EventKind::GroupRead { .. } => Some(Step::Grading),
        EventKind::RunFinished { state, .. } => Some(Step::Finished(state)),
        EventKind::Acknowledged { .. } | EventKind::LogRead { .. } => None,
        EventKind::Restarted { .. } | EventKind::Warning { .. } | EventKind::Sent { .. } => None,
        EventKind::NetworkReleased { .. } | EventKind::Fault { .. } => None,
        EventKind::Undelivered { .. } | EventKind::ScriptError { .. } => None,
        EventKind::Revoked { .. } | EventKind::InHand { .. } => None,
        EventKind::Effects { .. } | EventKind::Failed { .. } => None,
        EventKind::Folded { .. } | EventKind::Forwarded { .. } | EventKind::Filtered { .. } => None,
        EventKind::Skipped { .. } | EventKind::DeadLettered { .. } => None,
        EventKind::Expelled { .. } | EventKind::PartitionsAdded { .. } => None,
        EventKind::RecordsDeleted { .. } | EventKind::RecordsCompacted { .. } => None,
        EventKind::TopicsRead { .. } => None,
        EventKind::Processed { .. } | EventKind::Committed { .. } => None,
        EventKind::Sought { .. } | EventKind::OffsetsReset { .. } => None,
        EventKind::LimitReached { .. } | EventKind::Inconclusive { .. } => None,
        EventKind::Cleared { .. } => None,
    }
}
