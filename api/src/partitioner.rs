//! Which partition a key goes to. The grader computes it on its own, from what the log holds; the
//! page computes it in a figure, for whatever is typed.

/// The partition of a record with this key, as the Java client and kafka-python compute it:
/// `(murmur2(key) & 0x7fffffff) % partitions`.
///
/// An empty key is a key. A record without one has no fixed partition.
///
/// # Panics
/// If `partitions` is 0: no topic is without partitions.
pub fn partition(key: &[u8], partitions: u32) -> u32 {
    (murmur2(key) & 0x7fff_ffff) % partitions
}

/// The same as librdkafka computes it unless it is told otherwise (`partitioner=consistent_random`):
/// `crc32(key) % partitions`.
///
/// # Panics
/// If `partitions` is 0.
pub fn crc32_partition(key: &[u8], partitions: u32) -> u32 {
    crc32(key) % partitions
}

/// Kafka's 32-bit MurmurHash2, with its fixed seed.
/// Source: `org.apache.kafka.common.utils.Utils.murmur2`.
pub fn murmur2(data: &[u8]) -> u32 {
    const SEED: u32 = 0x9747_b28c;
    const MULTIPLIER: u32 = 0x5bd1_e995;

    // Kafka's lengths are 32-bit; a key never comes near that.
    let mut hash = SEED ^ (data.len() as u32);
    let (words, rest) = data.as_chunks::<4>();
    for word in words {
        let mut k = u32::from_le_bytes(*word).wrapping_mul(MULTIPLIER);
        k ^= k >> 24;
        hash = hash.wrapping_mul(MULTIPLIER) ^ k.wrapping_mul(MULTIPLIER);
    }
    if !rest.is_empty() {
        for (index, byte) in rest.iter().enumerate() {
            hash ^= u32::from(*byte) << (8 * index);
        }
        hash = hash.wrapping_mul(MULTIPLIER);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(MULTIPLIER);
    hash ^ (hash >> 15)
}

/// CRC-32 of IEEE 802.3, bit by bit: keys are short. Source: librdkafka 2.12.1,
/// `rdcrc32.h`.
pub fn crc32(data: &[u8]) -> u32 {
    const REVERSED_POLYNOMIAL: u32 = 0xedb8_8320;
    !data.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            let carry = if crc & 1 == 1 { REVERSED_POLYNOMIAL } else { 0 };
            (crc >> 1) ^ carry
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed by `kafka.partitioner.default.murmur2` of kafka-python 3.0.12.
    #[test]
    fn agrees_with_kafka_python() {
        for (key, hash, of_3, of_6) in KNOWN {
            assert_eq!(murmur2(key), *hash, "murmur2 of {key:?}");
            assert_eq!(partition(key, 3), *of_3, "partition of 3 of {key:?}");
            assert_eq!(partition(key, 6), *of_6, "partition of 6 of {key:?}");
        }
    }

    #[test]
    fn quotes_in_the_key_change_the_partition() {
        assert_eq!(partition(b"cliente-07", 3), 2);
        assert_eq!(partition(b"\"cliente-07\"", 3), 0);
    }

    /// Sent by librdkafka 2.12.1 with its own partitioner.
    #[test]
    fn agrees_with_librdkafka() {
        let partitions = [
            ("a", 0),
            ("ab", 2),
            ("abc", 0),
            ("abcd", 1),
            ("cliente-01", 0),
            ("cliente-02", 0),
            ("cliente-03", 2),
            ("cliente-07", 2),
            ("cliente-12", 2),
            ("café", 2),
            ("ñ-01", 2),
            ("21", 1),
            ("foobar", 2),
        ];
        for (key, of_3) in partitions {
            assert_eq!(crc32_partition(key.as_bytes(), 3), of_3, "{key}");
        }
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926, "the check value of CRC-32");
    }

    /// One letter, two ways to write it in bytes: other keys for Kafka.
    #[test]
    fn a_composed_accent_is_another_key_than_a_decomposed_one() {
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}");
        assert_eq!((composed.len(), decomposed.len()), (5, 6));
        assert_eq!([3, 4, 6].map(|of| partition(composed.as_bytes(), of)), [0, 2, 0]);
        assert_ne!(murmur2(composed.as_bytes()), murmur2(decomposed.as_bytes()));
    }

    #[rustfmt::skip]
    const KNOWN: &[(&[u8], u32, u32, u32)] = &[
        (b"", 275646681, 0, 3),
        (b"a", 2731586172, 1, 4),
        (b"ab", 316155434, 2, 2),
        (b"abc", 479470107, 0, 3),
        (b"abcd", 2971317748, 2, 2),
        (b"abcde", 461995741, 1, 1),
        (b"cliente-01", 2728630061, 0, 3),
        (b"cliente-07", 1465164791, 2, 5),
        (b"\x22cliente-07\x22", 3603278135, 0, 3),
        (b"cliente-12", 554157575, 2, 5),
        (b"null", 4219285819, 2, 5),
        (b"Espa\xc3\xb1a", 27601702, 1, 4),
        (b"\xf0\x9f\x9b\x92", 442588275, 0, 3),
        (b"\x00\x80\xff", 719005661, 2, 5),
        (b"21", 3321034988, 0, 0),
        (b"foobar", 3504634814, 0, 0),
    ];
}
