//! A check that reads what a compacted topic still holds.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use api::text::Text;
use lessons::scenario::selector::OneTopic;

use super::{Finding, delivery::not_run};
use crate::{
    evidence::{
        Evidence,
        topic::{Partition, Place},
    },
    grader::{self, link},
};

/// Of each key the last record is there, and no older one. The broker does not compact the segment that
/// it writes to, so a key may have a second record where that is the newest of its partition. A topic
/// that never held two records of a key proves nothing, so it does not pass.
pub(super) fn latest_of_each_key(evidence: &Evidence, one: &OneTopic) -> Finding {
    let expected = Text::new(
        "el último registro de cada clave, y ninguno anterior",
        "the last record of each key, and no earlier one",
    );
    let name = one.topic.as_str();
    let topic =
        grader::act(evidence, one.act).and_then(|act| Some((act.act, act.topics.get(name)?)));
    let Some((act, topic)) = topic else { return not_run(expected) };
    let there: BTreeSet<_> = topic.records(name).map(|(place, _)| place).collect();
    let newest: BTreeMap<u32, i64> =
        there.iter().map(|place| (place.partition, place.offset)).collect();
    let held = held([&topic.removed, &topic.partitions]);
    let (mut gone, mut older, mut is_repeated) = (0, Vec::new(), false);
    for ((partition, _), offsets) in &held {
        let place = |offset: &i64| Place { topic: name, partition: *partition, offset: *offset };
        let Some((last, before)) = offsets.split_last() else { continue };
        gone += usize::from(!there.contains(&place(last)));
        is_repeated |= !before.is_empty();
        if newest.get(partition) != Some(last) {
            older.extend(before.iter().map(place).filter(|place| there.contains(place)));
        }
    }
    let (keys, still) = (held.len(), older.len());
    let found = if is_repeated {
        Text::new(
            format!(
                "Claves: {keys}. Sin su último registro: {gone}. Registros anteriores que siguen: {still}."
            ),
            format!(
                "Keys: {keys}. Without their last record: {gone}. Earlier records still there: {still}."
            ),
        )
    } else {
        Text::new("Ninguna clave tenía dos registros.", "No key had two records.")
    };
    Finding {
        passed: gone == 0 && still == 0 && is_repeated,
        expected,
        found,
        evidence: older.into_iter().map(|place| link(act, place)).collect(),
    }
}

/// The offsets of each key in each partition, in order, in any of the logs.
fn held<'a>(logs: [&'a Vec<Partition>; 2]) -> BTreeMap<(u32, Cow<'a, [u8]>), Vec<i64>> {
    let mut held: BTreeMap<_, BTreeSet<i64>> = BTreeMap::new();
    for log in logs.into_iter().flatten() {
        for record in log.records() {
            if let Some(key) = record.key.as_ref().and_then(|key| key.to_bytes()) {
                held.entry((log.partition, key)).or_default().insert(record.offset);
            }
        }
    }
    held.into_iter().map(|(key, offsets)| (key, offsets.into_iter().collect())).collect()
}
