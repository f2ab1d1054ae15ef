//! Reads, without changing them, the messages about group membership: who asks to join or leave,
//! and the generation in the answer to a join.
//!
//! Only the classic protocol has these messages; a consumer with `group.protocol=consumer`
//! (KIP-848) joins through heartbeats, which are not read.

use kafka_protocol::messages::ApiKey;

use super::header::Header;
use crate::lab::wire::reader::{Misshapen, Reader, Style};

/// The versions of JoinGroup that are read; [`super::rewrite`] hides newer ones from clients.
pub(super) const VERSIONS: std::ops::RangeInclusive<i16> = 0..=9;
/// From this version on, JoinGroup has the compact encoding.
const FIRST_COMPACT: i16 = 6;

/// A client's request to change its membership. The client is identified by its client id, which we
/// give to our own clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MembershipChange {
    Join { client: String },
    Leave { client: String },
}

impl MembershipChange {
    /// `None` for requests of other kinds.
    pub(super) fn read(header: &Header<'_>) -> Option<Self> {
        let client = || String::from_utf8_lossy(header.client_id).into_owned();
        match ApiKey::try_from(header.api_key) {
            Ok(ApiKey::JoinGroup) => Some(Self::Join { client: client() }),
            Ok(ApiKey::LeaveGroup) => Some(Self::Leave { client: client() }),
            Ok(_) | Err(()) => None,
        }
    }
}

/// The generation into which a JoinGroup answer, header included, accepts its member. `None` if it
/// refuses, as it does the first attempt, so that the member comes back with an id (KIP-394).
pub(super) fn generation(answer: &[u8], version: i16) -> Result<Option<i32>, Misshapen> {
    if !VERSIONS.contains(&version) {
        return Err(Misshapen::Version(version));
    }
    let style = if version < FIRST_COMPACT { Style::Plain } else { Style::Compact };
    let mut reader = Reader::new(answer, style);
    let _correlation_id: [u8; 4] = reader.array()?;
    // The header's tagged fields; the plain encoding has none.
    reader.end_of_structure()?;
    if version >= 2 {
        let _throttle_time_ms: [u8; 4] = reader.array()?;
    }
    let error_code = i16::from_be_bytes(reader.array()?);
    let generation = i32::from_be_bytes(reader.array()?);
    Ok((error_code == 0).then_some(generation))
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;
    use kafka_protocol::messages::{JoinGroupResponse, ResponseHeader};
    use kafka_protocol::protocol::{Encodable, HeaderVersion};
    use proptest::prelude::*;

    use super::*;

    fn answer(version: i16, error_code: i16) -> BytesMut {
        let mut bytes = BytesMut::new();
        ResponseHeader::default()
            .with_correlation_id(3)
            .encode(&mut bytes, JoinGroupResponse::header_version(version))
            .unwrap();
        // Not every version can encode an answer without a protocol name.
        let name = Some(kafka_protocol::protocol::StrBytes::from_static_str("range"));
        JoinGroupResponse::default()
            .with_error_code(error_code)
            .with_generation_id(7)
            .with_protocol_name(name)
            .encode(&mut bytes, version)
            .unwrap();
        bytes
    }

    #[test]
    fn every_version_of_join_group_is_read() {
        const MEMBER_ID_REQUIRED: i16 = 79;
        for version in VERSIONS {
            assert_eq!(generation(&answer(version, 0), version), Ok(Some(7)), "{version}");
            assert_eq!(generation(&answer(version, MEMBER_ID_REQUIRED), version), Ok(None));
        }
        assert_eq!(generation(&answer(9, 0), 10), Err(Misshapen::Version(10)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(
            bytes in proptest::collection::vec(any::<u8>(), 0..60),
            version in any::<i16>(),
            known in VERSIONS,
        ) {
            prop_assert!(VERSIONS.contains(&version) || generation(&bytes, version).is_err());
            let read = generation(&bytes, known);
            prop_assert!(bytes.len() >= 10 || read.is_err());
        }

        #[test]
        fn an_answer_cut_short_is_refused(version in VERSIONS, length in 0_usize..10) {
            prop_assert!(generation(&answer(version, 0)[..length], version).is_err());
        }
    }
}
