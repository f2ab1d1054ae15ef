//! Turns what the log reader found into evidence and into events.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
};

use api::event::{LoggedRecord, PartitionLog as Summary};

use super::{
    log_reader::{self, Limits, TopicLog},
    run::interruption::Interruption,
    worker::handler_record::HandlerRecord,
};
use crate::evidence::{
    self, group,
    topic::{Batch, Origin, Partition, Record},
    value::Data,
};

/// The most characters of a key or value in an event; the evidence has it whole.
const MOST_SHOWN: usize = 120;

/// How much of a topic is read: what the exercise allows its whole run.
pub fn limits(exercise: &api::exercise::Limits) -> Limits {
    let bytes = usize::try_from(exercise.bytes).unwrap_or(usize::MAX);
    Limits { records: exercise.records as usize, bytes: bytes.min(evidence::MOST_BYTES) }
}

pub fn evidence(log: &TopicLog, run: &str, nonce: &str) -> Result<Vec<Partition>, Interruption> {
    for partition in &log.partitions {
        if let Some(damaged) = partition.batches.iter().find(|batch| !batch.crc_ok) {
            let place =
                format!("partition {}, offset {}", partition.partition, damaged.base_offset);
            return Err(Interruption::awaited(
                "Esperábamos el log tal como se escribió, y la suma de verificación de un lote no coincide.",
                "We waited for the log as it was written, and the checksum of a batch does not match.",
                format!("the CRC of the batch at {place} is wrong"),
            ));
        }
    }
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
        .map(|partition| Partition {
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
                order: order_of(headers(record), run, nonce),
                key: record.key.as_deref().map(Data::new),
                value: record.value.as_deref().map(Data::new),
                origin: origin(record),
            })
            .collect(),
    }
}

fn headers(record: &log_reader::Record) -> impl Iterator<Item = (&str, Option<&[u8]>)> {
    record.headers.iter().map(|(key, value)| (key.as_str(), value.as_deref()))
}

/// Where a dead letter says that it came from.
fn origin(record: &log_reader::Record) -> Option<Origin> {
    let text = |key: &str| {
        let (_, value) = headers(record).find(|(name, _)| *name == key)?;
        std::str::from_utf8(value?).ok()
    };
    Some(Origin {
        topic: text("orig.topic")?.to_owned(),
        partition: text("orig.partition")?.parse().ok()?,
        offset: text("orig.offset")?.parse().ok()?,
        error: text("orig.error")?.to_owned(),
    })
}

/// The order that a record's headers name, if they are those of this run. The server calls this for
/// the log, a consumer for what it receives. Of a repeated key the first header counts.
pub fn order_of<'a>(
    headers: impl Iterator<Item = (&'a str, Option<&'a [u8]>)>,
    run: &str,
    nonce: &str,
) -> Option<u32> {
    let (mut its_run, mut its_nonce, mut seq) = (None, None, None);
    for (key, value) in headers {
        let found = match key {
            "run" => &mut its_run,
            "nonce" => &mut its_nonce,
            "seq" => &mut seq,
            _ => continue,
        };
        found.get_or_insert(value);
    }
    let is_ours = its_run? == Some(run.as_bytes()) && its_nonce? == Some(nonce.as_bytes());
    std::str::from_utf8(seq?.filter(|_| is_ours)?).ok()?.parse().ok()
}

/// The values of the logs that a group reads, by topic, partition and offset.
pub struct Values<'a>(HashMap<(u32, u32, i64), Option<&'a Data>>);

impl<'a> Values<'a> {
    /// `logs` are in the order of the group's topics. Of a record that is in a log twice, before and
    /// after something was removed, the bytes are the same.
    pub fn of<L: IntoIterator<Item = &'a Partition>>(logs: impl IntoIterator<Item = L>) -> Self {
        let of_partition = |topic: u32, partition: &'a Partition| {
            let place = move |record: &Record| (topic, partition.partition, record.offset);
            partition.records().map(move |record| (place(record), record.value.as_ref()))
        };
        let of_topic = |(topic, log): (u32, L)| {
            log.into_iter().flat_map(move |partition| of_partition(topic, partition))
        };
        Self((0..).zip(logs).flat_map(of_topic).collect())
    }

    /// What a handler was given, with its bytes from the log.
    pub fn processed(&self, record: &HandlerRecord) -> Result<group::Processed, Interruption> {
        let &HandlerRecord { topic, partition, offset, order, .. } = record;
        let given = record.value();
        let value = self.0.get(&(topic, partition, offset)).and_then(|value| match value {
            Some(value) => value.to_bytes(),
            None => Some(Cow::default()),
        });
        let got = value.and_then(|value| given.with_bytes(&value)).ok_or_else(|| {
            Interruption::awaited(
                "Esperábamos encontrar en el log cada registro que procesó el grupo.",
                "We waited to find in the log each record that the group processed.",
                format!("partition {partition} does not hold it at offset {offset}"),
            )
        })?;
        Ok(group::Processed { topic, partition, offset, order, got })
    }
}

pub fn summary(log: &[Partition]) -> Vec<Summary> {
    log.iter()
        .map(|partition| Summary {
            partition: partition.partition,
            begin: partition.begin,
            end: partition.end,
            batches: partition.batches.len() as u32,
            bytes: partition.batches.iter().map(|batch| batch.bytes).sum(),
            codecs: codecs(partition),
            records: partition.records().map(shown).collect(),
        })
        .collect()
}

fn codecs(partition: &Partition) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{evidence::value::Got, lab::worker::handler_record::HandlerValue};
    use lessons::scenario::group::Deserializer;

    fn log(value: Option<&[u8]>) -> Vec<Partition> {
        let value = value.map(Data::new);
        let record = Record { offset: 4, order: Some(1), key: None, value, origin: None };
        let batch = Batch {
            base_offset: 4,
            codec: "none".to_owned(),
            producer_id: -1,
            base_sequence: -1,
            bytes: 70,
            raw_bytes: 70,
            records: vec![record],
        };
        vec![Partition { partition: 2, begin: 0, end: 5, batches: vec![batch] }]
    }

    fn processed(offset: i64, given: &[u8]) -> HandlerRecord {
        let HandlerValue { deserialized, crc32c } = HandlerValue::new(Deserializer::None, given);
        let (topic, partition, order) = (1, 2, Some(1));
        HandlerRecord { topic, partition, offset, order, at_us: 9, deserialized, crc32c }
    }

    #[test]
    fn a_batch_with_another_checksum_is_no_evidence() {
        let batch = |crc_ok| log_reader::Batch {
            base_offset: 4,
            last_offset_delta: 0,
            codec: log_reader::Codec::None,
            producer_id: -1,
            producer_epoch: -1,
            base_sequence: -1,
            first_timestamp_ms: 0,
            max_timestamp_ms: 0,
            wire_bytes: 70,
            body_bytes: 9,
            raw_bytes: 9,
            transactional: false,
            control: false,
            crc_ok,
            records: Vec::new(),
        };
        let log = |crc_ok| TopicLog {
            topic: "t".to_owned(),
            partitions: vec![log_reader::PartitionRead {
                partition: 0,
                begin: 4,
                end: 5,
                batches: vec![batch(true), batch(crc_ok)],
                truncated: false,
            }],
        };
        assert!(evidence(&log(true), "r", "n").is_ok());
        let Err(Interruption::Infrastructure { awaited, .. }) = evidence(&log(false), "r", "n")
        else {
            panic!("it is judged");
        };
        assert!(awaited.es.contains("suma de verificación"));
    }

    #[test]
    fn what_a_handler_was_given_gets_its_bytes_from_the_log() {
        for (value, bytes, got) in [
            (Some(&b"{}"[..]), &b"{}"[..], Got::Bytes(Data::Text("{}".to_owned()))),
            (Some(b"\xfe"), b"\xfe", Got::Bytes(Data::Base64("/g==".to_owned()))),
            (None, b"", Got::Bytes(Data::Text(String::new()))),
        ] {
            let log = log(value);
            let found = Values::of([&[], &log[..]]).processed(&processed(4, bytes)).unwrap();
            let place = (found.topic, found.partition, found.offset);
            assert_eq!((place, found.order), ((1, 2, 4), Some(1)));
            assert_eq!(found.got, got);
        }
    }

    #[test]
    fn a_record_counts_only_with_this_runs_headers() {
        let ours: [(&str, Option<&[u8]>); 3] =
            [("run", Some(b"r")), ("seq", Some(b"7")), ("nonce", Some(b"n"))];
        let order = |headers: &[(&'static str, Option<&'static [u8]>)]| {
            order_of(headers.iter().copied(), "r", "n")
        };
        assert_eq!(order(&ours), Some(7));
        assert_eq!(order(&ours[..2]), None);
        assert_eq!(order(&[("run", Some(b"s")), ours[1], ours[2]]), None);
        assert_eq!(order(&[ours[0], ("seq", Some(b"x")), ours[2]]), None);
        assert_eq!(order(&[ours[0], ("seq", None), ours[2]]), None);
        assert_eq!(order(&[ours[0], ours[1], ("seq", Some(b"8")), ours[2]]), Some(7));
    }

    #[test]
    fn a_value_that_differs_from_the_log_is_no_evidence() {
        let log = log(Some(b"{}"));
        let values = Values::of([&[], &log[..]]);
        assert!(values.processed(&processed(5, b"{}")).is_err());
        assert!(values.processed(&processed(4, b"[]")).is_err());
        assert!(Values::of([&log]).processed(&processed(4, b"{}")).is_err(), "another topic's");
    }
}
