//! Numbers computed from the evidence of the exercise on configuration. Checks judge by them, and
//! predictions are compared with them.

use std::collections::BTreeSet;

use api::text::Text;
use lessons::question::Observation;

use super::select;
use crate::evidence::{Evidence, part::Part, topic::Place};

/// Ratios this near to 1 are called the same.
const ALIKE: f64 = 0.2;
/// Within this distance of a boundary the neighbouring name is right, too. How records share
/// batches depends on microseconds, and a verdict must not.
const MARGIN: f64 = 0.08;

/// The orders that are missing from a log.
pub(super) fn lost(part: Part<'_>, orders: u32) -> Vec<u32> {
    let there: BTreeSet<u32> = part.records().filter_map(|(_, record)| record.order).collect();
    (0..orders).filter(|order| !there.contains(order)).collect()
}

/// Records that are not where a reader would expect them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Disorder<'a> {
    /// An earlier record holds the same order.
    pub repeated: Vec<Place<'a>>,
    /// The first record of its order, but behind a later order in its partition.
    pub out_of_place: Vec<Place<'a>>,
}

pub(super) fn disorder(part: Part<'_>) -> Disorder<'_> {
    let mut disorder = Disorder::default();
    let mut seen = BTreeSet::new();
    // The current partition, and the latest order in it.
    let (mut within, mut latest) = (None, None);
    for (place, record) in part.records() {
        if within.replace((place.topic, place.partition)) != Some((place.topic, place.partition)) {
            latest = None;
        }
        let Some(order) = record.order else { continue };
        if !seen.insert(order) {
            disorder.repeated.push(place);
        } else if latest.is_some_and(|latest| order < latest) {
            disorder.out_of_place.push(place);
        }
        latest = latest.max(Some(order));
    }
    disorder
}

/// Records of the act's log that no handler has finished processing, in this act or an earlier one.
pub(super) fn skipped<'a>(evidence: &'a Evidence, part: Part<'a>) -> Vec<Place<'a>> {
    let acts = evidence.acts.iter().filter(|act| part.is_or_follows(act));
    let processed = acts.flat_map(|act| part.in_act(act).processed());
    let processed: BTreeSet<_> = processed.map(|(place, _)| place).collect();
    let places = part.records().map(|(place, _)| place);
    places.filter(|place| !processed.contains(place)).collect()
}

/// How many records are delivered in the act although they had been delivered before.
pub(super) fn read_again(evidence: &Evidence, part: Part<'_>) -> usize {
    let before: BTreeSet<_> = evidence
        .acts
        .iter()
        .filter(|earlier| part.act().follows(earlier))
        .flat_map(|earlier| part.in_act(earlier).delivered())
        .collect();
    part.delivered().filter(|place| before.contains(place)).count()
}

/// Which of these settings differ between the act's producer and that of its control; `None` when
/// one of them never had a client.
pub(super) fn settings_that_differ<'a>(
    evidence: &Evidence,
    part: Part<'_>,
    names: impl Iterator<Item = &'a str>,
) -> Option<Vec<String>> {
    let [before, now] = [control(evidence, part)?.producer()?, part.producer()?];
    if before.settings.is_empty() || now.settings.is_empty() {
        return None;
    }
    let differs = |name: &&str| before.settings.get(*name) != now.settings.get(*name);
    Some(names.filter(differs).map(str::to_owned).collect())
}

/// What each record of an act costs.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cost {
    /// Size as stored, in bytes.
    bytes: f64,
    requests: f64,
}

fn cost(part: Part<'_>) -> Option<Cost> {
    let records = part.records().count() as f64;
    let bytes: u64 = part.batches().map(|(_, batch)| batch.bytes).sum();
    let requests = part.producer().map_or(0, |producer| producer.requests);
    (records > 0.0)
        .then(|| Cost { bytes: bytes as f64 / records, requests: f64::from(requests) / records })
}

/// The mean size of a record as stored; `None` for an empty log.
pub(super) fn bytes_per_record(part: Part<'_>) -> Option<f64> {
    cost(part).map(|cost| cost.bytes)
}

/// How the bytes per record of the act compare with those of its control, in the names of the
/// question's choices: first the measured one, then others that are near enough to be right.
pub(super) fn bytes_compared(evidence: &Evidence, part: Part<'_>) -> Option<Vec<&'static str>> {
    let ratio = cost(part)?.bytes / cost(control(evidence, part)?)?.bytes;
    let named = |ratio: f64| match ratio {
        _ if ratio > 1.0 + ALIKE => "more",
        _ if ratio >= 1.0 - ALIKE => "same",
        _ if ratio > 0.5 => "between",
        _ => "half",
    };
    let mut names = vec![named(ratio)];
    for near in [ratio * (1.0 - MARGIN), ratio * (1.0 + MARGIN)].map(named) {
        if !names.contains(&near) {
            names.push(near);
        }
    }
    Some(names)
}

/// Bytes per record of the act's control and of the act, rounded, where there are both.
pub(super) fn bytes_beside_control(evidence: &Evidence, part: Part<'_>) -> Option<[u64; 2]> {
    let costs = [cost(control(evidence, part)?)?, cost(part)?];
    Some(costs.map(|cost| cost.bytes.round() as u64))
}

/// The act that this one is compared with; all of it, because its topics and actors have names of
/// their own.
fn control<'a>(evidence: &'a Evidence, part: Part<'_>) -> Option<Part<'a>> {
    Some(evidence.act(part.act().compared_with?)?.whole())
}

/// The measured numbers as a sentence with a space behind it; empty where the comparison says it
/// all.
pub(super) fn as_sentence(evidence: &Evidence, observation: &Observation) -> Text {
    let sentence = || match observation {
        Observation::BytesPerRecord(selector) => {
            let part = select(evidence, selector)?;
            let (before, now) = (cost(control(evidence, part)?)?, cost(part)?);
            let bytes = now.bytes / before.bytes;
            let requests = now.requests / before.requests;
            let numbers = format!(
                "{:.0} → {:.0} B (×{bytes:.2}); {:.2} → {:.2} Produce (×{requests:.2})",
                before.bytes, now.bytes, before.requests, now.requests,
            );
            Some(Text::new(
                format!(
                    "Por registro, de los valores por defecto a los tuyos: {}. ",
                    with_decimal_comma(&numbers)
                ),
                format!("Per record, from the defaults to yours: {numbers}. "),
            ))
        }
        Observation::SettingsThatDiffer(selector) => {
            let class = &select(evidence, selector)?.producer()?.error.as_ref()?.class;
            Some(Text::new(
                format!("Con esta configuración no hay cliente: {class}. "),
                format!("With these settings there is no client: {class}. "),
            ))
        }
        _ => None,
    };
    sentence().unwrap_or_default()
}

/// Numbers as Spanish writes them; every point in them is a decimal point.
fn with_decimal_comma(numbers: &str) -> String {
    numbers.replace('.', ",")
}
