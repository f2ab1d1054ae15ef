//! Checks that read keys.

use api::{text::Text, verdict::EvidenceLink};

use super::Finding;
use crate::lab::{
    evidence::{Data, Evidence},
    orders::client_of,
    partitioner,
};

/// The key of every record is the client of its order as UTF-8, nothing added, and the record
/// lives in the partition that murmur2 gives for it: then each key lives in one partition, the
/// same that any Java or kafka-python producer would choose.
pub(super) fn in_their_partition(evidence: &Evidence) -> Finding {
    // A topic has at least one; stored evidence that says otherwise must not stop a regrade.
    let partitions = evidence.partitions.max(1);
    let mut read = 0;
    let mut wrong = Vec::new();
    let mut example = None;
    for act in &evidence.acts {
        for (partition, record) in act.records() {
            read += 1;
            let client = (record.order)
                .and_then(|order| evidence.orders.get(order as usize))
                .and_then(client_of);
            let is_right = client.is_some_and(|client| {
                record.key.as_ref().is_some_and(|key| *key == Data::Text(client.to_owned()))
                    && partitioner::partition(client.as_bytes(), partitions) == partition
            });
            if !is_right {
                wrong.push(EvidenceLink::Record { act: act.act, partition, offset: record.offset });
                example = example.or(client.map(|client| (client, record.key.clone(), partition)));
            }
        }
    }
    let found = match (read, example) {
        (0, _) => Text::new(
            "No hay ningún registro: el log está vacío.",
            "There is no record: the log is empty.",
        ),
        (_, Some((client, key, partition))) => {
            let key = key.map_or_else(|| "∅".to_owned(), |key| key.as_str().to_owned());
            let right = partitioner::partition(client.as_bytes(), partitions);
            let wrong = wrong.len();
            Text::new(
                format!(
                    "{wrong} de {read} no. Por ejemplo, `{client}` debía estar en P{right} con esa clave, y está en P{partition} con la clave `{key}`."
                ),
                format!(
                    "{wrong} of {read} are not. For example, `{client}` belongs in P{right} under that key, and is in P{partition} under the key `{key}`."
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
            "each key, nothing added, in the partition that murmur2 gives it",
        ),
        found,
        evidence: wrong,
    }
}
