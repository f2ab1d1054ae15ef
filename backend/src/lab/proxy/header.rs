//! The header of a client's request.

use crate::lab::wire::reader::{Misshapen, Reader, Style};

/// What every request begins with.
#[derive(Debug)]
pub(super) struct Header<'a> {
    pub api_key: i16,
    pub version: i16,
    pub correlation_id: i32,
    /// The client id; null is empty.
    pub client_id: &'a [u8],
    /// What follows: from some version of each kind on, tagged fields first.
    pub rest: &'a [u8],
}

impl<'a> Header<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Misshapen> {
        // Up to the client id, the headers of all versions in use are alike, and in the plain
        // encoding.
        let mut reader = Reader::new(bytes, Style::Plain);
        Ok(Self {
            api_key: i16::from_be_bytes(reader.array()?),
            version: i16::from_be_bytes(reader.array()?),
            correlation_id: i32::from_be_bytes(reader.array()?),
            client_id: reader.text()?,
            rest: reader.rest(),
        })
    }
}
