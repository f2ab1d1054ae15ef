//! Folds the numbered events of a run into what is drawn. Pure: the same events give the same
//! view, so a reconnect that starts again from the first event ends in the same picture.

mod act;
mod group;
mod row;

use api::{
    broker::Broker,
    event::{Event, EventKind, Exit, RestartReason, WaitingCall},
    exercise::Variant,
    run::RunState,
    text::Text,
    verdict::Verdict,
};

pub use act::{Act, Record};
pub use group::{Commit, Group, Handled, Member, Tenure};
pub use row::{Row, What};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunView {
    /// `seq` of the last event that was folded in.
    pub last_seq: u64,
    pub scene: Scene,
    pub broker: Option<Broker>,
    pub step: Step,
    /// In the order of their numbers.
    pub acts: Vec<Act>,
    /// Keys in the order of their first appearance: the place chooses glyph and letter.
    pub keys: Vec<String>,
    pub rows: Vec<Row>,
    /// Why everything before was void, when the run had to begin again.
    pub restarted: Option<RestartReason>,
    /// What was awaited in vain, and limits that were reached.
    pub notices: Vec<Text>,
    pub verdict: Option<Verdict>,
}

/// Who is on the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scene {
    /// A producer's script.
    #[default]
    Script,
    /// Consumers; the laboratory writes what they read.
    Group,
}

impl Scene {
    pub const fn of(variant: &Variant) -> Self {
        match variant.early {
            Some(_) => Self::Group,
            None => Self::Script,
        }
    }
}

/// What the run is doing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Step {
    /// No event has come yet.
    #[default]
    Connecting,
    Queued {
        ahead: u32,
    },
    CreatingTopic,
    StartingScript {
        act: u32,
    },
    Sending {
        act: u32,
    },
    Held {
        act: u32,
    },
    Waiting {
        act: u32,
        call: WaitingCall,
    },
    Confirming {
        act: u32,
    },
    ReadingLog {
        act: u32,
    },
    /// The laboratory writes what the group will read.
    Writing {
        act: u32,
    },
    Joining {
        act: u32,
    },
    Consuming {
        act: u32,
    },
    Closing {
        act: u32,
    },
    Grading,
    Finished(RunState),
}

/// Whether a message continued where the last one ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Continuity {
    Unbroken,
    /// An event is missing; the stream has to be read again.
    Gap,
}

impl RunView {
    pub fn new(scene: Scene) -> Self {
        Self { scene, ..Self::default() }
    }

    /// Folds in one message of the stream. Events already seen are skipped.
    pub fn take(&mut self, events: Vec<Event>) -> Continuity {
        for event in events {
            if event.seq <= self.last_seq {
                continue;
            }
            if event.seq != self.last_seq + 1 {
                return Continuity::Gap;
            }
            self.last_seq = event.seq;
            self.fold(event);
        }
        Continuity::Unbroken
    }

    /// How the run ended, once it has.
    pub fn finished(&self) -> Option<RunState> {
        match self.step {
            Step::Finished(state) => Some(state),
            _ => None,
        }
    }

    /// Place of a key among the run's keys.
    pub fn key_index(&self, key: Option<&str>) -> Option<usize> {
        key.and_then(|key| self.keys.iter().position(|known| known == key))
    }

    fn act(&mut self, number: u32) -> &mut Act {
        let place = self.acts.iter().position(|act| act.number == number);
        let place = place.unwrap_or_else(|| {
            self.acts.push(Act::new(number));
            self.acts.len() - 1
        });
        &mut self.acts[place]
    }

    /// A group's act reads the topic of the one before it, with the same group.
    fn start_act(&mut self, number: u32, at_ms: u64) {
        self.step = match self.scene {
            Scene::Script => Step::Sending { act: number },
            Scene::Group => Step::Writing { act: number },
        };
        let before = self.acts.iter().rev().find(|act| act.number < number);
        let before = before.map(|act| (act.topic.clone(), act.partitions, act.group.clone()));
        let scene = self.scene;
        let act = self.act(number);
        act.started_ms = Some(at_ms);
        if scene == Scene::Group {
            let (topic, partitions, group) = before.unwrap_or_default();
            if act.partitions == 0 {
                (act.topic, act.partitions) = (topic, partitions);
            }
            act.group = Some(group.unwrap_or_default().again());
        }
    }

    /// The group of an act, and the present moment on the act's clock.
    fn group(&mut self, act: u32, at_ms: u64) -> (&mut Group, u64) {
        let act = self.act(act);
        let at_us = act.clock_us(at_ms);
        (act.group.get_or_insert_default(), at_us)
    }

    fn meet_key(&mut self, key: Option<&String>) {
        if let Some(key) = key
            && !self.keys.contains(key)
        {
            self.keys.push(key.clone());
        }
    }

    fn fold(&mut self, event: Event) {
        let Event { seq, at_ms, kind } = event;
        if let EventKind::Restarted { reason } = kind {
            // What was drawn is void, the numbering goes on.
            *self = Self { last_seq: seq, restarted: Some(reason), ..Self::new(self.scene) };
            self.step = Step::CreatingTopic;
        }
        let first_new_row = self.rows.len();
        self.rows.extend(row::rows(self, at_ms, &kind));
        for row in &mut self.rows[first_new_row..] {
            row.seq = seq;
        }
        match kind {
            EventKind::Queued { ahead } => self.step = Step::Queued { ahead },
            EventKind::Started { broker } => {
                self.broker = Some(broker);
                self.step = Step::CreatingTopic;
            }
            EventKind::Restarted { .. } => {}
            EventKind::TopicCreated { act, topic, partitions } => {
                self.step = Step::StartingScript { act };
                let act = self.act(act);
                act.topic = topic;
                act.partitions = partitions;
            }
            EventKind::ActStarted { act, ending } => {
                self.start_act(act, at_ms);
                self.act(act).ending = Some(ending);
            }
            EventKind::Warning { act, text } => self.act(act).warnings.push(text),
            EventKind::Sent { act, records } => {
                for record in &records {
                    self.meet_key(record.key.as_ref());
                }
                self.act(act).sent(records);
            }
            EventKind::NetworkHeld { act } => {
                self.step = Step::Held { act };
                let act = self.act(act);
                let at_us = act.clock_us(at_ms);
                act.held.push((at_us, None));
            }
            EventKind::NetworkReleased { act } => {
                let act = self.act(act);
                let at_us = act.clock_us(at_ms);
                if let Some((_, open @ None)) = act.held.last_mut() {
                    *open = Some(at_us);
                }
            }
            EventKind::Waiting { act, call } => {
                self.step = Step::Waiting { act, call };
                let act = self.act(act);
                let at_us = act.clock_us(at_ms);
                act.calls.push((at_us, call));
            }
            EventKind::Acknowledged { act, records } => {
                if self.scene == Scene::Script {
                    self.step = Step::Confirming { act };
                }
                self.act(act).acknowledged(records);
            }
            EventKind::Undelivered { act, records } => self.act(act).undelivered(records),
            EventKind::ScriptError { act, member, class, message } => {
                if let Some(member) = member {
                    let (group, at_us) = self.group(act, at_ms);
                    group.raised(member, &class, at_us);
                }
                self.act(act).error = Some((class, message));
            }
            EventKind::MemberStarted { act, member } => {
                self.step = Step::Joining { act };
                let (group, at_us) = self.group(act, at_ms);
                group.started(member, at_us);
            }
            EventKind::Assigned { act, member, generation, partitions, at_us } => {
                self.step = Step::Consuming { act };
                self.group(act, at_ms).0.assigned(member, generation, partitions, at_us);
            }
            EventKind::Revoked { act, member, partitions, at_us } => {
                self.group(act, at_ms).0.revoked(member, &partitions, at_us);
            }
            EventKind::Processed { act, member, records } => {
                self.group(act, at_ms).0.processed(member, records);
            }
            EventKind::Committed { act, member, offsets, at_us } => {
                self.group(act, at_ms).0.committed(member, offsets, at_us);
            }
            EventKind::MemberEnded { act, member, exit, closed } => {
                self.step = Step::Closing { act };
                let (group, at_us) = self.group(act, at_ms);
                group.ended(member, at_us, exit, closed);
            }
            EventKind::GroupRead { act, partitions } => {
                self.step = Step::Grading;
                self.group(act, at_ms).0.after = Some(partitions);
            }
            EventKind::ProcessEnded { act, exit, unconfirmed } => {
                self.step = Step::ReadingLog { act };
                let act = self.act(act);
                act.end(at_ms, exit, unconfirmed);
            }
            EventKind::LogRead { act, partitions } => {
                if self.scene == Scene::Script {
                    self.step = Step::Grading;
                }
                for record in partitions.iter().flat_map(|partition| &partition.records) {
                    self.meet_key(record.key.as_ref());
                }
                self.act(act).log_read(partitions);
            }
            EventKind::LimitReached { limit } => self.notices.push(limit),
            EventKind::Inconclusive { awaited } => self.notices.push(awaited),
            EventKind::RunFinished { state, verdict } => {
                self.step = Step::Finished(state);
                self.verdict = verdict;
            }
        }
    }
}

/// Whether a process was killed rather than ending by itself.
pub const fn is_killed(exit: Exit) -> bool {
    matches!(exit, Exit::Signal(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::event::{Acknowledged, Ending, LoggedRecord, PartitionLog, Sent};

    fn event(seq: u64, at_ms: u64, kind: EventKind) -> Event {
        Event { seq, at_ms, kind }
    }

    fn sent(order: u32, key: &str) -> Sent {
        Sent { order, key: Some(key.into()), at_us: u64::from(order) * 100 }
    }

    /// Act 1 sends two orders, one is confirmed, one is found only in the log.
    fn act_one() -> Vec<Event> {
        let logged =
            |offset, order| LoggedRecord { offset, order, key: Some("ana".into()), value: None };
        vec![
            event(1, 0, EventKind::Queued { ahead: 2 }),
            event(2, 5, EventKind::TopicCreated { act: 1, topic: "t".into(), partitions: 3 }),
            event(3, 10, EventKind::ActStarted { act: 1, ending: Ending::Killed }),
            event(4, 10, EventKind::NetworkHeld { act: 1 }),
            event(5, 11, EventKind::Sent { act: 1, records: vec![sent(0, "ana"), sent(1, "eva")] }),
            event(6, 12, EventKind::NetworkReleased { act: 1 }),
            event(
                7,
                13,
                EventKind::Acknowledged {
                    act: 1,
                    records: vec![Acknowledged { order: 0, partition: 2, offset: 0, at_us: 2_500 }],
                },
            ),
            event(8, 14, EventKind::ProcessEnded { act: 1, exit: Exit::Signal(9), unconfirmed: 1 }),
            event(
                9,
                20,
                EventKind::LogRead {
                    act: 1,
                    partitions: vec![PartitionLog {
                        partition: 2,
                        begin: 0,
                        end: 3,
                        batches: 1,
                        records: vec![logged(0, Some(0)), logged(1, Some(1)), logged(2, Some(0))],
                    }],
                },
            ),
        ]
    }

    #[test]
    fn the_log_is_the_truth_about_where_a_record_is() {
        let mut view = RunView::default();
        assert_eq!(view.take(act_one()), Continuity::Unbroken);
        let act = &view.acts[0];
        assert_eq!(act.records[0].place, Some((2, 0)));
        assert_eq!(act.records[0].confirmed_us, Some(2_500));
        assert_eq!(act.records[1].place, Some((2, 1)), "never confirmed, yet in the log");
        assert_eq!(act.records[1].confirmed_us, None);
        assert_eq!(act.records.len(), 3, "order 0 is in the log twice");
        assert!(act.records[2].again);
        assert_eq!(act.confirmed(), 1);
        assert_eq!(act.held, [(0, Some(2_000))]);
        assert_eq!(view.keys, ["ana", "eva"]);
        assert_eq!(view.step, Step::Grading);
    }

    #[test]
    fn a_missing_event_is_noticed_and_a_repeated_one_skipped() {
        let mut view = RunView::default();
        let events = act_one();
        view.take(events[..3].to_vec());
        view.take(events[1..5].to_vec());
        assert_eq!(view.last_seq, 5);
        assert_eq!(view.acts[0].records.len(), 2);
        assert_eq!(view.take(events[6..].to_vec()), Continuity::Gap);
        assert_eq!(view.last_seq, 5, "nothing behind the gap is believed");
        assert_eq!(view.take(events[5..].to_vec()), Continuity::Unbroken);
    }

    #[test]
    fn a_restart_voids_what_was_drawn() {
        let mut view = RunView::default();
        view.take(act_one());
        view.take(vec![event(10, 30, EventKind::Restarted { reason: RestartReason::Broker })]);
        assert!(view.acts.is_empty());
        assert_eq!(view.restarted, Some(RestartReason::Broker));
        assert_eq!(view.last_seq, 10);
        assert_eq!(view.rows.len(), 1);
    }

    #[test]
    fn the_verdict_comes_with_the_last_event() {
        let mut view = RunView::default();
        view.take(act_one());
        assert_eq!(view.finished(), None);
        let last = EventKind::RunFinished { state: RunState::Stopped, verdict: None };
        view.take(vec![event(10, 30, last)]);
        assert_eq!(view.finished(), Some(RunState::Stopped));
    }
}
