//! The prediction beside what happened. Feedback only: being wrong costs nothing.

use api::{
    exercise::{Value, Values},
    text::{Lang, Text},
    verdict::Comparison,
};
use lessons::{condition, exercise::Exercise, question::Observation};

use crate::lab::{
    evidence::{Act, Data, Evidence, Group, Member},
    orders::Orders,
};

/// One comparison for each answered question that these fields ask.
pub(super) fn compare(
    exercise: &Exercise,
    fields: &Values,
    prediction: Option<&Values>,
    evidence: &Evidence,
) -> Vec<Comparison> {
    let Some(prediction) = prediction else { return Vec::new() };
    let orders = Orders {
        partitions: evidence.partitions,
        orders: evidence.orders.clone(),
        early: evidence.early,
    };
    exercise
        .questions
        .iter()
        .filter(|question| condition::hold(&question.when, fields))
        .filter_map(|question| {
            let predicted = prediction.get(&question.id)?;
            let happened = observe(question.observes, evidence, &orders);
            Some(Comparison {
                question: question.id.clone(),
                text: Text::new(
                    orders.fill(question.text.get(Lang::Es)),
                    orders.fill(question.text.get(Lang::En)),
                ),
                agrees: happened.is_some_and(|happened| *predicted == Value::Integer(happened)),
                predicted: as_text(predicted),
                happened: happened.map(|happened| happened.to_string()),
            })
        })
        .collect()
}

/// What the evidence answers; `None` when it cannot.
fn observe(observation: Observation, evidence: &Evidence, orders: &Orders) -> Option<i64> {
    if !evidence.failures.is_empty() {
        return None;
    }
    match observation {
        Observation::RecordsInLog { act } => {
            evidence.act(act).map(|act| act.records().count() as i64)
        }
        Observation::PartitionOfWatchedKey { act } => {
            evidence.act(act).and_then(|act| partition_of(act, orders.watched_client()))
        }
        Observation::FirstOffset { act, partition } => evidence.act(act).map(|act| {
            let delivered = act.processed().filter(|(_, record)| record.partition == partition);
            let first = delivered.map(|(_, record)| record.offset).min();
            first.unwrap_or(orders.orders.len() as i64)
        }),
        Observation::IdleMembers { act } => {
            evidence.act(act).and_then(|act| act.group.as_ref()).map(idle_members)
        }
        Observation::RecordsDelivered { act } => {
            evidence.act(act).map(|act| act.processed().count() as i64)
        }
    }
}

/// Members whose last assignment is empty.
fn idle_members(group: &Group) -> i64 {
    let idle = |member: &&Member| {
        member.assignments.last().is_none_or(|assignment| assignment.partitions.is_empty())
    };
    group.members.iter().filter(idle).count() as i64
}

/// The partition of the records with this key; `None` when there are none, or several partitions.
fn partition_of(act: &Act, key: &str) -> Option<i64> {
    let key = Data::Text(key.to_owned());
    let mut partitions = act
        .records()
        .filter(|(_, record)| record.key.as_ref() == Some(&key))
        .map(|(partition, _)| partition);
    let first = partitions.next()?;
    partitions.all(|other| other == first).then_some(i64::from(first))
}

fn as_text(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Text(value) => value.clone(),
    }
}
