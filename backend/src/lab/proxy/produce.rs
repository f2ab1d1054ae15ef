//! Reads a Produce request without decoding its records, and writes the answer that refuses it.

use bytes::{Bytes, BytesMut};
use kafka_protocol::messages::produce_response::{PartitionProduceResponse, TopicProduceResponse};
use kafka_protocol::messages::{ProduceResponse, ResponseHeader};
use kafka_protocol::protocol::{Encodable, HeaderVersion};

use crate::lab::wire::cluster;
use crate::lab::wire::reader::{Misshapen, Reader, Style};

/// The versions that are read: 3 is the first with batches, and [`super::rewrite`] hides those
/// above 9 from clients.
pub(super) const VERSIONS: std::ops::RangeInclusive<i16> = 3..=9;

/// The longest name of a topic. Each of a topic's partitions gets a copy.
const LONGEST_NAME: usize = 249;

/// The parts of a Produce request that matter to faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Produce {
    /// How many replicas the client waits for. At 0 there is no answer.
    pub acks: i16,
    pub partitions: Vec<Batches>,
}

/// What one Produce request carries for one partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batches {
    pub topic: String,
    pub partition: i32,
    /// The sum of the counts in the headers of its batches.
    pub records: u32,
    /// The sequence number of the first record of an idempotent producer.
    pub sequence: Option<i32>,
}

impl Produce {
    /// Reads what follows the header of a Produce request.
    pub(super) fn read(body: &[u8], version: i16) -> Result<Self, Misshapen> {
        let mut reader = Reader::new(body, style(version));
        let _transactional_id = reader.text()?;
        let acks = i16::from_be_bytes(reader.array()?);
        let _timeout_ms: [u8; 4] = reader.array()?;
        let mut partitions = Vec::new();
        for _ in 0..reader.count()? {
            let topic = reader.text()?;
            if topic.len() > LONGEST_NAME {
                return Err(Misshapen::Length);
            }
            let topic = String::from_utf8_lossy(topic).into_owned();
            for _ in 0..reader.count()? {
                let partition = i32::from_be_bytes(reader.array()?);
                let blob = reader.blob()?;
                let (records, sequence) = (count_records(blob), first_sequence(blob));
                reader.end_of_structure()?;
                partitions.push(Batches { topic: topic.clone(), partition, records, sequence });
            }
            reader.end_of_structure()?;
        }
        Ok(Self { acks, partitions })
    }

    /// The broker's answer if it had refused every partition with `error_code`.
    pub(super) fn refusal(
        &self,
        correlation_id: i32,
        version: i16,
        error_code: i16,
    ) -> anyhow::Result<Bytes> {
        let refused = |batches: &Batches| {
            let partition = PartitionProduceResponse::default()
                .with_index(batches.partition)
                .with_error_code(error_code)
                .with_base_offset(-1);
            TopicProduceResponse::default()
                .with_name(cluster::topic(&batches.topic))
                .with_partition_responses(vec![partition])
        };
        let answer = ProduceResponse::default()
            .with_responses(self.partitions.iter().map(refused).collect());
        let mut bytes = BytesMut::new();
        ResponseHeader::default()
            .with_correlation_id(correlation_id)
            .encode(&mut bytes, ProduceResponse::header_version(version))?;
        answer.encode(&mut bytes, version)?;
        Ok(bytes.freeze())
    }
}

/// The encoding of the body of a Produce request of this version.
pub(super) fn style(version: i16) -> Style {
    if version >= 9 { Style::Compact } else { Style::Plain }
}

/// The base sequence of the first batch; `None` when its producer is not idempotent.
fn first_sequence(batches: &[u8]) -> Option<i32> {
    let sequence = batches.get(53..57)?.try_into().ok()?;
    Some(i32::from_be_bytes(sequence)).filter(|sequence| *sequence >= 0)
}

/// Adds up the record counts of the batch headers; stops where no complete header follows.
fn count_records(mut batches: &[u8]) -> u32 {
    const LENGTH: std::ops::Range<usize> = 8..12;
    const COUNT: std::ops::Range<usize> = 57..61;
    let int32 = |bytes: &[u8]| bytes.try_into().map(i32::from_be_bytes).unwrap_or_default();
    let mut records = 0_u32;
    while let Some(count) = batches.get(COUNT) {
        records = records.saturating_add(u32::try_from(int32(count)).unwrap_or_default());
        let length = usize::try_from(int32(&batches[LENGTH])).unwrap_or_default();
        // A length below the header's own would make the walk take tiny steps.
        batches = batches.get((LENGTH.end + length).max(COUNT.end)..).unwrap_or_default();
    }
    records
}
