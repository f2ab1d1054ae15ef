//! Folds one event after the other into the view.

use api::event::{Event, EventKind};

use super::{Act, FaultSeen, Group, Moment, RunView, Scene, Step, row};

impl RunView {
    pub(super) fn fold(&mut self, event: Event) {
        let Event { seq, at_ms, at_us, kind } = event;
        let moment = Moment { at_ms, at_us };
        if let EventKind::Restarted { reason } = kind {
            // What was drawn is void; the numbering continues.
            *self = Self { last_seq: seq, restarted: Some(reason), ..Self::new(self.scene) };
            self.step = Step::CreatingTopic;
        }
        if let EventKind::Cleared { broker } = &kind {
            let broker = broker.clone();
            *self = Self { last_seq: seq, cleared: true, broker, ..Self::new(self.scene) };
        }
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
                let act = self.act_of_event(act);
                act.topic = topic;
                act.partitions = partitions;
            }
            EventKind::ActStarted { act, ending, role } => {
                self.start_act(act, at_ms);
                let act = self.act_of_event(act);
                act.ending = Some(ending);
                act.role = role;
            }
            EventKind::Warning { act, text } => self.act_of_event(act).warnings.push(text),
            EventKind::Sent { act, records } => {
                let mut keys = std::mem::take(&mut self.keys);
                self.act_of_event(act).sent(records, &mut keys);
                self.keys = keys;
            }
            EventKind::NetworkHeld { act } => {
                let (act, at_us) = self.at(act, moment);
                act.hold(at_us);
            }
            EventKind::NetworkReleased { act } => {
                let (act, at_us) = self.at(act, moment);
                act.release(at_us);
            }
            EventKind::Waiting { act, call } => {
                let (act, at_us) = self.at(act, moment);
                act.call(at_us, call);
            }
            EventKind::Acknowledged { act, records } => {
                self.act_of_event(act).acknowledged(records)
            }
            EventKind::Fault { act, request, fault, partition, records } => {
                let (act, at_us) = self.at(act, moment);
                act.fault(FaultSeen { at_us, request, fault, partition, records });
            }
            EventKind::Undelivered { act, records } => self.act_of_event(act).undelivered(records),
            EventKind::ScriptError { act, member, class, message } => {
                if let Some(member) = member {
                    let (group, at_us) = self.group(act, moment);
                    group.raised(member, &class, at_us);
                }
                self.act_of_event(act).error = Some((class, message));
            }
            EventKind::MemberStarted { act, member } => {
                let (group, at_us) = self.group(act, moment);
                group.started(member, at_us);
            }
            EventKind::Assigned { act, member, generation, partitions } => {
                let (group, at_us) = self.group(act, moment);
                group.assigned(member, generation, partitions, at_us);
            }
            EventKind::Revoked { act, member, partitions } => {
                let (group, at_us) = self.group(act, moment);
                group.revoked(member, &partitions, at_us);
            }
            EventKind::InHand { act, member, record } => {
                self.group(act, moment).0.in_hand(member, &record);
            }
            EventKind::Processed { act, member, records } => {
                self.group(act, moment).0.processed(member, records);
            }
            EventKind::Committed { act, member, offsets } => {
                let (group, at_us) = self.group(act, moment);
                group.committed(member, offsets, at_us);
            }
            EventKind::MemberEnded { act, member, exit, closed } => {
                let (group, at_us) = self.group(act, moment);
                group.ended(member, at_us, exit, closed);
            }
            EventKind::GroupRead { act, partitions } => {
                self.group(act, moment).0.after = Some(partitions);
            }
            EventKind::ProcessEnded { act, exit, unconfirmed, requests } => {
                let (act, at_us) = self.at(act, moment);
                act.end(at_us, exit, unconfirmed, requests);
            }
            EventKind::LogRead { act, partitions } => {
                let mut keys = std::mem::take(&mut self.keys);
                self.act_of_event(act).log_read(partitions, &mut keys);
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

    /// Whether an act that starts now is a group's: a script always has a topic of its own, a group
    /// may read that of the act before.
    pub(super) fn starts_group(&self, number: u32) -> bool {
        let has_topic = self.act(number).is_some_and(|act| act.partitions > 0);
        self.scene == Scene::Group || (!has_topic && !self.acts.is_empty())
    }

    /// A group's act reads the topic of the one before it, with the same group.
    fn start_act(&mut self, number: u32, at_ms: u64) {
        let is_group = self.starts_group(number);
        let before = self.acts.iter().rev().find(|act| act.number < number);
        let before = before.map(|act| {
            (act.topic.clone(), act.partitions, act.group.as_ref().map(Group::restarted))
        });
        let act = self.act_of_event(number);
        act.started_ms = Some(at_ms);
        if is_group {
            let (topic, partitions, group) = before.unwrap_or_default();
            if act.partitions == 0 {
                (act.topic, act.partitions) = (topic, partitions);
            }
            act.group = Some(group.unwrap_or_default());
        }
    }

    /// The act that an event is about.
    fn act_of_event(&mut self, number: u32) -> &mut Act {
        let place = self.acts.iter().position(|act| act.number == number);
        let place = place.unwrap_or_else(|| {
            self.acts.push(Act::new(number));
            self.acts.len() - 1
        });
        self.changed = Some(place);
        &mut self.acts[place]
    }

    /// The act, and the event's moment on its clock.
    fn at(&mut self, act: u32, moment: Moment) -> (&mut Act, u64) {
        let act = self.act_of_event(act);
        let at_us = act.clock_us(moment);
        (act, at_us)
    }

    /// The group of an act, and the event's moment on the act's clock.
    fn group(&mut self, act: u32, moment: Moment) -> (&mut Group, u64) {
        let (act, at_us) = self.at(act, moment);
        (act.group.get_or_insert_default(), at_us)
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
    )
}

/// What the run does after this event; `None` if the event does not change it.
fn step(view: &RunView, kind: &EventKind) -> Option<Step> {
    let is_script = |act: u32| view.act(act).is_none_or(|act| act.group.is_none());
    match *kind {
        EventKind::Queued { ahead } => Some(Step::Queued { ahead }),
        EventKind::Started { .. } => Some(Step::CreatingTopic),
        EventKind::TopicCreated { act, .. } => Some(Step::StartingScript { act }),
        EventKind::ActStarted { act, .. } if view.starts_group(act) => Some(Step::Writing { act }),
        EventKind::ActStarted { act, .. } => Some(Step::Sending { act }),
        EventKind::NetworkHeld { act } => Some(Step::Held { act }),
        EventKind::Waiting { act, call } => Some(Step::Waiting { act, call }),
        EventKind::Acknowledged { act, .. } if is_script(act) => Some(Step::Confirming { act }),
        EventKind::MemberStarted { act, .. } => Some(Step::Joining { act }),
        EventKind::Assigned { act, .. } => Some(Step::Consuming { act }),
        EventKind::MemberEnded { act, .. } => Some(Step::Closing { act }),
        EventKind::ProcessEnded { act, .. } => Some(Step::ReadingLog { act }),
        EventKind::LogRead { act, .. } if is_script(act) => Some(Step::Grading),
        EventKind::GroupRead { .. } => Some(Step::Grading),
        EventKind::RunFinished { state, .. } => Some(Step::Finished(state)),
        EventKind::Acknowledged { .. } | EventKind::LogRead { .. } => None,
        EventKind::Restarted { .. } | EventKind::Warning { .. } | EventKind::Sent { .. } => None,
        EventKind::NetworkReleased { .. } | EventKind::Fault { .. } => None,
        EventKind::Undelivered { .. } | EventKind::ScriptError { .. } => None,
        EventKind::Revoked { .. } | EventKind::InHand { .. } => None,
        EventKind::Processed { .. } | EventKind::Committed { .. } => None,
        EventKind::LimitReached { .. } | EventKind::Inconclusive { .. } => None,
        EventKind::Cleared { .. } => None,
    }
}
