//! Decodes one batch of a log, format version 2
//! (<https://kafka.apache.org/documentation/#recordbatch>). `kafka-protocol` decodes records, too,
//! but it drops the batch's own sizes and merges headers with the same key.

use bytes::{Buf, Bytes};

use super::Limits;
use super::codec::Codec;
use super::cursor::Cursor;
use super::decompress::decompress;
use super::malformed::Malformed;

/// The end of base offset and length; the length counts from here.
const LENGTH_END: usize = 12;
/// The whole header, up to the first record.
const HEADER: usize = 61;
/// Where the bytes begin that the checksum covers.
const CRC_END: usize = 21;
/// The smallest record: its length, attributes, two deltas, no key, no value, no headers.
const SMALLEST_RECORD: usize = 7;

/// What a producer sent as one unit, and the broker stored as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub base_offset: i64,
    /// The last record's offset minus the first's.
    pub last_offset_delta: i32,
    pub codec: Codec,
    /// −1 when the producer is not idempotent; so are the two below.
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub base_sequence: i32,
    pub first_timestamp_ms: i64,
    pub max_timestamp_ms: i64,
    /// The whole batch, as stored.
    pub wire_bytes: usize,
    /// The records alone, as stored.
    pub body_bytes: usize,
    /// The records after decompression; 0 when the checksum failed.
    pub raw_bytes: usize,
    pub transactional: bool,
    /// True for a transaction's commit or abort marker, which consumers do not receive.
    pub control: bool,
    /// False when the checksum does not match the bytes. Then `records` is empty.
    pub crc_ok: bool,
    pub records: Vec<Record>,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub offset: i64,
    /// The producer's clock, or the broker's if the topic says `LogAppendTime`.
    pub timestamp_ms: i64,
    pub key: Option<Bytes>,
    /// `None` is a tombstone.
    pub value: Option<Bytes>,
    /// In order, repeated keys included. Bytes of a key that are not UTF-8 are replaced.
    pub headers: Vec<(String, Option<Bytes>)>,
}

/// What was found at the start of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// No complete batch. A Fetch answer may end in a part of one, which is not an error.
    Nothing,
    /// A batch that exceeds the limits.
    BeyondLimits,
    Batch(Batch),
}

impl Batch {
    /// The last record's offset, also if that record was compacted away.
    pub fn last_offset(&self) -> Option<i64> {
        self.base_offset.checked_add(i64::from(self.last_offset_delta)).filter(|last| *last >= 0)
    }
}

/// Splits the first batch off `bytes` and decodes it.
pub(super) fn take(bytes: &mut Bytes, limits: Limits) -> Result<Taken, Malformed> {
    let Some(length) = bytes.get(8..LENGTH_END) else { return Ok(Taken::Nothing) };
    let length = (&mut &length[..]).get_i32();
    let wire_bytes = usize::try_from(length).map_err(|_| Malformed::Number)? + LENGTH_END;
    if wire_bytes < HEADER {
        return Err(Malformed::Number);
    }
    if bytes.len() < wire_bytes {
        return Ok(Taken::Nothing);
    }
    decode(bytes.split_to(wire_bytes), limits)
}

/// Decodes one complete batch. `take` has checked its length, so the header is complete.
fn decode(bytes: Bytes, limits: Limits) -> Result<Taken, Malformed> {
    let body = bytes.slice(HEADER..);
    let mut header = &bytes[..HEADER];
    let base_offset = header.get_i64();
    header.advance(8); // Length and leader epoch.
    let version = header.get_u8();
    if version != 2 {
        return Err(Malformed::Version(version));
    }
    let crc_ok = header.get_u32() == crc32c::crc32c(&bytes[CRC_END..]);
    let attributes = header.get_i16();
    let mut batch = Batch {
        base_offset,
        last_offset_delta: header.get_i32(),
        codec: Codec::of(attributes).map_err(Malformed::Codec)?,
        first_timestamp_ms: header.get_i64(),
        max_timestamp_ms: header.get_i64(),
        producer_id: header.get_i64(),
        producer_epoch: header.get_i16(),
        base_sequence: header.get_i32(),
        wire_bytes: bytes.len(),
        body_bytes: body.len(),
        raw_bytes: 0,
        transactional: attributes & 0x10 != 0,
        control: attributes & 0x20 != 0,
        crc_ok,
        records: Vec::new(),
    };
    if batch.last_offset_delta < 0 || batch.last_offset().is_none() {
        return Err(Malformed::Offset);
    }
    let count = usize::try_from(header.get_i32()).map_err(|_| Malformed::Number)?;
    if !crc_ok {
        return Ok(Taken::Batch(batch));
    }
    if count > limits.records {
        return Ok(Taken::BeyondLimits);
    }
    let Some(raw) = decompress(batch.codec, body, limits.bytes)? else {
        return Ok(Taken::BeyondLimits);
    };
    batch.raw_bytes = raw.len();
    if count > raw.len() / SMALLEST_RECORD {
        return Err(Malformed::Truncated);
    }
    let mut records = Cursor(raw);
    batch.records.reserve_exact(count);
    for _ in 0..count {
        let length = records.length()?.ok_or(Malformed::Number)?;
        let mut record = record(Cursor(records.take(length)?), &batch)?;
        // With LogAppendTime the broker sets one timestamp for all records, and the deltas mean
        // nothing.
        if attributes & 0x08 != 0 {
            record.timestamp_ms = batch.max_timestamp_ms;
        }
        batch.records.push(record);
    }
    Ok(Taken::Batch(batch))
}

fn record(mut bytes: Cursor, batch: &Batch) -> Result<Record, Malformed> {
    let _attributes = bytes.byte()?;
    let timestamp_ms =
        batch.first_timestamp_ms.checked_add(bytes.varlong()?).ok_or(Malformed::Offset)?;
    let offset = batch.base_offset.checked_add(bytes.varlong()?).ok_or(Malformed::Offset)?;
    let key = bytes.bytes()?;
    let value = bytes.bytes()?;
    let count = bytes.length()?.ok_or(Malformed::Number)?;
    // A header takes two bytes at least: the lengths of its key and of its value.
    if count > bytes.remaining() / 2 {
        return Err(Malformed::Truncated);
    }
    let mut headers = Vec::with_capacity(count);
    for _ in 0..count {
        let key = bytes.bytes()?.ok_or(Malformed::Number)?;
        headers.push((String::from_utf8_lossy(&key).into_owned(), bytes.bytes()?));
    }
    Ok(Record { offset, timestamp_ms, key, value, headers })
}

#[cfg(test)]
mod tests {
    use kafka_protocol::indexmap::IndexMap;
    use kafka_protocol::records as peer;
    use proptest::prelude::*;

    use super::*;

    const ENOUGH: Limits = Limits { records: 1000, bytes: 1 << 20 };
    const CODECS: [peer::Compression; 5] = [
        peer::Compression::None,
        peer::Compression::Gzip,
        peer::Compression::Snappy,
        peer::Compression::Lz4,
        peer::Compression::Zstd,
    ];

    /// A batch of `values` as `kafka-protocol` writes it.
    fn encoded(values: &[Bytes], compression: peer::Compression) -> Bytes {
        let records: Vec<_> = (0..)
            .zip(values)
            .map(|(offset, value)| peer::Record {
                transactional: false,
                control: false,
                delete_horizon: false,
                partition_leader_epoch: 0,
                producer_id: 7,
                producer_epoch: 1,
                timestamp_type: peer::TimestampType::Creation,
                offset,
                sequence: offset as i32,
                timestamp: 1000 + offset,
                key: None,
                value: Some(value.clone()),
                headers: IndexMap::new(),
            })
            .collect();
        let mut bytes = bytes::BytesMut::new();
        let options = peer::RecordEncodeOptions { version: 2, compression };
        peer::RecordBatchEncoder::encode(&mut bytes, &records, &options).unwrap();
        bytes.freeze()
    }

    /// The bytes with a recomputed checksum, so that a change reaches the decoder.
    fn resealed(mut bytes: Vec<u8>) -> Bytes {
        if bytes.len() > CRC_END {
            let crc = crc32c::crc32c(&bytes[CRC_END..]);
            bytes[CRC_END - 4..CRC_END].copy_from_slice(&crc.to_be_bytes());
        }
        bytes.into()
    }

    fn take_all(mut bytes: Bytes, limits: Limits) {
        while let Ok(Taken::Batch(batch)) = take(&mut bytes, limits) {
            assert!(batch.records.len() <= limits.records && batch.raw_bytes <= limits.bytes);
        }
    }

    proptest! {
        #[test]
        fn what_a_peer_wrote_is_read(
            values in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..50), 1..20),
            compression in proptest::sample::select(CODECS.to_vec()),
        ) {
            let values: Vec<Bytes> = values.into_iter().map(Bytes::from).collect();
            let Ok(Taken::Batch(batch)) = take(&mut encoded(&values, compression), ENOUGH) else {
                panic!("not taken")
            };
            prop_assert!(batch.crc_ok);
            prop_assert_eq!((batch.producer_id, batch.producer_epoch, batch.base_sequence), (7, 1, 0));
            prop_assert_eq!(batch.last_offset(), Some(values.len() as i64 - 1));
            let found: Vec<Bytes> =
                batch.records.into_iter().map(|record| record.value.unwrap()).collect();
            prop_assert_eq!(found, values);
        }

        #[test]
        fn any_bytes_are_taken_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            take_all(bytes.into(), ENOUGH);
        }

        #[test]
        fn any_change_is_taken_or_refused(
            compression in proptest::sample::select(CODECS.to_vec()),
            changes in proptest::collection::vec((0_usize..300, any::<u8>()), 1..6),
        ) {
            let values = vec![Bytes::from_static(b"a value that repeats, repeats, repeats"); 5];
            let mut bytes = encoded(&values, compression).to_vec();
            for (place, value) in changes {
                let place = place % bytes.len();
                // The version byte stays: any other version would be refused at once.
                if place != 16 {
                    bytes[place] = value;
                }
            }
            take_all(resealed(bytes), Limits { records: 3, bytes: 200 });
        }
    }

    #[test]
    fn a_changed_byte_shows_in_the_checksum_and_hides_the_records() {
        let mut bytes = encoded(&[Bytes::from_static(b"value")], peer::Compression::None).to_vec();
        *bytes.last_mut().unwrap() ^= 1;
        let Ok(Taken::Batch(batch)) = take(&mut bytes.into(), ENOUGH) else { panic!("not taken") };
        assert!(!batch.crc_ok && batch.records.is_empty());
    }

    #[test]
    fn a_batch_that_expands_beyond_the_limit_is_left_out() {
        let values = [Bytes::from(vec![0; 500_000])];
        for compression in CODECS {
            let mut bytes = encoded(&values, compression);
            let limits = Limits { records: 1, bytes: 100_000 };
            assert_eq!(take(&mut bytes.clone(), limits), Ok(Taken::BeyondLimits));
            assert!(matches!(take(&mut bytes, ENOUGH), Ok(Taken::Batch(_))));
        }
    }

    #[test]
    fn a_part_of_a_batch_is_nothing_and_a_negative_length_is_refused() {
        let bytes = encoded(&[Bytes::from_static(b"value")], peer::Compression::None);
        assert_eq!(take(&mut bytes.slice(..bytes.len() - 1), ENOUGH), Ok(Taken::Nothing));
        let mut negative = bytes.to_vec();
        negative[8] = 0xff;
        assert_eq!(take(&mut negative.into(), ENOUGH), Err(Malformed::Number));
    }
}
