//! Folds the numbered events of a run into what is drawn. Pure: the same events give the same view,
//! so a reconnect that starts again from the first event ends in the same picture. The cost of an
//! event does not depend on how many came before it.

mod act;
mod before;
mod change;
mod fold;
mod group;
mod handling;
mod keys;
mod member;
mod numbers;
mod record;
mod row;
mod script;
mod step;
#[cfg(test)]
mod tests;
mod topic;

use api::{
    broker::Broker,
    event::{Assigned, Event, EventKind, Exit, RestartReason},
    run::RunState,
    text::Text,
    verdict::Verdict,
};

pub(crate) use act::in_order;
pub use act::{Act, Actor, Deeds, SentOn};
pub use change::{Change, ChangeKind};
pub use group::{Group, Offsets};
pub use handling::{Amounts, EffectDone, Expulsion, Setback, SetbackKind};
pub use keys::Keys;
pub use member::{Commit, End, Handled, InHand, Member, Tenure};
pub use numbers::Numbers;
pub use record::{Oddity, Record};
pub use row::{Handling, Row, What};
pub use script::{FaultSeen, Script};
pub use step::Step;
pub use topic::Topic;

use before::Before;
use script::ScriptEnd;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunView {
    /// `seq` of the last folded event.
    pub last_seq: u64,
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
    before: Before,
}

/// A partition of one of an act's topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Partition {
    /// Index of its topic in the act.
    pub topic: u32,
    pub number: u32,
}

impl Partition {
    pub const fn of(assigned: &Assigned) -> Self {
        Self { topic: assigned.topic, number: assigned.partition }
    }
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

    /// The acts in the order in which they are shown; those that are compared share a row.
    pub fn rows_of_acts(&self) -> Vec<Vec<u32>> {
        let mut rows: Vec<Vec<u32>> = Vec::new();
        for act in &self.acts {
            // Each drawing of groups has an axis of its own.
            let with = act.compared_with.filter(|_| !act.has_group());
            let beside = with.and_then(|with| rows.iter_mut().find(|row| **row == [with]));
            match beside {
                Some(row) => row.push(act.number),
                None => rows.push(vec![act.number]),
            }
        }
        rows
    }

    /// Whether the numbers of an act's logs are shown: of those that are compared, and of those
    /// whose requests the lab disturbed.
    pub fn is_measured(&self, number: u32) -> bool {
        let is_disturbed = |act: &Act| act.scripts().any(|script| !script.faults.is_empty());
        self.is_compared(number) || self.act(number).is_some_and(is_disturbed)
    }

    /// Whether an act is measured against another one, or another one against it.
    pub fn is_compared(&self, number: u32) -> bool {
        self.acts
            .iter()
            .any(|act| act.compared_with.is_some_and(|with| act.number == number || with == number))
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
