//! From what the log reader found to what is kept as evidence and shown as an event.

use std::collections::BTreeSet;

use api::event::{LoggedRecord, PartitionLog as Summary};

use super::{
    evidence::{self, Batch, Data, PartitionLog, Record},
    interruption::Interruption,
    log_reader::{self, Limits, TopicLog},
};

/// Characters of a value in an event; the evidence has it whole.
const MOST_SHOWN: usize = 120;

/// Far above what the lab writes: what is beyond was not written by this run's script.
pub fn limits() -> Limits {
    Limits { records: 10_000, bytes: evidence::MOST_BYTES }
}

pub fn evidence(log: &TopicLog, run: &str, nonce: &str) -> Result<Vec<PartitionLog>, Interruption> {
    if log.partitions.iter().any(|partition| partition.truncated) {
        return Err(Interruption::awaited(
            "Esperábamos un log que cupiera en los límites de la ejecución.",
            "We waited for a log that fits the limits of the run.",
            "the log is larger than the limits of its reader",
        ));
    }
    Ok(log
        .partitions
        .iter()
        .map(|partition| PartitionLog {
            partition: partition.partition,
            begin: partition.begin,
            end: partition.end,
            batches: partition.batches.iter().map(|found| batch(found, run, nonce)).collect(),
        })
        .collect())
}

fn batch(found: &log_reader::Batch, run: &str, nonce: &str) -> Batch {
    Batch {
        base_offset: found.base_offset,
        codec: format!("{:?}", found.codec).to_lowercase(),
        producer_id: found.producer_id,
        base_sequence: found.base_sequence,
        bytes: found.wire_bytes as u64,
        raw_bytes: found.raw_bytes as u64,
        records: found
            .records
            .iter()
            .map(|record| Record {
                offset: record.offset,
                order: order_of(record, run, nonce),
                key: record.key.as_deref().map(Data::new),
                value: record.value.as_deref().map(Data::new),
            })
            .collect(),
    }
}

/// The order that a record says it is, if its headers are those of this run.
fn order_of(record: &log_reader::Record, run: &str, nonce: &str) -> Option<u32> {
    let header = |name| {
        let (_, value) = record.headers.iter().find(|(key, _)| key == name)?;
        std::str::from_utf8(value.as_deref()?).ok()
    };
    if header("run") != Some(run) || header("nonce") != Some(nonce) {
        return None;
    }
    header("seq")?.parse().ok()
}

pub fn summary(log: &[PartitionLog]) -> Vec<Summary> {
    log.iter()
        .map(|partition| Summary {
            partition: partition.partition,
            begin: partition.begin,
            end: partition.end,
            batches: partition.batches.len() as u32,
            bytes: partition.batches.iter().map(|batch| batch.bytes).sum(),
            codecs: codecs(partition),
            records: partition.batches.iter().flat_map(|batch| &batch.records).map(shown).collect(),
        })
        .collect()
}

fn codecs(partition: &PartitionLog) -> Vec<String> {
    let codecs: BTreeSet<&str> =
        partition.batches.iter().map(|batch| batch.codec.as_str()).collect();
    codecs.into_iter().map(str::to_owned).collect()
}

fn shown(record: &Record) -> LoggedRecord {
    LoggedRecord {
        offset: record.offset,
        order: record.order,
        key: record.key.as_ref().map(|key| key.as_str().chars().take(MOST_SHOWN).collect()),
        value: record.value.as_ref().map(|value| value.as_str().chars().take(MOST_SHOWN).collect()),
    }
}
