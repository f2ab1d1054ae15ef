//! Compares the prediction with what happened. Feedback only: being wrong costs nothing.

use api::{
    exercise::{Value, Values},
    text::{Lang, Text},
    verdict::Comparison,
};
use lessons::{
    condition,
    exercise::Exercise,
    field::Input,
    question::{Observation, Question},
};

use super::measures;
use crate::evidence::{
    Evidence,
    act::Act,
    group::{Group, Member},
    value::Data,
};

/// One comparison for each answered question that applies to these fields.
pub(super) fn compare(
    exercise: &Exercise,
    fields: &Values,
    prediction: Option<&Values>,
    evidence: &Evidence,
) -> Vec<Comparison> {
    let Some(prediction) = prediction else { return Vec::new() };
    let fill = |text: &Text, lang| evidence.variant.fill(text.get(lang));
    exercise
        .questions
        .iter()
        .filter(|question| condition::hold(&question.when, fields))
        .filter_map(|question| {
            let predicted = prediction.get(&question.id)?;
            let right = observe(question, evidence);
            Some(Comparison {
                question: question.id.clone(),
                text: Text::new(fill(&question.text, Lang::Es), fill(&question.text, Lang::En)),
                agrees: right.contains(predicted),
                predicted: shown(question, predicted),
                happened: right.first().map(|happened| shown(question, happened)),
            })
        })
        .collect()
}

/// The answer that the evidence gives, followed by others that are right, too; empty when it gives
/// none.
fn observe(question: &Question, evidence: &Evidence) -> Vec<Value> {
    let observes = question.observes;
    let act = evidence.act(observes.act()).filter(|_| evidence.failures.is_empty());
    let Some(act) = act else { return Vec::new() };
    let orders = evidence.variant.orders.len();
    let number = match observes {
        Observation::RecordsInLog { .. } => Some(act.records().count() as i64),
        Observation::PartitionOfWatchedKey { .. } => {
            partition_of(act, evidence.variant.watched_client())
        }
        Observation::FirstOffset { partition, .. } => {
            let delivered = act.processed().map(|(place, _)| place);
            let of_it = delivered.filter(|place| place.partition == partition);
            Some(of_it.map(|place| place.offset).min().unwrap_or(orders as i64))
        }
        Observation::IdleMembers { .. } => act.group().map(idle_members),
        Observation::RecordsDelivered { .. } => Some(act.processed().count() as i64),
        Observation::OrdersLost { .. } => Some(measures::lost(act, orders as u32).len() as i64),
        Observation::OrdersRepeated { .. } => Some(measures::disorder(act).repeated.len() as i64),
        Observation::OrdersOutOfPlace { .. } => {
            Some(measures::disorder(act).out_of_place.len() as i64)
        }
        Observation::RecordsReadAgain { .. } => Some(measures::read_again(evidence, act) as i64),
        Observation::SettingsThatDiffer { .. } => {
            let differ = measures::settings_that_differ(evidence, act, names_in(question));
            return differ.into_iter().map(Value::Several).collect();
        }
        Observation::BytesPerRecord { .. } => {
            let names = measures::bytes_compared(evidence, act).unwrap_or_default();
            return names.into_iter().map(|name| Value::Text(name.to_owned())).collect();
        }
    };
    number.map(Value::Integer).into_iter().collect()
}

/// The names that an answer may choose from, in the order of the choices.
fn names_in(question: &Question) -> impl Iterator<Item = &str> {
    let choices = match &question.input {
        Some(Input::Several { choices }) => choices.as_slice(),
        _ => &[],
    };
    choices.iter().filter_map(|choice| match &choice.value {
        Value::Text(name) => Some(name.as_str()),
        Value::Bool(_) | Value::Integer(_) | Value::Several(_) => None,
    })
}

/// Members whose last assignment is empty.
fn idle_members(group: &Group) -> i64 {
    let idle = |member: &&Member| {
        member.assignments.last().is_none_or(|assignment| assignment.partitions.is_empty())
    };
    group.members.iter().filter(idle).count() as i64
}

/// The one partition of the records with this key; `None` when there are none, or several
/// partitions.
fn partition_of(act: &Act, key: &str) -> Option<i64> {
    let key = Data::Text(key.to_owned());
    let mut partitions = act
        .records()
        .filter(|(_, record)| record.key.as_ref() == Some(&key))
        .map(|(place, _)| place.partition);
    let first = partitions.next()?;
    partitions.all(|other| other == first).then_some(i64::from(first))
}

/// An answer in the words of its question.
fn shown(question: &Question, answer: &Value) -> Text {
    let plain = |text: String| Text { es: text.clone(), en: text };
    match (answer, &question.input) {
        (Value::Text(_), Some(Input::Choice { choices })) => choices
            .iter()
            .find(|choice| choice.value == *answer)
            .map_or_else(Text::default, |choice| choice.label.clone()),
        (Value::Several(names), _) if names.is_empty() => Text::new("ninguno", "none of them"),
        (Value::Several(names), _) => plain(names.join(", ")),
        (Value::Bool(value), _) => plain(value.to_string()),
        (Value::Integer(value), _) => plain(value.to_string()),
        (Value::Text(value), _) => plain(value.clone()),
    }
}
