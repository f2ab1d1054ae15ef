//! Checks that read in how many partitions a key is.

use std::{borrow::Cow, collections::BTreeSet};

use api::{partitioner, text::Text, verdict::EvidenceLink};
use lessons::scenario::selector::{OneTopic, Selector};

use super::{Finding, delivery::not_run};
use crate::{
    evidence::{Evidence, act::Act, admin::Admin},
    grader::{self, counts, link, select},
};

/// No key is in two partitions. A log without keys proves nothing, so it does not pass.
pub(super) fn one_partition(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new("cada clave en una sola partición", "each key in one partition only");
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let (act, homes) = (found.act().act, counts::homes(found));
    let several: Vec<_> = homes.iter().filter(|(_, places)| places.len() > 1).collect();
    let (all, wrong) = (homes.len(), several.len());
    let example = several.first().map(|((_, key), places)| {
        let partitions: Vec<String> = places.keys().map(|number| format!("P{number}")).collect();
        (String::from_utf8_lossy(key), partitions.join(", "))
    });
    let found = match (all, example) {
        (0, _) => Text::new("Ningún registro tiene clave.", "No record has a key."),
        (_, None) => Text::new(
            format!("Claves: {all}. Cada una está en una partición."),
            format!("Keys: {all}. Each is in one partition."),
        ),
        (_, Some((key, partitions))) => Text::new(
            format!("{wrong} de {all} están en varias. Por ejemplo, `{key}`: {partitions}."),
            format!("{wrong} of {all} are in several. For example, `{key}`: {partitions}."),
        ),
    };
    let places = several.iter().flat_map(|(_, places)| places.values());
    Finding {
        passed: all > 0 && wrong == 0,
        expected,
        found,
        evidence: places.map(|place| link(act, *place)).collect(),
    }
}

/// The keys that are in several partitions are those that murmur2 moves when the topic grows as the
/// act makes it grow. Whoever sends has sent every key before and after.
pub(super) fn as_computed(evidence: &Evidence, one: &OneTopic) -> Finding {
    let expected = Text::new(
        "en varias particiones, solo las claves que murmur2 mueve al crecer",
        "in several partitions, only the keys that murmur2 moves as the topic grows",
    );
    let Some(act) = grader::act(evidence, one.act) else { return not_run(expected) };
    let Some((from, to)) = growth(act, one.topic.as_str()) else {
        let found = Text::new("El topic no creció.", "The topic did not grow.");
        return Finding { passed: false, expected, found, evidence: Vec::new() };
    };
    let homes = counts::homes(act.part(Some(one.topic.as_str()), None));
    let moves = |key: &[u8]| partitioner::partition(key, from) != partitioner::partition(key, to);
    let computed: BTreeSet<&Cow<'_, [u8]>> =
        homes.keys().map(|(_, key)| key).filter(|key| moves(key)).collect();
    let wrong: Vec<_> = (homes.iter())
        .filter(|((_, key), places)| computed.contains(key) != (places.len() > 1))
        .collect();
    let several = homes.values().filter(|places| places.len() > 1).count();
    let links: Vec<EvidenceLink> = (wrong.iter())
        .flat_map(|(_, places)| places.values())
        .map(|place| link(act.act, *place))
        .collect();
    Finding {
        passed: !homes.is_empty() && wrong.is_empty(),
        expected,
        found: Text::new(
            format!(
                "De {from} a {to}: debían moverse {} de {} claves. En varias particiones: {several}. No coinciden: {}.",
                computed.len(),
                homes.len(),
                wrong.len()
            ),
            format!(
                "From {from} to {to}: {} of {} keys had to move. In several partitions: {several}. Not as computed: {}.",
                computed.len(),
                homes.len(),
                wrong.len()
            ),
        ),
        evidence: links,
    }
}

/// How many partitions the topic had before the act, and how many it got; no topic has none.
fn growth(act: &Act, topic: &str) -> Option<(u32, u32)> {
    let steps = act.admin.iter().filter_map(|step| match step {
        Admin::PartitionsAdded { topic: name, from, to } if name == topic => Some((*from, *to)),
        _ => None,
    });
    let (from, to) = steps.reduce(|(from, _), (_, to)| (from, to))?;
    (from > 0 && to > 0).then_some((from, to))
}
