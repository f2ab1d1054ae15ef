//! A client's request as far as the proxy reads it: the header, and of Produce a little more.

use bytes::Bytes;
use kafka_protocol::messages::ApiKey;

use super::produce::{self, Produce};
use crate::lab::wire::reader::{Misshapen, Reader, Style};

/// One request, to be forwarded as it came.
#[derive(Debug)]
pub(super) struct Request {
    pub api_key: i16,
    pub version: i16,
    pub correlation_id: i32,
    /// `Some` for Produce requests.
    pub produce: Option<Produce>,
    /// The whole frame without its length.
    pub bytes: Bytes,
}

impl Request {
    /// Reads the header, and of a Produce request its partitions.
    pub(super) fn read(bytes: Bytes) -> Result<Self, Misshapen> {
        let mut reader = Reader::new(&bytes, Style::Plain);
        let api_key = i16::from_be_bytes(reader.array()?);
        let version = i16::from_be_bytes(reader.array()?);
        let correlation_id = i32::from_be_bytes(reader.array()?);
        let produce = if api_key == ApiKey::Produce as i16 {
            if !produce::VERSIONS.contains(&version) {
                return Err(Misshapen::Version(version));
            }
            // The name is written plainly in every version of the header.
            let _client_id = reader.text()?;
            let mut reader = Reader::new(reader.rest(), produce::style(version));
            reader.end_of_structure()?;
            Some(Produce::read(reader.rest(), version)?)
        } else {
            None
        };
        Ok(Self { api_key, version, correlation_id, produce, bytes })
    }
}
