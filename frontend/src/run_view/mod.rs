//! Folds the numbered events of a run into what is drawn. Pure: the same events give the same view,
//! so a reconnect that starts again from the first event ends in the same picture. The cost of an
//! event does not depend on how many came before it.

mod act;
mod fold;
mod group;
mod keys;
mod member;
mod numbers;
mod part;
mod record;
mod row;
mod step;
#[cfg(test)]
mod tests;

use api::{
    broker::Broker,
    event::{Event, EventKind, Exit, RestartReason},
    run::RunState,
    text::Text,
    verdict::Verdict,
};

pub(crate) use act::in_order;
pub use act::{Act, FaultSeen};
pub use group::Group;
pub use keys::Keys;
pub use member::{Commit, End, Handled, InHand, Member, Tenure};
pub use numbers::Numbers;
pub use part::Part;
pub use record::{Oddity, Record};
pub use row::{Row, What};
pub use step::{Scene, Step};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunView {
    /// `seq` of the last folded event.
    pub last_seq: u64,
    pub scene: Scene,
    pub broker: Option<Broker>,
    pub step: Step,
    /// In the order of their numbers.
    pub acts: Vec<Act>,
    pub keys: Keys,
    pub rows: Vec<Row>,
    /// Why the run was started again and everything before is void.
    pub restarted: Option<RestartReason>,
    /// Its events were removed, except for its verdict.
    pub cleared: bool,
    /// What was waited for and did not come, and limits that were reached.
    pub notices: Vec<Text>,
    pub verdict: Option<Verdict>,
    /// Index of the act that the present event is about.
    changed: Option<usize>,
}

/// When an event was received and when it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub at_ms: u64,
    /// On the clock of its act. Some events of old stored runs lack it.
    pub at_us: Option<u64>,
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

    /// Folds in a message of the stream. Events already seen are skipped.
    pub fn take(&mut self, events: impl IntoIterator<Item = Event>) -> Continuity {
        for event in events {
            if event.seq <= self.last_seq {
                continue;
            }
            // The events that these make void may have been removed.
            let is_beginning =
                matches!(event.kind, EventKind::Restarted { .. } | EventKind::Cleared { .. });
            if event.seq != self.last_seq + 1 && !is_beginning {
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

    /// The act with this number, once it is known.
    pub fn act(&self, number: u32) -> Option<&Act> {
        self.acts.iter().find(|act| act.number == number)
    }
}

/// Whether a process was killed rather than ending by itself.
pub const fn is_killed(exit: Exit) -> bool {
    matches!(exit, Exit::Signal(_))
}
