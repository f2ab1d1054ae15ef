//! Checks that read committed offsets, and their effect on the next start.

use std::collections::{BTreeMap, BTreeSet};

use api::text::Text;
use lessons::scenario::selector::Selector;

use super::{Finding, delivery::not_run};
use crate::{
    evidence::{Evidence, group::Group, topic::Place},
    grader::{link, select},
};

/// In every partition in which the group processed something, it committed the next offset; and it
/// processed at least one record.
pub(super) fn committed_is_next(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new(
        "en cada partición, lo confirmado es el último procesado + 1",
        "in each partition, the committed offset is the last processed one + 1",
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let Some(group) = found.group() else { return not_run(expected) };
    let act = found.act().act;
    let mut next: BTreeMap<(&str, u32), i64> = BTreeMap::new();
    for (Place { topic, partition, offset }, _) in group.processed() {
        let next = next.entry((topic, partition)).or_default();
        *next = (*next).max(offset + 1);
    }
    let committed = |topic: &str, partition: u32| *group.committed.get(topic)?.get(&partition)?;
    let wrong: Vec<(&str, u32, i64, Option<i64>)> = next
        .iter()
        .map(|(&(topic, partition), next)| (topic, partition, *next, committed(topic, partition)))
        .filter(|(.., next, committed)| *committed != Some(*next))
        .collect();
    let found = match (next.is_empty(), wrong.first()) {
        (true, _) => Text::new(
            "El grupo no procesó nada, así que no hay nada que confirmar.",
            "The group processed nothing, so there is nothing to commit.",
        ),
        (false, None) => {
            let places: Vec<String> = next
                .iter()
                .map(|((_, partition), next)| format!("P{partition} → {next}"))
                .collect();
            Text::new(format!("{}.", places.join(", ")), format!("{}.", places.join(", ")))
        }
        (false, Some((_, partition, next, committed))) => {
            let (es, en) = words(*committed);
            Text::new(
                format!("En P{partition} tocaba {next} y {es}."),
                format!("In P{partition} it should be {next}, and {en}."),
            )
        }
    };
    Finding {
        passed: !next.is_empty() && wrong.is_empty(),
        expected,
        found,
        evidence: wrong
            .into_iter()
            .map(|(topic, partition, next, _)| {
                link(act, Place { topic, partition, offset: next - 1 })
            })
            .collect(),
    }
}

/// Every group has committed the end of each partition that it reads and that has records; so
/// nothing is left for its next start.
pub(super) fn committed_to_end(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new(
        "en cada partición, lo confirmado es el final del log",
        "in each partition, the committed offset is the end of the log",
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let mut read = 0;
    let mut open = Vec::new();
    for group in found.groups() {
        for (name, topic) in found.topics().filter(|(name, _)| reads(group, name)) {
            let committed = group.committed.get(name);
            for partition in topic.partitions.iter().filter(|it| it.begin < it.end) {
                read += 1;
                let number = partition.partition;
                let committed = committed.and_then(|of_topic| *of_topic.get(&number)?);
                if committed != Some(partition.end) {
                    let next = committed.unwrap_or(partition.begin);
                    open.push((Place { topic: name, partition: number, offset: next }, committed));
                }
            }
        }
    }
    let wrong = open.len();
    Finding {
        passed: read > 0 && open.is_empty(),
        expected,
        found: match open.first() {
            _ if read == 0 => Text::new("Ningún grupo leyó nada.", "No group read anything."),
            None => Text::new("No queda nada pendiente.", "Nothing is left to read."),
            Some((Place { partition, .. }, committed)) => {
                let (es, en) = words(*committed);
                Text::new(
                    format!(
                        "Particiones que no llegan al final: {wrong} de {read}. En P{partition} {es}."
                    ),
                    format!(
                        "Partitions that do not reach the end: {wrong} of {read}. In P{partition} {en}."
                    ),
                )
            }
        },
        evidence: open.into_iter().map(|(place, _)| link(found.act().act, place)).collect(),
    }
}

/// What is committed in a partition, as a part of a sentence.
fn words(committed: Option<i64>) -> (String, String) {
    match committed {
        Some(offset) => (format!("está confirmado {offset}"), format!("{offset} is committed")),
        None => ("no hay nada confirmado".to_owned(), "nothing is committed".to_owned()),
    }
}

fn reads(group: &Group, topic: &str) -> bool {
    group.topics.iter().any(|name| name == topic)
}

/// No record that an earlier act processed is processed again in this one.
pub(super) fn nothing_again(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new(
        "el segundo arranque no entrega nada de lo ya procesado",
        "the second start delivers nothing that was already processed",
    );
    let Some(now) = select(evidence, selector) else { return not_run(expected) };
    let before: BTreeSet<Place<'_>> = evidence
        .acts
        .iter()
        .filter(|earlier| now.act().follows(earlier))
        .flat_map(|earlier| now.in_act(earlier).processed())
        .map(|(place, _)| place)
        .collect();
    let processed = now.processed().map(|(place, _)| place);
    let again: BTreeSet<Place<'_>> = processed.filter(|place| before.contains(place)).collect();
    let (first, times) = (before.len(), again.len());
    Finding {
        passed: !before.is_empty() && again.is_empty(),
        expected,
        found: match (first, times) {
            (0, _) => Text::new(
                "El primer arranque no procesó nada: no hay con qué comparar.",
                "The first start processed nothing: there is nothing to compare with.",
            ),
            (_, 0) => Text::new("No repitió ninguno.", "It repeated none."),
            (_, _) => Text::new(
                format!("Repitió {times} de los {first} que ya había procesado."),
                format!("It repeated {times} of the {first} already processed."),
            ),
        },
        evidence: again.into_iter().map(|place| link(now.act().act, place)).collect(),
    }
}

/// No record that an earlier act processed is processed again, and every record that was written
/// since is.
pub(super) fn goes_on(evidence: &Evidence, selector: &Selector) -> Finding {
    let again = nothing_again(evidence, selector);
    let Some(now) = select(evidence, selector) else { return again };
    let earlier = evidence.acts.iter().filter(|earlier| now.act().follows(earlier));
    let known: BTreeSet<Place<'_>> =
        earlier.flat_map(|earlier| now.in_act(earlier).records()).map(|(place, _)| place).collect();
    let since: BTreeSet<Place<'_>> = now.records().map(|(place, _)| place).collect();
    let since: BTreeSet<Place<'_>> = since.difference(&known).copied().collect();
    if since.is_empty() {
        return again;
    }
    let expected = Text::new(
        "el segundo arranque entrega lo que llegó entretanto, y nada de lo ya procesado",
        "the second start delivers what came meanwhile, and nothing that was already processed",
    );
    let processed: BTreeSet<Place<'_>> = now.processed().map(|(place, _)| place).collect();
    let skipped: BTreeSet<Place<'_>> = since.difference(&processed).copied().collect();
    let (came, missing) = (since.len(), skipped.len());
    if !again.passed {
        return Finding { expected, ..again };
    }
    Finding {
        passed: skipped.is_empty(),
        expected,
        found: match missing {
            0 => Text::new(
                format!("Llegaron los {came} de entretanto, y no repitió ninguno."),
                format!("All {came} that came meanwhile arrived, and it repeated none."),
            ),
            _ => Text::new(
                format!("Se saltó {missing} de los {came} que llegaron con el grupo parado."),
                format!("It skipped {missing} of the {came} that came while the group was down."),
            ),
        },
        evidence: skipped.into_iter().map(|place| link(now.act().act, place)).collect(),
    }
}
