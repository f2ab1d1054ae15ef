//! Reads, without changing them, the messages about group membership: who asks to join or leave,
//! and the generation or the epoch in the answer.
//!
//! In the classic protocol a member joins by JoinGroup, with all the others, into a generation of
//! its group. With `group.protocol=consumer` (KIP-848) it joins by its first ConsumerGroupHeartbeat,
//! and each member has an epoch of its own: the broker raises it in the answer to a heartbeat once
//! the member has given back what it has to. A member with the group's epoch is where the member of
//! a generation is, so both are reported alike.

use kafka_protocol::messages::ApiKey;

use super::header::Header;
use crate::lab::wire::reader::{Misshapen, Reader, Style};

/// The versions of JoinGroup that are read; [`super::rewrite`] hides newer ones from clients.
pub(super) const VERSIONS: std::ops::RangeInclusive<i16> = 0..=9;
/// From this version on, JoinGroup has the compact encoding.
const FIRST_COMPACT: i16 = 6;
/// The same for ConsumerGroupHeartbeat, which has the compact encoding in all of them.
pub(super) const HEARTBEAT_VERSIONS: std::ops::RangeInclusive<i16> = 0..=1;

/// A client's request to change its membership. The client is identified by its client id, which we
/// give to our own clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MembershipChange {
    Join(Joining),
    Leave { client: String },
}

/// Who asks to be a member, or to stay one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Joining {
    pub client: String,
    /// The epoch that the member knows, in a heartbeat of KIP-848; 0 before the first answer.
    known_epoch: Option<i32>,
}

impl MembershipChange {
    /// `None` for requests of other kinds.
    ///
    /// # Errors
    /// A heartbeat of KIP-848 that cannot be read.
    pub(super) fn read(header: &Header<'_>) -> Result<Option<Self>, Misshapen> {
        let client = || String::from_utf8_lossy(header.client_id).into_owned();
        Ok(match ApiKey::try_from(header.api_key) {
            Ok(ApiKey::JoinGroup) => {
                Some(Self::Join(Joining { client: client(), known_epoch: None }))
            }
            Ok(ApiKey::LeaveGroup) => Some(Self::Leave { client: client() }),
            Ok(ApiKey::ConsumerGroupHeartbeat) => Some(match epoch(header)? {
                // A member that leaves says −1, and a static one −2, since it means to come back.
                ..0 => Self::Leave { client: client() },
                known => Self::Join(Joining { client: client(), known_epoch: Some(known) }),
            }),
            Ok(_) | Err(()) => None,
        })
    }
}

impl Joining {
    /// The generation or the epoch into which this answer to its request, header included, lets the
    /// member. `None` if it refuses, as it does the first JoinGroup, so that the member comes back
    /// with an id (KIP-394), and if the epoch is the one that the member had.
    pub(super) fn generation(&self, answer: &[u8], version: i16) -> Result<Option<i32>, Misshapen> {
        match self.known_epoch {
            None => generation(answer, version),
            Some(known) => {
                let epoch = new_epoch(answer, version)?;
                Ok(epoch.filter(|epoch| *epoch != known))
            }
        }
    }
}

/// The epoch that a heartbeat says that its member has.
fn epoch(header: &Header<'_>) -> Result<i32, Misshapen> {
    if !HEARTBEAT_VERSIONS.contains(&header.version) {
        return Err(Misshapen::Version(header.version));
    }
    let mut reader = Reader::new(header.rest, Style::Compact);
    reader.end_of_structure()?; // The header's tagged fields.
    let _group = reader.text()?;
    let _member = reader.text()?;
    Ok(i32::from_be_bytes(reader.array()?))
}

/// The epoch in the answer to a heartbeat; `None` if it refuses. A member that was put out
/// (FENCED_MEMBER_EPOCH, UNKNOWN_MEMBER_ID) gives back its partitions and joins anew.
fn new_epoch(answer: &[u8], version: i16) -> Result<Option<i32>, Misshapen> {
    if !HEARTBEAT_VERSIONS.contains(&version) {
        return Err(Misshapen::Version(version));
    }
    let mut reader = Reader::new(answer, Style::Compact);
    let _correlation_id: [u8; 4] = reader.array()?;
    reader.end_of_structure()?; // The header's tagged fields.
    let _throttle_time_ms: [u8; 4] = reader.array()?;
    let error_code = i16::from_be_bytes(reader.array()?);
    let _error_message = reader.text()?;
    let _member = reader.text()?;
    let epoch = i32::from_be_bytes(reader.array()?);
    Ok((error_code == 0).then_some(epoch))
}

/// The generation into which a JoinGroup answer accepts its member; `None` if it refuses.
fn generation(answer: &[u8], version: i16) -> Result<Option<i32>, Misshapen> {
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
    use kafka_protocol::messages::{
        ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, GroupId, JoinGroupResponse,
        RequestHeader, ResponseHeader,
    };
    use kafka_protocol::protocol::{Encodable, HeaderVersion, StrBytes};
    use proptest::prelude::*;

    use super::*;

    fn answer(version: i16, error_code: i16) -> BytesMut {
        let mut bytes = BytesMut::new();
        ResponseHeader::default()
            .with_correlation_id(3)
            .encode(&mut bytes, JoinGroupResponse::header_version(version))
            .unwrap();
        // Not every version can encode an answer without a protocol name.
        let name = Some(StrBytes::from_static_str("range"));
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

    fn heartbeat(version: i16, epoch: i32) -> BytesMut {
        let mut bytes = BytesMut::new();
        RequestHeader::default()
            .with_request_api_key(ApiKey::ConsumerGroupHeartbeat as i16)
            .with_request_api_version(version)
            .with_client_id(Some(StrBytes::from_static_str("m2")))
            .encode(&mut bytes, ConsumerGroupHeartbeatRequest::header_version(version))
            .unwrap();
        ConsumerGroupHeartbeatRequest::default()
            .with_group_id(GroupId(StrBytes::from_static_str("cobros")))
            .with_member_id(StrBytes::from_static_str("an id"))
            .with_member_epoch(epoch)
            .encode(&mut bytes, version)
            .unwrap();
        bytes
    }

    fn heartbeat_answer(version: i16, error_code: i16, epoch: i32) -> BytesMut {
        let mut bytes = BytesMut::new();
        ResponseHeader::default()
            .encode(&mut bytes, ConsumerGroupHeartbeatResponse::header_version(version))
            .unwrap();
        ConsumerGroupHeartbeatResponse::default()
            .with_error_code(error_code)
            .with_member_id(Some(StrBytes::from_static_str("an id")))
            .with_member_epoch(epoch)
            .encode(&mut bytes, version)
            .unwrap();
        bytes
    }

    fn change(request: &[u8]) -> Result<Option<MembershipChange>, Misshapen> {
        MembershipChange::read(&Header::read(request)?)
    }

    #[test]
    fn a_heartbeat_joins_with_each_new_epoch_and_leaves_with_a_negative_one() {
        const FENCED_MEMBER_EPOCH: i16 = 110;
        for version in HEARTBEAT_VERSIONS {
            for known in [0, 3] {
                let Some(MembershipChange::Join(joining)) =
                    change(&heartbeat(version, known)).unwrap()
                else {
                    panic!("{version}: {known} is no epoch of somebody who leaves")
                };
                assert_eq!(joining.client, "m2");
                let seen = |error_code, epoch| {
                    joining.generation(&heartbeat_answer(version, error_code, epoch), version)
                };
                assert_eq!(seen(0, 4), Ok(Some(4)), "{version}");
                assert_eq!(seen(0, known), Ok(None), "nothing new");
                assert_eq!(seen(FENCED_MEMBER_EPOCH, 4), Ok(None));
            }
            for leaving in [-1, -2] {
                let left = change(&heartbeat(version, leaving)).unwrap();
                assert_eq!(left, Some(MembershipChange::Leave { client: "m2".to_owned() }));
            }
        }
    }

    #[test]
    fn a_heartbeat_of_another_version_is_refused() {
        let mut bytes = heartbeat(1, 3);
        bytes[3] = 2;
        assert_eq!(change(&bytes), Err(Misshapen::Version(2)));
        assert_eq!(new_epoch(&heartbeat_answer(1, 0, 4), 2), Err(Misshapen::Version(2)));
    }

    proptest! {
        #[test]
        fn any_heartbeat_is_read_or_refused(
            bytes in proptest::collection::vec(any::<u8>(), 0..60),
            version in HEARTBEAT_VERSIONS,
            length in 0_usize..40,
        ) {
            let header = Header {
                api_key: ApiKey::ConsumerGroupHeartbeat as i16,
                version,
                correlation_id: 1,
                client_id: b"m1",
                rest: &bytes,
            };
            // One that is read has room for its fields: tags, two names and the epoch.
            prop_assert!(bytes.len() >= 7 || MembershipChange::read(&header).is_err());
            let _ = new_epoch(&bytes, version);
            let whole = heartbeat_answer(version, 0, 4);
            let cut = &whole[..length.min(whole.len())];
            prop_assert!(length >= 22 || new_epoch(cut, version).is_err());
        }

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
