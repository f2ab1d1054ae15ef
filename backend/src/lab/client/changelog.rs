//! Reads back what a fold has kept: the last number of each key, from a topic that a member of the
//! same group wrote before, perhaps in another process.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use rdkafka::{
    ClientConfig, Message, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer},
    error::KafkaResult,
};

/// How long the broker may take to say where a partition begins and ends.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(100);

/// Of a key without a number nothing was kept; the act's own deadline ends a topic that cannot be
/// read.
pub fn read(
    properties: &BTreeMap<String, String>,
    topic: &str,
    partitions: u32,
) -> KafkaResult<HashMap<String, i64>> {
    let mut config = ClientConfig::new();
    config.extend(properties.clone());
    let consumer: BaseConsumer = config.create()?;
    let (mut all, mut ends) = (TopicPartitionList::new(), BTreeMap::new());
    for partition in 0..partitions.cast_signed() {
        let (begin, end) = consumer.fetch_watermarks(topic, partition, ANSWER_WITHIN)?;
        if begin < end {
            all.add_partition_offset(topic, partition, Offset::Offset(begin))?;
            ends.insert(partition, end);
        }
    }
    consumer.assign(&all)?;
    let mut kept = HashMap::new();
    while !ends.is_empty() {
        let message = match consumer.poll(POLL) {
            Some(Ok(message)) => message,
            // A temporary error of the connection; librdkafka recovers by itself.
            Some(Err(error)) => {
                eprintln!("worker: {error}");
                continue;
            }
            None => continue,
        };
        let text = |bytes: Option<&[u8]>| String::from_utf8(bytes?.to_vec()).ok();
        if let Some(key) = text(message.key()) {
            match text(message.payload()).and_then(|number| number.parse().ok()) {
                Some(number) => kept.insert(key, number),
                None => kept.remove(&key),
            };
        }
        if ends.get(&message.partition()).is_some_and(|end| message.offset() + 1 >= *end) {
            ends.remove(&message.partition());
        }
    }
    Ok(kept)
}
