//! What a producer's script did, and what its client was told.

use std::collections::{BTreeMap, BTreeSet};

use api::event::Exit;
use serde::{Deserialize, Serialize};

use super::topic::{Batch, Topic};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Producer {
    /// Where it sends, by the topic's name in the evidence.
    pub topic: String,
    /// kafka-python's settings in effect, each as Python writes it; empty if there never was a
    /// client.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// The librdkafka properties that the client had in effect.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
    /// Produce requests that the client sent, repetitions included.
    pub requests: u32,
    /// Orders handed to the client, in order; an order that was handed over twice is listed twice.
    pub sent: Vec<u32>,
    pub reports: Vec<DeliveryReport>,
    /// What ended the script before its last line.
    pub error: Option<ScriptError>,
    pub exit: Exit,
}

/// What the client said about one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeliveryReport {
    pub order: u32,
    /// Partition and offset, or the client's error.
    pub result: Result<(u32, i64), String>,
}

/// An exception of kafka-python, which the script does not catch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScriptError {
    pub class: String,
    pub message: String,
}

impl Producer {
    /// How many batches of the topic's log hold records that were confirmed to it.
    pub fn batches(&self, topic: &Topic) -> u32 {
        let confirmed: BTreeSet<_> =
            self.reports.iter().filter_map(|report| report.result.as_ref().ok()).copied().collect();
        let holds = |partition: u32, batch: &Batch| {
            batch.records.iter().any(|record| confirmed.contains(&(partition, record.offset)))
        };
        let batches = topic.partitions.iter().flat_map(|partition| {
            partition.batches.iter().filter(move |batch| holds(partition.partition, batch))
        });
        batches.count() as u32
    }

    /// A report of success for which the topic that it sends to holds no record.
    pub fn confirmed_and_missing(&self, topic: &Topic) -> Option<&DeliveryReport> {
        let logs = topic.partitions.iter().chain(&topic.removed);
        let logged: BTreeSet<_> = logs
            .flat_map(|log| {
                log.records().map(|record| (record.order, log.partition, record.offset))
            })
            .collect();
        self.reports.iter().find(|report| {
            report.result.as_ref().is_ok_and(|(partition, offset)| {
                !logged.contains(&(Some(report.order), *partition, *offset))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::topic::{Partition, Record};

    #[test]
    fn a_confirmed_record_must_be_in_the_log_where_it_was_reported() {
        let record = |offset, order| {
            let order = Some(order);
            Record { offset, order, key: None, value: None, origin: None }
        };
        let batch = Batch {
            base_offset: 0,
            codec: "none".to_owned(),
            producer_id: 1,
            base_sequence: 0,
            bytes: 0,
            raw_bytes: 0,
            records: vec![record(0, 7), record(1, 8)],
        };
        let partition = Partition { partition: 2, begin: 0, end: 2, batches: vec![batch] };
        let real_name = "b.r.1.1.pedidos".to_owned();
        let mut topic = Topic { real_name, partitions: vec![partition], removed: Vec::new() };
        let report = |order, result| DeliveryReport { order, result };
        let mut producer = Producer {
            topic: "pedidos".to_owned(),
            settings: BTreeMap::new(),
            properties: BTreeMap::new(),
            requests: 0,
            sent: vec![7, 8],
            reports: vec![report(7, Ok((2, 0))), report(8, Err("timed out".to_owned()))],
            error: None,
            exit: Exit::Code(0),
        };
        assert_eq!(producer.confirmed_and_missing(&topic), None);
        // What a step of the act removed was there.
        let removed = std::mem::take(&mut topic.partitions);
        let topic = Topic { removed, ..topic };
        assert_eq!(producer.confirmed_and_missing(&topic), None);
        // The place of another order, another partition, and what librdkafka reports for a
        // duplicate.
        for elsewhere in [(2, 1), (0, 0), (2, -1001)] {
            producer.reports[0] = report(7, Ok(elsewhere));
            assert_eq!(producer.confirmed_and_missing(&topic), Some(&producer.reports[0]));
        }
    }
}
