//! What happened, in numbers: compared with the prediction, as feedback only, since being wrong costs
//! nothing; and told by the lesson's text.

use api::{
    text::{Lang, Text},
    value::{Outcomes, Value, Values},
    verdict::Comparison,
};
use lessons::{
    condition,
    exercise::Exercise,
    field::Input,
    outcome::Outcome,
    question::{Observation, Question},
};

use super::{counts, measures, select};
use crate::evidence::{
    Evidence,
    group::{Group, Member},
    part::Part,
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
                predicted: shown(question, predicted, evidence),
                happened: right.first().map(|happened| shown(question, happened, evidence)),
            })
        })
        .collect()
}

/// The prediction that would have been right: an answer to every question that applies to these
/// fields, as far as the evidence gives one.
pub fn what_happened(exercise: &Exercise, fields: &Values, evidence: &Evidence) -> Values {
    let asked = exercise.questions.iter();
    let asked = asked.filter(|question| condition::hold(&question.when, fields));
    let happened = |question: &Question| {
        Some((question.id.clone(), observe(question, evidence).into_iter().next()?))
    };
    asked.filter_map(happened).collect()
}

/// The numbers that the lesson's text tells of a run, as far as the evidence gives them.
pub(super) fn outcomes(exercise: &Exercise, evidence: &Evidence) -> Outcomes {
    if !evidence.failures.is_empty() {
        return Outcomes::new();
    }
    let observed = |outcome: &Outcome| {
        let number = number(&outcome.observes, evidence)?;
        Some((outcome.name.clone(), u64::try_from(number).ok()?))
    };
    exercise.outcomes.iter().filter_map(observed).collect()
}

/// The answer that the evidence gives, followed by others that are right, too; empty when it gives
/// none.
fn observe(question: &Question, evidence: &Evidence) -> Vec<Value> {
    if !evidence.failures.is_empty() {
        return Vec::new();
    }
    let selected = |selector| select(evidence, selector);
    match &question.observes {
        Observation::SettingsThatDiffer(selector) => {
            let differ = selected(selector).and_then(|part| {
                measures::settings_that_differ(evidence, part, names_in(question))
            });
            differ.into_iter().map(Value::Several).collect()
        }
        Observation::BytesPerRecord(selector) => {
            let names = selected(selector).and_then(|it| measures::bytes_compared(evidence, it));
            names.into_iter().flatten().map(|name| Value::Text(name.to_owned())).collect()
        }
        observes => number(observes, evidence).map(Value::Integer).into_iter().collect(),
    }
}

/// What is counted; `None` where the evidence does not say.
fn number(observes: &Observation, evidence: &Evidence) -> Option<i64> {
    let selected = |selector| select(evidence, selector);
    let orders = evidence.variant.orders.len();
    let count = match observes {
        Observation::RecordsInLog(selector) => selected(selector)?.records().count(),
        Observation::BatchesInLog(selector) => selected(selector)?.batches().count(),
        Observation::BytesInLog(selector) => {
            selected(selector)?.batches().map(|(_, batch)| batch.bytes as usize).sum()
        }
        Observation::MeanRecordBytes(selector) => {
            return measures::bytes_per_record(selected(selector)?).map(|mean| mean.round() as i64);
        }
        Observation::PartitionOfWatchedKey(selector) => {
            return partition_of(selected(selector)?, evidence.variant.watched_client());
        }
        Observation::FirstOffset(one) => {
            let selector = one.selector();
            let delivered = selected(&selector)?.processed().map(|(place, _)| place);
            let of_it = delivered.filter(|place| place.partition == one.partition);
            return Some(of_it.map(|place| place.offset).min().unwrap_or(orders as i64));
        }
        Observation::BeginOffset(one) => {
            let selector = one.selector();
            let mut partitions = selected(&selector)?.partitions();
            return Some(partitions.find(|found| found.partition == one.partition)?.begin);
        }
        Observation::PartitionsOfTopic(one) => {
            let act = super::act(evidence, one.act)?;
            return counts::partitions(act, one.topic.as_str()).map(i64::from);
        }
        Observation::IdleMembers(selector) => return selected(selector)?.group().map(idle_members),
        Observation::MembersExpelled(selector) => counts::expelled(selected(selector)?),
        Observation::PartitionsRevoked(selector) => counts::revoked(selected(selector)?),
        Observation::RecordsDelivered(selector) => selected(selector)?.processed().count(),
        Observation::RecordsFiltered(selector) => selected(selector)?.filtered().count(),
        Observation::RecordsInCommon(pair) => {
            let [first, second] = pair.selectors();
            counts::in_common(selected(&first)?, selected(&second)?)
        }
        Observation::DeliveredOutOfOrder(sequence) => {
            let selector = sequence.selector();
            let group = selected(&selector)?.group()?;
            counts::out_of_order(evidence, group, sequence.by).len()
        }
        Observation::RowsInSink(selector) => counts::rows(evidence, selected(selector)?).len(),
        Observation::KeysInSeveralPartitions(selector) => {
            let homes = counts::homes(selected(selector)?);
            homes.values().filter(|partitions| partitions.len() > 1).count()
        }
        Observation::OrdersLost(selector) => {
            measures::lost(selected(selector)?, orders as u32).len()
        }
        Observation::OrdersRepeated(selector) => {
            measures::disorder(selected(selector)?).repeated.len()
        }
        Observation::OrdersOutOfPlace(selector) => {
            measures::disorder(selected(selector)?).out_of_place.len()
        }
        Observation::RecordsReadAgain(selector) => {
            measures::read_again(evidence, selected(selector)?)
        }
        // Not numbers.
        Observation::SettingsThatDiffer(_) | Observation::BytesPerRecord(_) => return None,
    };
    Some(count as i64)
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
pub(super) fn idle_members(group: &Group) -> i64 {
    let idle = |member: &&Member| {
        member.assignments.last().is_none_or(|assignment| assignment.partitions.is_empty())
    };
    group.members.iter().filter(idle).count() as i64
}

/// The one partition of the records with this key; `None` when there are none, or several
/// partitions.
fn partition_of(part: Part<'_>, key: &str) -> Option<i64> {
    let key = Data::Text(key.to_owned());
    let mut partitions = part
        .records()
        .filter(|(_, record)| record.key.as_ref() == Some(&key))
        .map(|(place, _)| place.partition);
    let first = partitions.next()?;
    partitions.all(|other| other == first).then_some(i64::from(first))
}

/// An answer in the words of its question. Runs that ended before the word for "none" keep the
/// number that stood for it.
fn shown(question: &Question, answer: &Value, evidence: &Evidence) -> Text {
    let plain = |text: String| Text { es: text.clone(), en: text };
    let orders = evidence.variant.orders.len() as i64;
    match (answer, &question.input) {
        (Value::Integer(number), None)
            if evidence.rules >= Evidence::RULES
                && question.observes.offers_none()
                && *number == orders =>
        {
            Text::new("ninguno", "none")
        }
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
