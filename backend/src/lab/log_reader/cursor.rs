//! Reads the numbers and byte strings that records are made of, never past their end.

use bytes::{Buf, Bytes};

use super::malformed::Malformed;

/// A place in the bytes of a batch.
pub(super) struct Cursor(pub(super) Bytes);

impl Cursor {
    pub(super) fn remaining(&self) -> usize {
        self.0.len()
    }

    pub(super) fn byte(&mut self) -> Result<u8, Malformed> {
        self.0.try_get_u8().map_err(|_| Malformed::Truncated)
    }

    /// A zigzag varint of up to 64 bits, as Protocol Buffers have them.
    pub(super) fn varlong(&mut self) -> Result<i64, Malformed> {
        let mut value = 0_u64;
        for position in 0..10 {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has room for one bit only.
            if position == 9 && bits > 1 {
                return Err(Malformed::Number);
            }
            value |= bits << (7 * position);
            if byte & 0x80 == 0 {
                return Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed());
            }
        }
        Err(Malformed::Number)
    }

    /// A varint that is a count or a length, where −1 means null.
    pub(super) fn length(&mut self) -> Result<Option<usize>, Malformed> {
        match self.varlong()? {
            -1 => Ok(None),
            length => usize::try_from(length).map(Some).map_err(|_| Malformed::Number),
        }
    }

    pub(super) fn take(&mut self, length: usize) -> Result<Bytes, Malformed> {
        if length > self.0.len() { Err(Malformed::Truncated) } else { Ok(self.0.split_to(length)) }
    }

    /// A byte string after its length.
    pub(super) fn bytes(&mut self) -> Result<Option<Bytes>, Malformed> {
        self.length()?.map(|length| self.take(length)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The zigzag varint of `value`, written independently of the reader.
    fn varlong(value: i64) -> Vec<u8> {
        let mut rest = ((value << 1) ^ (value >> 63)).cast_unsigned();
        let mut bytes = Vec::new();
        while rest >= 0x80 {
            bytes.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push(rest as u8);
        bytes
    }

    proptest! {
        #[test]
        fn a_number_survives_a_round_trip(value in any::<i64>()) {
            let mut cursor = Cursor(varlong(value).into());
            prop_assert_eq!(cursor.varlong(), Ok(value));
            prop_assert_eq!(cursor.remaining(), 0);
        }
    }

    #[test]
    fn a_number_without_end_is_refused() {
        assert_eq!(Cursor(vec![0xff; 11].into()).varlong(), Err(Malformed::Number));
        assert_eq!(Cursor(vec![0xff; 3].into()).varlong(), Err(Malformed::Truncated));
    }

    #[test]
    fn a_length_beyond_the_end_is_refused() {
        assert_eq!(Cursor(Bytes::from_static(b"\x04a")).bytes(), Err(Malformed::Truncated));
        assert_eq!(Cursor(Bytes::from_static(b"\x01")).bytes(), Ok(None));
        assert_eq!(Cursor(Bytes::from_static(b"\x03")).bytes(), Err(Malformed::Number));
    }
}
