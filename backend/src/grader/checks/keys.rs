//! Checks that read keys.

use api::{partitioner, text::Text};

use super::Finding;
use crate::{
    evidence::{Evidence, value::Data, variant::client_of},
    grader::link,
};

/// The key of every record is the client of its order in UTF-8, and the record is in the partition
/// that murmur2 gives for it. So each key is in one partition, the same that any Java or
/// kafka-python producer would choose.
pub(super) fn in_their_partition(evidence: &Evidence) -> Finding {
    let orders = &evidence.variant.orders;
    let mut read = 0;
    let mut wrong = Vec::new();
    let mut example = None;
    for act in &evidence.acts {
        for (name, topic) in &act.topics {
            let partitions = topic.partitions.len() as u32;
            for (place, record) in topic.records(name) {
                read += 1;
                let order = record.order.and_then(|order| orders.get(order as usize));
                let client = order.and_then(client_of);
                let home = client.map(|it| partitioner::partition(it.as_bytes(), partitions));
                let is_key = |key: &Data| matches!(key, Data::Text(key) if Some(&**key) == client);
                if home != Some(place.partition) || !record.key.as_ref().is_some_and(is_key) {
                    wrong.push(link(act.act, place));
                    let misplaced = client.zip(home);
                    example = example.or(misplaced.map(|(client, home)| {
                        (client, home, record.key.as_ref(), place.partition)
                    }));
                }
            }
        }
    }
    let found = match (read, example) {
        (0, _) => Text::new(
            "No hay ningún registro: el log está vacío.",
            "There is no record: the log is empty.",
        ),
        (_, Some((client, right, key, partition))) => {
            let key = key.map_or("∅", Data::as_str);
            let wrong = wrong.len();
            Text::new(
                format!(
                    "{wrong} de {read} no están donde les toca. Por ejemplo, `{client}` debía estar en P{right} con esa clave, y está en P{partition} con la clave `{key}`."
                ),
                format!(
                    "{wrong} of {read} are not where they belong. For example, `{client}` belongs in P{right} under that key, and is in P{partition} under the key `{key}`."
                ),
            )
        }
        (_, None) if wrong.is_empty() => Text::new(
            format!("Los {read} registros están donde les toca."),
            format!("All {read} records are where they belong."),
        ),
        (_, None) => Text::new(
            format!("Registros que no son de estos pedidos: {}.", wrong.len()),
            format!("Records that are not of these orders: {}.", wrong.len()),
        ),
    };
    Finding {
        passed: read > 0 && wrong.is_empty(),
        expected: Text::new(
            "cada clave, sin nada añadido, en la partición que le da murmur2",
            "each key, with nothing added, in the partition that murmur2 gives it",
        ),
        found,
        evidence: wrong,
    }
}
