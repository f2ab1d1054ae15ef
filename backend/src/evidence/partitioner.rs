//! Which partition a key goes to, as the Java client and kafka-python compute it. The lab's
//! clients leave that to librdkafka (`murmur2_random`); the grader computes it here a second time,
//! on its own, and compares.

/// The partition of a record with this key: `(murmur2(key) & 0x7fffffff) % partitions`.
///
/// An empty key is a key. A record without one has no fixed partition.
///
/// # Panics
/// If `partitions` is 0: no topic is without partitions.
pub fn partition(key: &[u8], partitions: u32) -> u32 {
    (murmur2(key) & 0x7fff_ffff) % partitions
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
