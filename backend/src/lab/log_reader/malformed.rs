//! Why bytes of a log are not a batch.

use super::codec::Codec;

/// The bytes are not a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("it ends before its records do")]
    Truncated,
    #[error("a number is out of its range")]
    Number,
    #[error("an offset or timestamp is out of its range")]
    Offset,
    #[error("it is of format version {0}, and only version 2 is read")]
    Version(u8),
    #[error("it is compressed with codec {0}, which is unknown")]
    Codec(i16),
    #[error("its records cannot be decompressed with {0:?}")]
    Compression(Codec),
}
