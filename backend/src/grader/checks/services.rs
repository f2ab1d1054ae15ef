//! Checks that read what services sent on, and what they kept. What had to come of it is worked out
//! here, from the logs that they read.

use std::collections::BTreeMap;

use api::{text::Text, verdict::EvidenceLink};
use lessons::{
    check::{Folding, Forwarding},
    scenario::selector::Selector,
};
use serde_json::Value;

use super::{Finding, delivery::not_run};
use crate::{
    evidence::{
        Evidence,
        topic::{Place, Record},
        value::Data,
    },
    grader::{link, select},
    order,
};

/// Every order that has to be sent on is in the topic once, with its value and its key. Where none
/// had to be, nothing is proved.
pub(super) fn forwarded_once(evidence: &Evidence, forwarding: &Forwarding) -> Finding {
    let expected = Text::new(
        "cada pedido que toca reenviar, una vez en el topic de destino",
        "each order that has to be sent on, once in the other topic",
    );
    let [from, to] = forwarding.selectors();
    let (Some(due), Some(found)) = (due(evidence, forwarding, &from), select(evidence, &to)) else {
        return not_run(expected);
    };
    let mut times: BTreeMap<u32, u32> = BTreeMap::new();
    let (mut repeated, mut changed) = (Vec::new(), Vec::new());
    for (place, record) in found.records() {
        let Some((number, (_, came))) = record.order.and_then(|order| due.get_key_value(&order))
        else {
            continue;
        };
        let times = times.entry(*number).or_default();
        *times += 1;
        if *times > 1 {
            repeated.push(link(found.act().act, place));
        }
        if !is_as_due(record, came, forwarding) {
            changed.push(link(found.act().act, place));
        }
    }
    let missing: Vec<EvidenceLink> = (due.iter())
        .filter(|(order, _)| !times.contains_key(order))
        .map(|(_, (place, _))| link(found.act().act, *place))
        .collect();
    let (all, absent, twice, other) = (due.len(), missing.len(), repeated.len(), changed.len());
    Finding {
        passed: all > 0 && absent + twice + other == 0,
        expected,
        found: match (all, absent + twice + other) {
            (0, _) => {
                Text::new("No había ningún pedido que reenviar.", "There was no order to send on.")
            }
            (_, 0) => Text::new(
                format!("Están los {all}, cada uno una vez."),
                format!("All {all} are there, each of them once."),
            ),
            _ => Text::new(
                format!(
                    "Hay {} de {all}. Copias de más: {twice}. Con otro valor u otra clave: {other}.",
                    all - absent
                ),
                format!(
                    "{} of {all} are there. Extra copies: {twice}. With another value or another key: {other}.",
                    all - absent
                ),
            ),
        },
        evidence: missing.into_iter().chain(repeated).chain(changed).collect(),
    }
}

/// The topic holds nothing but orders that have to be sent on. An empty topic proves nothing.
pub(super) fn nothing_else(evidence: &Evidence, forwarding: &Forwarding) -> Finding {
    let expected = Text::new(
        "en el topic de destino, solo pedidos que toca reenviar",
        "in the other topic, only orders that have to be sent on",
    );
    let [from, to] = forwarding.selectors();
    let (Some(due), Some(found)) = (due(evidence, forwarding, &from), select(evidence, &to)) else {
        return not_run(expected);
    };
    let is_due = |record: &Record| record.order.is_some_and(|order| due.contains_key(&order));
    let all = found.records().count();
    let others: Vec<EvidenceLink> = (found.records())
        .filter(|(_, record)| !is_due(record))
        .map(|(place, _)| link(found.act().act, place))
        .collect();
    let count = others.len();
    Finding {
        passed: all > 0 && count == 0,
        expected,
        found: match (all, count) {
            (0, _) => Text::new("El topic está vacío.", "The topic is empty."),
            (_, 0) => Text::new(
                format!("Registros: {all}. No sobra ninguno."),
                format!("Records: {all}. None of them is out of place."),
            ),
            _ => Text::new(
                format!("Registros: {all}. Los que no tocaba reenviar: {count}."),
                format!("Records: {all}. Those that should not have been sent on: {count}."),
            ),
        },
        evidence: others,
    }
}

/// The rows that the group's folds left are the fold of the logs that it reads. Where these hold no
/// order, nothing is proved.
pub(super) fn rows_are_fold(evidence: &Evidence, folding: &Folding) -> Finding {
    let expected = Text::new(
        "cada fila del destino, igual al cálculo hecho sobre el log",
        "each row of the sink equal to what the log gives",
    );
    let selector = folding.selector();
    let Some(part) = select(evidence, &selector) else { return not_run(expected) };
    // The names of the selector are of the group; its topics are the act's.
    let whole = part.act().whole();
    let mut due: BTreeMap<String, (i64, Place<'_>)> = BTreeMap::new();
    let read: Vec<&str> =
        part.groups().flat_map(|group| &group.topics).map(String::as_str).collect();
    for (place, record) in whole.records().filter(|(place, _)| read.contains(&place.topic)) {
        let Some(order) = value(record) else { continue };
        let is_meant = folding.only.as_ref().map(|only| order::passes(&order, only));
        let key = order::text(&order, folding.by);
        let number = order::addend(&order, folding.sum);
        if let (None | Some(Some(true)), Some(key), Some(number)) = (is_meant, key, number) {
            let (total, last) = due.entry(key).or_insert((0, place));
            (*total, *last) = (total.saturating_add(number), place);
        }
    }
    let rows: BTreeMap<&str, i64> = part
        .groups()
        .flat_map(|group| &group.rows)
        .map(|(key, number)| (key.as_str(), *number))
        .collect();
    let wrong: Vec<(&str, i64, Place<'_>)> = (due.iter())
        .filter(|(key, (total, _))| rows.get(key.as_str()) != Some(total))
        .map(|(key, (total, place))| (key.as_str(), *total, *place))
        .collect();
    let extra = rows.keys().filter(|key| !due.contains_key(**key)).count();
    let (all, other) = (due.len(), wrong.len() + extra);
    Finding {
        passed: all > 0 && other == 0,
        expected,
        found: match (all, wrong.first()) {
            (0, _) => Text::new(
                "El log no tiene ningún pedido que se pueda leer.",
                "The log has no readable order.",
            ),
            (_, None) if extra == 0 => {
                Text::new(format!("Las {all} filas coinciden."), format!("All {all} rows agree."))
            }
            (_, None) => Text::new(
                format!("Filas que no salen del log: {extra}."),
                format!("Rows that do not come from the log: {extra}."),
            ),
            (_, Some((key, total, _))) => {
                let (es, en) = match rows.get(key) {
                    Some(number) => (format!("dice {number}"), format!("says {number}")),
                    None => ("no está".to_owned(), "is not there".to_owned()),
                };
                Text::new(
                    format!(
                        "Filas que no coinciden: {other}. La de {key} {es}, y el log da {total}."
                    ),
                    format!(
                        "Rows that do not agree: {other}. That of {key} {en}, and the log gives {total}."
                    ),
                )
            }
        },
        evidence: wrong.into_iter().map(|(.., place)| link(part.act().act, place)).collect(),
    }
}

/// The orders that have to be sent on, by number, each with its first record.
fn due<'a>(
    evidence: &'a Evidence,
    forwarding: &Forwarding,
    from: &'a Selector,
) -> Option<BTreeMap<u32, (Place<'a>, &'a Record)>> {
    let mut due = BTreeMap::new();
    for (place, record) in select(evidence, from)?.records() {
        let (Some(number), Some(order)) = (record.order, value(record)) else { continue };
        let only = forwarding.only.as_ref();
        if only.is_none_or(|only| order::passes(&order, only) == Some(true)) {
            due.entry(number).or_insert((place, record));
        }
    }
    Some(due)
}

/// Whether a record that was sent on is what it has to be, given the record that it was.
fn is_as_due(sent: &Record, came: &Record, forwarding: &Forwarding) -> bool {
    let Some(order) = value(came) else { return false };
    let has_value = match forwarding.take.is_empty() {
        true => sent.value == came.value,
        false => value(sent) == order::taken(&order, &forwarding.take).ok(),
    };
    let has_key = match forwarding.key {
        None => sent.key == came.key,
        Some(key) => {
            let bytes = sent.key.as_ref().and_then(Data::to_bytes);
            bytes.as_deref() == order::text(&order, key).as_ref().map(String::as_bytes)
        }
    };
    has_value && has_key
}

/// The JSON that a record holds.
fn value(record: &Record) -> Option<Value> {
    match record.value.as_ref()? {
        Data::Text(text) => serde_json::from_str(text).ok(),
        Data::Base64(_) => None,
    }
}
