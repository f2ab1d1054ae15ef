//! Reads a scenario, and tries it with everything that a form and a seed can give.

mod entry;
mod names;
mod trial;
mod written;
mod wrong;

pub(crate) use self::{entry::script, written::Written};
pub(super) use self::{
    entry::{ScenarioEntry, scenario},
    trial::check,
    wrong::{WrongEntry, wrong},
};
