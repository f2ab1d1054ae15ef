//! In which order the steps of an act can come: an act is one life of each of its groups, and one
//! execution of each of its scripts, so that its evidence has each actor once. What is out of turn
//! would be awaited in vain.

use std::collections::BTreeMap;

use super::{super::source::FaultAt, entry::ActPlaces};
use crate::{
    error::ContentFault,
    scenario::{
        act::Act,
        disturbance::{Kill, Slow},
        name::ActorName,
        play::Play,
        step::{Groups, OneGroup, Seek, Step},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// A disturbance is planned, and nobody has started.
    Planned,
    /// Its members hold their partitions and wait.
    Started,
    Reading,
    Over,
}

const ONCE: &str = "has its turn once in an act: give it another act";
const PLANNED_LATE: &str = "has started: plan what happens to it before";
const NOT_READING: &str = "does not read here: start it and settle it before";
const NOT_STARTED: &str = "is not waiting for partitions here: start it before";
const NOT_RUNNING: &str = "does not run here: start it before, and close it once";
const LEFT: &str = "is never closed, or never started: an act ends what it begins";

/// # Errors
/// The first step that is out of turn, or the act's first step where one is missing at its end.
pub(super) fn check(act: &Act, places: &ActPlaces) -> Result<(), FaultAt> {
    let mut phases: BTreeMap<&ActorName, Phase> = BTreeMap::new();
    for (step, place) in act.steps.iter().zip(&places.steps) {
        take(&mut phases, step).map_err(|fault| FaultAt { offset: *place, fault })?;
    }
    match phases.into_iter().find(|(_, phase)| *phase != Phase::Over) {
        Some((actor, _)) => Err(FaultAt { offset: places.start, fault: out_of_turn(actor, LEFT) }),
        None => Ok(()),
    }
}

fn take<'a>(
    phases: &mut BTreeMap<&'a ActorName, Phase>,
    step: &'a Step,
) -> Result<(), ContentFault> {
    let mut change = |actor: &'a ActorName, from: &[Option<Phase>], to, otherwise| {
        if !from.contains(&phases.get(actor).copied()) {
            return Err(out_of_turn(actor, otherwise));
        }
        phases.insert(actor, to);
        Ok(())
    };
    let before = [None, Some(Phase::Planned)];
    let reading = [Some(Phase::Reading)];
    match step {
        Step::Play(Play { actor, .. }) => change(actor, &[None], Phase::Over, ONCE),
        Step::Kill(Kill { actor, .. }) | Step::Slow(Slow { actor, .. }) => {
            change(actor, &before, Phase::Planned, PLANNED_LATE)
        }
        Step::Start(OneGroup { actor }) => change(actor, &before, Phase::Started, ONCE),
        // A group that reads settles again when another one with its `group_id` has come or gone.
        Step::Settle(Groups { actors }) => {
            let waiting = [Some(Phase::Started), Some(Phase::Reading)];
            actors.iter().try_for_each(|actor| change(actor, &waiting, Phase::Reading, NOT_STARTED))
        }
        Step::ReadAll(_) | Step::Until(_) => (step.actors().into_iter())
            .try_for_each(|actor| change(actor, &reading, Phase::Reading, NOT_READING)),
        Step::Seek(Seek { actor, .. }) => change(actor, &reading, Phase::Reading, NOT_READING),
        Step::Close(Groups { actors }) => {
            let running = [Some(Phase::Started), Some(Phase::Reading)];
            actors.iter().try_for_each(|actor| change(actor, &running, Phase::Over, NOT_RUNNING))
        }
        // An administrator may try it at any time.
        Step::ResetOffsets(_) => Ok(()),
        Step::Write(_)
        | Step::AddPartitions(_)
        | Step::AwaitCleanup(_)
        | Step::DeleteRecords(_)
        | Step::Read(_) => Ok(()),
    }
}

fn out_of_turn(actor: &ActorName, why: &'static str) -> ContentFault {
    ContentFault::OutOfTurn { actor: actor.to_string(), why }
}
