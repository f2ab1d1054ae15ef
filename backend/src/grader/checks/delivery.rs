//! Checks that read what reached the consumers' handlers.

use std::collections::{BTreeMap, BTreeSet};

use api::{text::Text, verdict::EvidenceLink};
use lessons::{question::Sequence, scenario::selector::Selector};

use super::Finding;
use crate::{
    evidence::{Evidence, group::Group, part::Part, topic::Place, value::Got},
    grader::{counts, link, link_to_order, select},
};

/// The group got every order of the log in this act.
pub(super) fn every_order(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = |orders: usize| {
        Text::new(
            format!("{orders} pedidos entregados al grupo"),
            format!("{orders} orders delivered to the group"),
        )
    };
    let Some(found) = select(evidence, selector) else {
        return not_run(expected(evidence.variant.orders.len()));
    };
    let written: BTreeSet<u32> = found.records().filter_map(|(_, record)| record.order).collect();
    let delivered: BTreeSet<u32> =
        found.processed().filter_map(|(_, record)| record.order).collect();
    let missing: Vec<u32> = written.difference(&delivered).copied().collect();
    let (present, absent) = (delivered.len(), missing.len());
    Finding {
        passed: !written.is_empty() && missing.is_empty(),
        expected: expected(written.len()),
        found: match absent {
            0 => Text::new(format!("Llegaron los {present}."), format!("All {present} arrived.")),
            _ => Text::new(
                format!("Llegaron {present}; {absent} siguen en el log sin que nadie los leyera."),
                format!("{present} arrived; {absent} are still in the log and nobody read them."),
            ),
        },
        evidence: missing.into_iter().map(|order| place_of(found, order)).collect(),
    }
}

/// The orders reached each member in the order in which they were sent.
pub(super) fn in_order(evidence: &Evidence, sequence: &Sequence) -> Finding {
    let expected = match sequence.by {
        Some(field) => Text::new(
            format!("los pedidos de cada `{}`, en el orden en que se enviaron", field.name()),
            format!("the orders of each `{}`, in the order in which they were sent", field.name()),
        ),
        None => Text::new(
            "los pedidos, en el orden en que se enviaron",
            "the orders, in the order in which they were sent",
        ),
    };
    let selector = sequence.selector();
    let Some(found) = select(evidence, &selector) else { return not_run(expected) };
    let Some(group) = found.group() else { return not_run(expected) };
    let delivered = group.processed().count();
    let behind = counts::out_of_order(evidence, group, sequence.by);
    let late = behind.len();
    Finding {
        passed: delivered > 0 && late == 0,
        expected,
        found: Text::new(
            format!("Llegaron {delivered}; detrás de uno posterior, {late}."),
            format!("{delivered} arrived; behind a later one, {late}."),
        ),
        evidence: behind.into_iter().map(|place| link(found.act().act, place)).collect(),
    }
}

/// Every record that was delivered went to one member, once, and in the last generation each
/// partition belongs to exactly one member.
pub(super) fn each_to_one_member(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new(
        "cada registro a un solo miembro y una sola vez; cada partición, con un solo dueño",
        "each record to one member only, and once; each partition with one owner",
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let Some(group) = found.group() else { return not_run(expected) };
    let act = found.act().act;
    let mut deliveries: BTreeMap<Place<'_>, u32> = BTreeMap::new();
    for (place, _) in group.processed() {
        *deliveries.entry(place).or_default() += 1;
    }
    let repeated: Vec<_> =
        deliveries.iter().filter(|(_, times)| **times > 1).map(|(place, _)| *place).collect();
    let owners = owners(group);
    let has_one_owner =
        |held: &(&str, u32)| owners.get(held).is_some_and(|owners| owners.len() == 1);
    // Partitions with two owners or none.
    let shared = partitions(found, group).filter(|held| !has_one_owner(held)).count();
    let found = match (repeated.len(), shared) {
        (0, 0) => Text::new(
            format!(
                "{} registros, ninguno repetido; cada partición tuvo un dueño.",
                deliveries.len()
            ),
            format!("{} records, none repeated; each partition had one owner.", deliveries.len()),
        ),
        (times, 0) => Text::new(
            format!("{times} registros llegaron más de una vez."),
            format!("{times} records arrived more than once."),
        ),
        (times, partitions) => Text::new(
            format!(
                "{partitions} particiones no tuvieron un único dueño, y {times} registros llegaron más de una vez."
            ),
            format!(
                "{partitions} partitions did not have exactly one owner, and {times} records arrived more than once."
            ),
        ),
    };
    Finding {
        passed: !deliveries.is_empty() && repeated.is_empty() && shared == 0,
        expected,
        found,
        evidence: repeated.into_iter().map(|place| link(act, place)).collect(),
    }
}

/// All partitions that the group reads, by topic and number.
fn partitions<'a>(part: Part<'a>, group: &'a Group) -> impl Iterator<Item = (&'a str, u32)> {
    group.topics.iter().flat_map(move |name| {
        let partitions =
            part.act().topics.get(name).into_iter().flat_map(|topic| &topic.partitions);
        partitions.map(|partition| (name.as_str(), partition.partition))
    })
}

/// Who owned each partition in the group's last generation. Consumers without a group all own all
/// partitions.
fn owners(group: &Group) -> BTreeMap<(&str, u32), Vec<u32>> {
    let assignments = || {
        group.members.iter().flat_map(|member| {
            member.assignments.iter().map(|assignment| (member.member, assignment))
        })
    };
    let last = assignments().map(|(_, assignment)| assignment.generation).max().flatten();
    let mut owners: BTreeMap<(&str, u32), Vec<u32>> = BTreeMap::new();
    for (member, assignment) in assignments().filter(|(_, held)| held.generation == last) {
        for held in &assignment.partitions {
            owners.entry((group.topic(held.topic), held.partition)).or_default().push(member);
        }
    }
    owners
}

/// The handler got every order as an object, every time.
pub(super) fn handler_got_orders(evidence: &Evidence) -> Finding {
    let mut read = 0;
    let mut wrong = Vec::new();
    let mut example = None;
    for act in &evidence.acts {
        for (place, record) in act.whole().processed() {
            read += 1;
            let orders = &evidence.variant.orders;
            let order = record.order.and_then(|order| orders.get(order as usize));
            let is_order = order.is_some_and(
                |order| matches!(&record.got, Got::Json(json) if json.value().as_ref() == Some(order)),
            );
            if !is_order {
                wrong.push(link(act.act, place));
                example = example.or(Some(&record.got));
            }
        }
    }
    let found = match (read, example) {
        (0, _) => Text::new("No llegó ningún registro.", "No record arrived."),
        (_, None) => Text::new(
            format!("Los {read} llegaron como objetos iguales a su pedido."),
            format!("All {read} arrived as objects equal to their order."),
        ),
        (_, Some(Got::Bytes(_))) => Text::new(
            format!("{} de {read} llegaron como bytes.", wrong.len()),
            format!("{} of {read} arrived as bytes.", wrong.len()),
        ),
        (_, Some(Got::Str(_))) => Text::new(
            format!("{} de {read} llegaron como texto, no como objetos.", wrong.len()),
            format!("{} of {read} arrived as text, not as objects.", wrong.len()),
        ),
        (_, Some(Got::Json(_))) => Text::new(
            format!("{} de {read} no son iguales a su pedido.", wrong.len()),
            format!("{} of {read} are not equal to their order.", wrong.len()),
        ),
    };
    Finding {
        passed: read > 0 && wrong.is_empty(),
        expected: Text::new(
            "cada valor llega al manejador como el pedido, ya convertido en objeto",
            "each value reaches the handler as the order, already an object",
        ),
        found,
        evidence: wrong,
    }
}

/// Links to an order in the log, or says that it is missing.
pub(super) fn place_of(part: Part<'_>, order: u32) -> EvidenceLink {
    let act = part.act().act;
    let place = part.records().find(|(_, record)| record.order == Some(order));
    match place {
        Some((place, _)) => link(act, place),
        None => link_to_order(part, order),
    }
}

pub(super) fn not_run(expected: Text) -> Finding {
    Finding {
        passed: false,
        expected,
        found: Text::new("El acto no llegó a ejecutarse.", "The act was never run."),
        evidence: Vec::new(),
    }
}
