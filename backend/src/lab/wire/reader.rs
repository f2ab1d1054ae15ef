//! Reads a message's fields one by one, never past their end and without allocating.

/// How the lengths of strings and lists are encoded: see KIP-482.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Lengths of fixed width.
    Plain,
    /// Lengths as varints, and tagged fields after each structure.
    Compact,
}

/// The bytes do not have the shape of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misshapen {
    #[error("it ends before its fields do")]
    Truncated,
    #[error("a length is negative or beyond its type")]
    Length,
    #[error("it has more than {MOST_ELEMENTS} elements")]
    TooMany,
    #[error("it is of version {0}, which is not read")]
    Version(i16),
}

/// The most list elements that one message may have in all. Decoded ones are larger than their
/// bytes (a partition of Metadata takes some 150), so the frame's limit alone does not bound
/// memory.
pub const MOST_ELEMENTS: usize = 200_000;

/// A place in the bytes of a message.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    style: Style,
    elements: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8], style: Style) -> Self {
        Self { bytes, style, elements: 0 }
    }

    /// What is left to read.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Misshapen> {
        let (head, rest) = self.bytes.split_first_chunk::<N>().ok_or(Misshapen::Truncated)?;
        self.bytes = rest;
        Ok(*head)
    }

    /// The next `length` bytes.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Misshapen> {
        let (head, rest) = self.bytes.split_at_checked(length).ok_or(Misshapen::Truncated)?;
        self.bytes = rest;
        Ok(head)
    }

    /// A string; null is empty.
    pub fn text(&mut self) -> Result<&'a [u8], Misshapen> {
        let length = match self.style {
            Style::Plain => length_or_null(i16::from_be_bytes(self.array()?).into())?,
            Style::Compact => self.compact_length()?,
        };
        self.take(length.unwrap_or_default())
    }

    /// Bytes; null is empty.
    pub fn blob(&mut self) -> Result<&'a [u8], Misshapen> {
        let length = self.long_length()?;
        self.take(length.unwrap_or_default())
    }

    /// How many elements the list that begins here has; null has none. It is only a claim: reading
    /// the elements shows whether they are there.
    pub fn count(&mut self) -> Result<usize, Misshapen> {
        Ok(self.count_or_null()?.unwrap_or_default())
    }

    /// As [`Self::count`], with `None` for null.
    pub fn count_or_null(&mut self) -> Result<Option<usize>, Misshapen> {
        let count = self.long_length()?;
        self.account(count.unwrap_or_default())?;
        Ok(count)
    }

    /// The end of a structure: with `Style::Compact`, skips its tagged fields.
    pub fn end_of_structure(&mut self) -> Result<(), Misshapen> {
        if self.style == Style::Plain {
            return Ok(());
        }
        let count = self.varint()?;
        self.account(count)?;
        for _ in 0..count {
            let _tag = self.varint()?;
            let length = self.varint()?;
            self.take(length)?;
        }
        Ok(())
    }

    fn account(&mut self, elements: usize) -> Result<(), Misshapen> {
        self.elements = self.elements.saturating_add(elements);
        if self.elements > MOST_ELEMENTS { Err(Misshapen::TooMany) } else { Ok(()) }
    }

    fn long_length(&mut self) -> Result<Option<usize>, Misshapen> {
        match self.style {
            Style::Plain => length_or_null(i32::from_be_bytes(self.array()?)),
            Style::Compact => self.compact_length(),
        }
    }

    /// A length plus one, where 0 is null.
    fn compact_length(&mut self) -> Result<Option<usize>, Misshapen> {
        Ok(self.varint()?.checked_sub(1))
    }

    /// An unsigned varint of up to 32 bits.
    fn varint(&mut self) -> Result<usize, Misshapen> {
        let mut value = 0_u64;
        for position in 0..5 {
            let [byte] = self.array()?;
            value |= u64::from(byte & 0x7f) << (7 * position);
            if byte & 0x80 == 0 {
                let value = u32::try_from(value).map_err(|_| Misshapen::Length)?;
                return Ok(value as usize);
            }
        }
        Err(Misshapen::Length)
    }
}

fn length_or_null(length: i32) -> Result<Option<usize>, Misshapen> {
    if length == -1 {
        return Ok(None);
    }
    usize::try_from(length).map(Some).map_err(|_| Misshapen::Length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_negative_lengths_differ() {
        assert_eq!(Reader::new(b"\xff\xff", Style::Plain).text(), Ok(&b""[..]));
        assert_eq!(Reader::new(b"\xff\xfe", Style::Plain).text(), Err(Misshapen::Length));
        assert_eq!(Reader::new(b"\0", Style::Compact).text(), Ok(&b""[..]));
        assert_eq!(Reader::new(b"\x03ab", Style::Compact).text(), Ok(&b"ab"[..]));
        assert_eq!(Reader::new(b"\x04ab", Style::Compact).text(), Err(Misshapen::Truncated));
    }

    #[test]
    fn tagged_fields_are_skipped_and_bounded() {
        let mut reader = Reader::new(b"\x01\x07\x02ab!", Style::Compact);
        assert_eq!(reader.end_of_structure(), Ok(()));
        assert_eq!(reader.rest(), b"!");
        let mut endless = Reader::new(b"\xff\xff\xff\xff\x0f", Style::Compact);
        assert_eq!(endless.end_of_structure(), Err(Misshapen::TooMany));
    }
}
