//! Reads an act and, if it is varied, makes its performances: one for each combination of the varied
//! values, and as many of each as it is repeated. They take turns, the first repetition of all
//! variants before the second one of any: so a machine that gets slower meanwhile does so for all
//! variants alike.

use std::collections::{BTreeMap, BTreeSet};

use api::value::{Value, Values};
use serde::{Deserialize, de::IgnoredAny};

#[cfg(test)]
use super::super::schema;
use super::{
    super::{TextEntry, filled, slug, source::FaultAt, spanned::Spanned},
    Written,
    entry::{ActPlaces, Placed},
    written::Given,
};
use crate::{
    error::ContentFault,
    scenario::{
        act::{Act, Varied},
        step::Step,
    },
};

/// The most performances of an act, which take about a second each.
const MOST: u32 = 60;
/// The key of what is varied.
const VARY: &str = "vary";
/// The key of how often.
const REPEAT: &str = "repeat";

/// A part of a run, with a title of its own.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ActEntry {
    /// What happens in it.
    title: Spanned<TextEntry>,
    /// The number of the earlier act that this one is measured against.
    compared_with: Option<Spanned<u32>>,
    /// Names, each with the values that it stands for, one after the other: the act is performed
    /// for each combination. `"$name"` is that value in the steps of this act and in the cast; who
    /// has such a name takes part only in acts that vary it.
    #[expect(dead_code, reason = "it is read before the steps, which name what is in it")]
    #[cfg_attr(test, schemars(with = "Option<BTreeMap<String, Vec<schema::Value>>>"))]
    vary: Option<IgnoredAny>,
    /// How often the act is performed, for each combination.
    repeat: Option<Spanned<u32>>,
    /// One after the other.
    steps: Spanned<Vec<Spanned<Step>>>,
}

/// What any act varies.
pub(super) fn names(acts: &Written) -> BTreeSet<&str> {
    let acts = acts.elements().unwrap_or_default();
    acts.iter()
        .filter_map(|act| act.get(VARY))
        .flat_map(Written::keys)
        .map(|(name, _)| name)
        .collect()
}

/// Adds the performances of an act to the script, of which there is one if it is not varied.
pub(super) fn read(
    number: u32,
    written: &Written,
    cast: &Written,
    given: &Given,
    placed: &mut Placed,
) -> Result<(), FaultAt> {
    let variants = variants(written, cast, given)?;
    let is_varied = [VARY, REPEAT].iter().any(|key| written.get(key).is_some());
    let is_own = |actor: &Written| {
        let names = actor.bound();
        variants[0].keys().any(|name| names.contains_key(name))
    };
    let mut first = Vec::new();
    let mut repeat = 1;
    for variant in &variants {
        let given = given.with(variant);
        let entry: ActEntry = written.read(&given)?;
        if let Some(times) = &entry.repeat {
            repeat = *times.get_ref();
            let all = u64::from(repeat) * variants.len() as u64;
            if all == 0 || all > MOST.into() {
                return Err(too_many(all, times.start()));
            }
        }
        let cast = placed.read_cast(cast, &given, is_own)?;
        let start = entry.steps.start();
        let compared_with = entry.compared_with.as_ref().map_or(start, Spanned::start);
        let (places, steps) = entry
            .steps
            .into_inner()
            .into_iter()
            .map(|step| (step.start(), step.into_inner()))
            .unzip();
        let act = Act {
            number,
            title: filled(entry.title)?,
            compared_with: entry.compared_with.map(Spanned::into_inner),
            varied: is_varied.then(|| Varied { variant: variant.clone(), repeat: 1 }),
            cast,
            steps,
        };
        first.push((act, ActPlaces { start, compared_with, steps: places }));
    }
    for turn in 1..=repeat {
        for (act, places) in &first {
            let varied = act.varied.clone().map(|varied| Varied { repeat: turn, ..varied });
            placed.script.acts.push(Act { varied, ..act.clone() });
            placed.acts.push(places.clone());
        }
    }
    Ok(())
}

/// Every combination of the varied values; one without names where nothing is varied.
fn variants(written: &Written, cast: &Written, given: &Given) -> Result<Vec<Values>, FaultAt> {
    let mut variants = vec![Values::new()];
    let Some(vary) = written.get(VARY) else { return Ok(variants) };
    let values: BTreeMap<Spanned<String>, Spanned<Vec<Value>>> = vary.read(given)?;
    let steps = written.get("steps").map(Written::bound).unwrap_or_default();
    let actors = cast.bound();
    for (name, values) in values {
        slug(&name)?;
        let (offset, name) = (name.start(), name.into_inner());
        if given.has(&name) {
            return Err(FaultAt { offset, fault: ContentFault::VariedTwice(name) });
        }
        if !steps.contains_key(&name) && !actors.contains_key(&name) {
            return Err(FaultAt {
                offset,
                fault: ContentFault::Unused { what: "varied name", name },
            });
        }
        let offset = values.start();
        let values = values.into_inner();
        if values.is_empty() {
            return Err(FaultAt { offset, fault: ContentFault::TooFew("values") });
        }
        let all = variants.len() as u64 * values.len() as u64;
        if all > MOST.into() {
            return Err(too_many(all, offset));
        }
        variants = variants
            .iter()
            .flat_map(|variant| {
                values.iter().map(|value| {
                    let mut variant = variant.clone();
                    variant.insert(name.clone(), value.clone());
                    variant
                })
            })
            .collect();
    }
    Ok(variants)
}

fn too_many(number: u64, offset: usize) -> FaultAt {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    FaultAt {
        offset,
        fault: ContentFault::OutOfRange { what: "performances", number, least: 1, most: MOST },
    }
}
