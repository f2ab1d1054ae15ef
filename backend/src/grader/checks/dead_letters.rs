//! Checks that read what became of records that cannot be read.

use std::collections::{BTreeMap, BTreeSet};

use api::text::Text;
use lessons::{check::Attempts, scenario::selector::OneTopic};

use super::{Finding, delivery::not_run, values};
use crate::{
    evidence::{
        Evidence,
        topic::{Place, Record},
    },
    grader::{self, counts, link, select},
};

/// The topic holds the records that cannot be read, each of them once, with key and value as they
/// came, and each says where it came from and why. The act's groups read those records.
pub(super) fn exactly(evidence: &Evidence, one: &OneTopic) -> Finding {
    let expected = Text::new(
        "cada registro ilegible apartado una vez, tal como llegó, con su origen y su error",
        "each unreadable record set apart once, as it came, with its origin and its error",
    );
    let Some(act) = grader::act(evidence, one.act) else { return not_run(expected) };
    let orders = &evidence.variant.orders;
    // What a service made of an order need not be the order.
    let groups = evidence.acts.iter().flat_map(|act| act.whole().groups());
    let members = groups.flat_map(|group| &group.members);
    let made: BTreeSet<&str> =
        members.flat_map(|member| &member.forwarded).map(|sent| sent.to.as_str()).collect();
    let bad: BTreeMap<Place<'_>, &Record> = counts::read_by_groups(act.whole())
        .filter(|(place, _)| place.topic != one.topic.as_str() && !made.contains(place.topic))
        .filter(|(_, record)| !values::is_its_order(record, orders))
        .collect();
    let mut letters: BTreeMap<Place<'_>, u32> = BTreeMap::new();
    let (mut repeated, mut astray) = (Vec::new(), Vec::new());
    for (place, record) in act.part(Some(one.topic.as_str()), None).records() {
        let origin = record.origin.as_ref();
        let said = origin.filter(|origin| !origin.error.is_empty()).map(|origin| origin.place());
        let came = said.and_then(|said| Some((said, *bad.get(&said)?)));
        match came {
            Some((said, came)) if (&came.key, &came.value) == (&record.key, &record.value) => {
                let times = letters.entry(said).or_default();
                *times += 1;
                if *times > 1 {
                    repeated.push(link(act.act, place));
                }
            }
            Some(_) | None => astray.push(link(act.act, place)),
        }
    }
    let missing = bad.keys().filter(|place| !letters.contains_key(place));
    let missing: Vec<_> = missing.map(|place| link(act.act, *place)).collect();
    let (all, kept) = (bad.len(), bad.len() - missing.len());
    Finding {
        passed: all > 0 && missing.is_empty() && repeated.is_empty() && astray.is_empty(),
        expected,
        found: match all {
            0 => Text::new("No había ningún registro ilegible.", "There was no unreadable record."),
            _ => Text::new(
                format!(
                    "Apartados: {kept} de {all}. Copias de más: {}. Sin su origen o cambiados: {}.",
                    repeated.len(),
                    astray.len()
                ),
                format!(
                    "Set apart: {kept} of {all}. Extra copies: {}. Without their origin or changed: {}.",
                    repeated.len(),
                    astray.len()
                ),
            ),
        },
        evidence: missing.into_iter().chain(repeated).chain(astray).collect(),
    }
}

/// No record that failed was tried more often than so. Where no handler got anything, nothing is
/// proved.
pub(super) fn attempts(evidence: &Evidence, attempts: &Attempts) -> Finding {
    let most = attempts.most;
    let expected = Text::new(
        format!("ningún registro intentado más de {most} veces"),
        format!("no record tried more than {most} times"),
    );
    let selector = attempts.selector();
    let Some(found) = select(evidence, &selector) else { return not_run(expected) };
    let handled = found.processed().count() + found.effects().count();
    let failed = found.failed().count();
    let often: Vec<_> = (found.failed())
        .filter(|(_, failed)| failed.attempts > most)
        .map(|(place, _)| link(found.act().act, place))
        .collect();
    let tried = found.failed().map(|(_, failed)| failed.attempts).max().unwrap_or_default();
    Finding {
        passed: handled + failed > 0 && often.is_empty(),
        expected,
        found: match failed {
            0 => Text::new("No falló ningún registro.", "No record failed."),
            _ => Text::new(
                format!("Fallaron: {failed}. Máximo de intentos: {tried}."),
                format!("Failed: {failed}. Most attempts: {tried}."),
            ),
        },
        evidence: often,
    }
}
