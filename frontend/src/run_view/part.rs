//! What an act is for in its run: its heading, and which acts are side by side.

use api::event::{Ending, Role};

use super::{Act, RunView};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A producer's script, and how it ends.
    Script(Option<Ending>),
    /// The same script with the client's own defaults.
    Control,
    /// The script with the learner's settings, beside its control.
    Answer,
    /// The same script, while the lab disturbs its requests.
    Disturbed,
    /// A group starts.
    Group,
    /// The same group, started again.
    GroupAgain,
    /// A consumer that is going to be killed.
    GroupDies,
    /// The group of a killed consumer, started again.
    GroupReturns,
}

impl RunView {
    pub fn part(&self, number: u32) -> Part {
        let Some(act) = self.acts.iter().find(|act| act.number == number) else {
            return Part::Script(None);
        };
        let is_before = |other: &&Act| other.number < number;
        match (&act.group, act.role) {
            (Some(_), _) if act.ending == Some(Ending::Killed) => Part::GroupDies,
            (Some(group), _) if group.follows_a_death => Part::GroupReturns,
            (Some(_), _) => {
                let mut before = self.acts.iter().filter(is_before);
                if before.any(|act| act.group.is_some()) { Part::GroupAgain } else { Part::Group }
            }
            (None, Role::Control) => Part::Control,
            (None, Role::Answer) if !act.faults.is_empty() => Part::Disturbed,
            (None, Role::Answer) if self.control_of(act).is_some() => Part::Answer,
            (None, Role::Answer) => Part::Script(act.ending),
        }
    }

    /// The acts in the order in which they are shown; those that are compared share a row.
    pub fn rows_of_acts(&self) -> Vec<Vec<u32>> {
        let mut rows: Vec<Vec<u32>> = Vec::new();
        for act in &self.acts {
            let control = self.control_of(act).filter(|_| act.group.is_none());
            let beside = control.and_then(|control| rows.iter_mut().find(|row| **row == [control]));
            match beside {
                Some(row) => row.push(act.number),
                None => rows.push(vec![act.number]),
            }
        }
        rows
    }

    /// The control act that a script with the learner's settings is compared with.
    fn control_of(&self, act: &Act) -> Option<u32> {
        let before = self.acts.iter().filter(|other| other.number < act.number);
        let mut controls = before.filter(|other| other.role == Role::Control);
        controls.next_back().filter(|_| act.role == Role::Answer).map(|other| other.number)
    }
}
