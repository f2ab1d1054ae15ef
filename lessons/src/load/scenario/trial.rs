//! Tries a scenario with what a form and a seed can give: each value of each field alone, the others
//! at their default, each time with the draws at their bounds. So what a lab cannot do is a fault of
//! the content, with its line, and not of a run.

use std::collections::BTreeMap;

use api::{
    exercise::Limits,
    value::{Value, Values},
};

use super::{
    super::source::FaultAt,
    entry::{Placed, placed},
    parts::Used,
    vary,
};
use crate::{
    error::ContentFault,
    exercise::Exercise,
    field::{Field, Input, literal},
    scenario::{
        Scenario, actor::Actor, draw::Draws, group::GroupProtocol, script::Script, taken::Taken,
        topic::TopicConfig,
    },
};

/// Returns the script of the form as it begins.
///
/// # Errors
/// The first fault, with its place: what a value makes wrong, a name that is nothing or two
/// things, and what is there for nothing. `offset` is where the scenario begins.
pub(in crate::load) fn check(exercise: &Exercise, offset: usize) -> Result<Script, FaultAt> {
    let Exercise { fields, model, limits, scenario, .. } = exercise;
    let bound: BTreeMap<String, usize> = [&scenario.topics, &scenario.cast, &scenario.acts]
        .into_iter()
        .flat_map(|written| written.bound())
        .collect();
    let varied = vary::names(&scenario.acts);
    for (name, place) in bound.iter().filter(|(name, _)| !varied.contains(name.as_str())) {
        let is_field = fields.iter().any(|field| field.name == *name);
        let fault = match (is_field, scenario.draws.contains_key(name)) {
            (true, false) | (false, true) => continue,
            (false, false) => ContentFault::Unbound(name.clone()),
            (true, true) => ContentFault::BoundTwice(name.clone()),
        };
        return Err(FaultAt { offset: *place, fault });
    }
    let draws = draws(scenario);
    let first = draws.first().expect("the draws at their least");
    let defaults = defaults(fields);
    let mut used = Used::default();
    let mut attempt = |fields: &Values, draws: &Draws| -> Result<Placed, FaultAt> {
        let placed = placed(scenario, fields, draws)?;
        used.check(&placed, draws)?;
        needs_kafka(scenario, &placed)?;
        let taken = placed.script.taken(draws.orders);
        within(taken, limits).map_err(|fault| FaultAt { offset, fault })?;
        Ok(placed)
    };
    let whole = attempt(&defaults, first)?;
    for (what, fields) in forms(fields, defaults, model) {
        for draws in &draws {
            attempt(&fields, draws).map_err(|FaultAt { offset, fault }| {
                let what = format!("{what}, of {} orders and {:?}", draws.orders, draws.named);
                FaultAt { offset, fault: ContentFault::When { what, fault: Box::new(fault) } }
            })?;
        }
    }
    used.covers(&whole)?;
    let fields = fields.iter().map(|field| ("field", &field.name));
    let draws = scenario.draws.keys().map(|name| ("draw", name));
    match fields.chain(draws).find(|(_, name)| !bound.contains_key(*name)) {
        Some((what, name)) => {
            Err(FaultAt { offset, fault: ContentFault::Unused { what, name: name.clone() } })
        }
        None => Ok(whole.script),
    }
}

/// The scripts of all forms that are tried, with the draws at their least.
///
/// # Errors
/// None that [`check`] has not found before.
pub(in crate::load) fn scripts(exercise: &Exercise) -> Result<Vec<Script>, FaultAt> {
    let scenario = &exercise.scenario;
    let draws = draws(scenario);
    let first = draws.first().expect("the draws at their least");
    let forms = forms(&exercise.fields, defaults(&exercise.fields), &exercise.model);
    forms.iter().map(|(_, fields)| Ok(placed(scenario, fields, first)?.script)).collect()
}

fn defaults(fields: &[Field]) -> Values {
    fields.iter().map(|field| (field.name.clone(), field.default.clone())).collect()
}

/// # Errors
/// A step, a topic or a group that the simulated cluster cannot do, where the scenario does not say so.
fn needs_kafka(scenario: &Scenario, placed: &Placed) -> Result<(), FaultAt> {
    if scenario.needs.kafka {
        return Ok(());
    }
    if placed.script.topics.values().any(|topic| topic.config != TopicConfig::default()) {
        return Err(FaultAt { offset: scenario.topics.start(), fault: ContentFault::NeedsKafka });
    }
    let is_new = |actor: &Actor| matches!(actor, Actor::Group(group) if group.protocol == GroupProtocol::Consumer);
    if placed.script.actors().any(is_new) {
        return Err(FaultAt { offset: scenario.cast.start(), fault: ContentFault::NeedsKafka });
    }
    let steps = placed.script.acts.iter().flat_map(|act| &act.steps);
    let places = placed.acts.iter().flat_map(|act| &act.steps);
    match steps.zip(places).find(|(step, _)| step.needs_kafka()) {
        Some((_, place)) => Err(FaultAt { offset: *place, fault: ContentFault::NeedsKafka }),
        None => Ok(()),
    }
}

fn within(taken: Taken, limits: &Limits) -> Result<(), ContentFault> {
    let Taken { records, partitions, members } = taken;
    for (what, taken, limit) in [
        ("records", records, limits.records),
        ("partitions", partitions.into(), limits.partitions),
        ("members", members, limits.members),
    ] {
        let limit = u64::from(limit);
        if taken > limit {
            return Err(ContentFault::OverLimit { what, taken, limit });
        }
    }
    Ok(())
}

/// The default, then each value of each field alone, then the model answer; with words for it.
fn forms(fields: &[Field], defaults: Values, model: &Values) -> Vec<(String, Values)> {
    let alone = fields.iter().flat_map(|field| {
        values(field).into_iter().map(|value| {
            let what = format!("`{}` is {}", field.name, literal(&value));
            let mut changed = defaults.clone();
            changed.insert(field.name.clone(), value);
            (what, changed)
        })
    });
    let mut forms = vec![("the form is as it begins".to_owned(), defaults.clone())];
    forms.extend(alone);
    forms.push(("the form is the model answer".to_owned(), model.clone()));
    forms
}

/// All draws at their least, then all at their greatest, then each alone at its greatest, with the
/// fewest and with the most orders.
fn draws(scenario: &Scenario) -> Vec<Draws> {
    let [fewest, most] = scenario.data.orders.count;
    let all = |orders: u32, is_greatest: &dyn Fn(&str) -> bool| Draws {
        orders,
        named: (scenario.draws.iter())
            .map(|(name, draw)| {
                let bounds = draw.bounds(orders);
                let greatest = is_greatest(name);
                (name.clone(), if greatest { *bounds.end() } else { *bounds.start() })
            })
            .collect(),
    };
    let mut found = vec![
        all(fewest, &|_| false),
        all(fewest, &|_| true),
        all(most, &|_| false),
        all(most, &|_| true),
    ];
    for one in scenario.draws.keys() {
        found.extend([fewest, most].map(|orders| all(orders, &|name| name == one)));
    }
    found
}

/// What a field can be: every choice, both bounds of a number, and nothing where it may be empty.
fn values(field: &Field) -> Vec<Value> {
    let empty = |optional: bool| optional.then(|| Value::Text(String::new()));
    match &field.input {
        Input::Choice { choices } => choices.iter().map(|choice| choice.value.clone()).collect(),
        Input::Integer { min, max, optional } => {
            [*min, *max].map(Value::Integer).into_iter().chain(empty(*optional)).collect()
        }
        // One name is as good as another.
        Input::Name { optional, .. } => empty(*optional).into_iter().collect(),
        // A question has such an input; no scenario is bound to one.
        Input::Several { .. } => Vec::new(),
    }
}
