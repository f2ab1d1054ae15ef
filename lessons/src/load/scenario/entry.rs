//! Reads `[exercise.scenario]`, and makes a script of it for one form and one seed.

use std::collections::BTreeMap;

use api::value::Values;
use serde::Deserialize;

#[cfg(test)]
use super::vary::ActEntry;
use super::{
    super::{slug, source::FaultAt, spanned::Spanned},
    Written, vary,
    written::Given,
};
use crate::{
    error::ContentFault,
    scenario::{
        Needs, Scenario,
        actor::Actor,
        data::{Data, OrderKind, Orders},
        draw::{Draw, Draws},
        name::{ActorName, TopicKey},
        script::Script,
        topic::Topic,
    },
};

/// A lab: data, who takes part, and what happens. A text `"$x"` among topics, cast and acts is the
/// form's field `x`, or the draw `x`; an empty field takes its key out.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::load) struct ScenarioEntry {
    /// What the cluster has to be able to do.
    #[serde(default)]
    needs: Needs,
    /// What the learner's seed makes.
    data: Spanned<Data>,
    /// More numbers from the learner's seed, by name.
    #[serde(default)]
    draws: BTreeMap<Spanned<String>, Spanned<Draw>>,
    /// By a key that acts and checks know them by.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, Topic>"))]
    topics: Written,
    /// By a name that acts and checks know them by.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, Actor>"))]
    cast: Written,
    /// In order; the first has the number 1.
    #[cfg_attr(test, schemars(with = "Vec<ActEntry>"))]
    act: Written,
}

/// A script, and where its parts stand.
pub(super) struct Placed {
    pub(super) script: Script,
    /// What is written to its topics.
    pub(super) orders: OrderKind,
    pub(super) topics: Vec<(TopicKey, usize)>,
    pub(super) actors: Vec<(ActorName, usize)>,
    pub(super) acts: Vec<ActPlaces>,
    /// Where the acts begin.
    pub(super) start: usize,
}

#[derive(Clone)]
pub(super) struct ActPlaces {
    /// Where its list of steps begins.
    pub(super) start: usize,
    pub(super) compared_with: usize,
    /// A step ends in the line where it begins, so one place is enough for it.
    pub(super) steps: Vec<usize>,
}

/// Reads everything that does not depend on a form.
pub(in crate::load) fn scenario(entry: ScenarioEntry) -> Result<Scenario, FaultAt> {
    let data = *entry.data.get_ref();
    let Orders { kind: _, count, clients } = data.orders;
    for bounds in [count, clients] {
        ascending(bounds, 1, entry.data.start())?;
    }
    let mut draws = BTreeMap::new();
    for (name, draw) in entry.draws {
        slug(&name)?;
        if ["orders", "clients"].contains(&name.get_ref().as_str()) {
            let fault = ContentFault::Duplicate { what: "draw", name: name.get_ref().clone() };
            return Err(FaultAt { offset: name.start(), fault });
        }
        let offset = draw.start();
        match *draw.get_ref() {
            Draw::Range(bounds) => ascending(bounds, 0, offset)?,
            Draw::Share { percent } => {
                ascending(percent, 0, offset)?;
                ascending([percent[1], 100], 0, offset)?;
            }
            Draw::InBatch { batches, of, plus } => {
                ascending(batches, 0, offset)?;
                ascending(plus, 1, offset)?;
                ascending([plus[1], of], 1, offset)?;
            }
        }
        draws.insert(name.into_inner(), draw.into_inner());
    }
    let ScenarioEntry { needs, topics, cast, act: acts, .. } = entry;
    Ok(Scenario { needs, data, draws, topics, cast, acts })
}

fn ascending([from, to]: [u32; 2], least: u32, offset: usize) -> Result<(), FaultAt> {
    // No draw of a lab comes near it, and sums and products stay far from overflowing.
    const MOST: u32 = 10_000;
    if least <= from && from <= to && to <= MOST {
        return Ok(());
    }
    Err(FaultAt { offset, fault: ContentFault::Bounds { least, most: MOST } })
}

/// The script for one form and one seed, whose parts are not checked against each other yet.
pub(super) fn placed(
    scenario: &Scenario,
    fields: &Values,
    draws: &Draws,
) -> Result<Placed, FaultAt> {
    let given = Given::new(fields, draws);
    let topics: BTreeMap<Spanned<String>, Topic> = scenario.topics.read(&given)?;
    let mut placed = Placed {
        script: Script { topics: BTreeMap::new(), cast: BTreeMap::new(), acts: Vec::new() },
        orders: scenario.data.orders.kind,
        topics: Vec::new(),
        actors: Vec::new(),
        acts: Vec::new(),
        start: scenario.acts.start(),
    };
    for (key, topic) in topics {
        slug(&key)?;
        let (start, key) = (key.start(), TopicKey::new(key.into_inner()));
        placed.topics.push((key.clone(), start));
        placed.script.topics.insert(key, topic);
    }
    let varied = vary::names(&scenario.acts);
    placed.script.cast = placed.read_cast(&scenario.cast, &given, |actor| {
        !actor.bound().keys().any(|name| varied.contains(name.as_str()))
    })?;
    for (number, act) in (1..).zip(scenario.acts.elements()?) {
        vary::read(number, act, &scenario.cast, &given, &mut placed)?;
    }
    Ok(placed)
}

impl Placed {
    /// Reads those of the cast of whom it is so, and notes where they stand.
    pub(super) fn read_cast(
        &mut self,
        cast: &Written,
        given: &Given,
        is_so: impl Fn(&Written) -> bool,
    ) -> Result<BTreeMap<ActorName, Actor>, FaultAt> {
        let read: BTreeMap<Spanned<String>, Actor> = cast.only(is_so).read(given)?;
        read.into_iter()
            .map(|(name, actor)| {
                slug(&name)?;
                let (start, name) = (name.start(), ActorName::new(name.into_inner()));
                if !self.actors.iter().any(|(other, _)| *other == name) {
                    self.actors.push((name.clone(), start));
                }
                Ok((name, actor))
            })
            .collect()
    }
}
