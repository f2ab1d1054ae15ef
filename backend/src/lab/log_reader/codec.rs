//! The codecs of Kafka's batches.

/// How a batch's records are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    None,
    Gzip,
    Snappy,
    Lz4,
    Zstd,
}

impl Codec {
    /// The codec that a batch's attributes name in their lowest three bits.
    ///
    /// # Errors
    /// The number of a codec that is unknown.
    pub(super) fn of(attributes: i16) -> Result<Self, i16> {
        match attributes & 7 {
            0 => Ok(Self::None),
            1 => Ok(Self::Gzip),
            2 => Ok(Self::Snappy),
            3 => Ok(Self::Lz4),
            4 => Ok(Self::Zstd),
            unknown => Err(unknown),
        }
    }
}
