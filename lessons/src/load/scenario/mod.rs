//! Reads a scenario, and tries it with everything that a form and a seed can give.

mod entry;
mod parts;
mod services;
mod trial;
mod turns;
mod vary;
mod written;
mod wrong;

use api::value::Values;

pub(crate) use self::written::Written;
pub(super) use self::{
    entry::{ScenarioEntry, scenario},
    trial::{check, scripts},
    wrong::{WrongEntry, wrong},
};
use super::source::FaultAt;
use crate::scenario::{Scenario, draw::Draws, script::Script};

/// The script for one form and one seed.
pub(crate) fn script(
    scenario: &Scenario,
    fields: &Values,
    draws: &Draws,
) -> Result<Script, FaultAt> {
    let placed = entry::placed(scenario, fields, draws)?;
    parts::Used::default().check(&placed, draws)?;
    Ok(placed.script)
}
