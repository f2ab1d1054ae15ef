//! Changes three answers so that clients stay behind the proxy: the two that name brokers'
//! addresses, and the list of versions, so that clients do not get addresses elsewhere.

use std::collections::HashMap;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use kafka_protocol::messages::{ApiKey, FindCoordinatorResponse, MetadataResponse, ResponseHeader};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, StrBytes};

use super::guard;
use crate::lab::wire::reader::{Misshapen, Style};
use crate::lab::wire::shape::{self, Field};

/// The proxy's port for each broker, by node id.
pub(super) type Ports = HashMap<i32, u16>;

const LOOPBACK: &str = "127.0.0.1";

/// The highest version of `api_key` that clients may see, if the broker has more; `None` hides it.
///
/// Clients get no version newer than [`guard`] reads, even where there is no guard: the labs are
/// the same on every cluster. In later versions, answers to Produce and Fetch carry the addresses
/// of new leaders (KIP-951), and [`super::produce`], [`super::membership`] and the tables of
/// [`shape`] do not read those versions either. The answers to the hidden requests name addresses,
/// too, and no client of a run needs them.
fn highest(api_key: i16) -> Option<i16> {
    match ApiKey::try_from(api_key) {
        Ok(ApiKey::DescribeCluster | ApiKey::ShareFetch | ApiKey::ShareAcknowledge) => None,
        Ok(key) => Some(guard::newest(key).unwrap_or(i16::MAX)),
        Err(()) => Some(i16::MAX),
    }
}

/// Replaces the brokers' addresses by the proxy's. A broker that was added after the proxy started
/// has none, and is left out.
pub(super) fn metadata(answer: Bytes, version: i16, ports: &Ports) -> anyhow::Result<Bytes> {
    rewrite(answer, version, shape::METADATA, |metadata: &mut MetadataResponse| {
        metadata.brokers.retain_mut(|broker| match ports.get(&broker.node_id.0) {
            Some(port) => {
                broker.host = StrBytes::from_static_str(LOOPBACK);
                broker.port = i32::from(*port);
                true
            }
            None => false,
        });
    })
}

/// The same for coordinators. One that the proxy does not know becomes "not available", which makes
/// clients ask again.
pub(super) fn coordinator(answer: Bytes, version: i16, ports: &Ports) -> anyhow::Result<Bytes> {
    const NOT_AVAILABLE: i16 = 15;
    let place = |node: i32, host: &mut StrBytes, port: &mut i32, error_code: &mut i16| {
        if *error_code != 0 {
            return;
        }
        match ports.get(&node) {
            Some(ours) => {
                *host = StrBytes::from_static_str(LOOPBACK);
                *port = i32::from(*ours);
            }
            None => {
                *host = StrBytes::default();
                *port = -1;
                *error_code = NOT_AVAILABLE;
            }
        }
    };
    rewrite(answer, version, shape::FIND_COORDINATOR, |found: &mut FindCoordinatorResponse| {
        // Up to version 3 the answer is about one coordinator, then about a list of them.
        if version <= 3 {
            place(found.node_id.0, &mut found.host, &mut found.port, &mut found.error_code);
        }
        for one in &mut found.coordinators {
            place(one.node_id.0, &mut one.host, &mut one.port, &mut one.error_code);
        }
    })
}

fn rewrite<A: Decodable + Encodable + HeaderVersion>(
    mut answer: Bytes,
    version: i16,
    fields: &[Field],
    change: impl FnOnce(&mut A),
) -> anyhow::Result<Bytes> {
    let header_version = A::header_version(version);
    let header = ResponseHeader::decode(&mut answer, header_version)?;
    // Headers with tagged fields and compact bodies were introduced together.
    let style = if header_version == 0 { Style::Plain } else { Style::Compact };
    shape::check(&answer, fields, version, style)?;
    let mut message = A::decode(&mut answer, version)?;
    change(&mut message);
    let mut bytes = BytesMut::new();
    header.encode(&mut bytes, header_version)?;
    message.encode(&mut bytes, version)?;
    Ok(bytes.freeze())
}

/// Lowers and hides versions as [`highest`] says, and leaves everything else unchanged.
pub(super) fn versions(answer: &[u8], version: i16) -> Result<Bytes, Misshapen> {
    // The header is the correlation id alone, in every version (KIP-511).
    let (prefix, mut rest) = answer.split_at_checked(6).ok_or(Misshapen::Truncated)?;
    // An older broker refuses the version of this request and names the one to use. It does so in
    // the encoding of version 0, or in one of its own (librdkafka's mock cluster): let it pass,
    // since clients only ask again.
    if prefix[4..] != [0, 0] {
        return Ok(Bytes::copy_from_slice(answer));
    }
    let compact = version >= 3;
    let count = if compact {
        compact_count(&mut rest)?
    } else {
        let count = rest.try_get_i32().map_err(|_| Misshapen::Truncated)?;
        usize::try_from(count).map_err(|_| Misshapen::Length)?
    };
    let mut kept = 0;
    let mut entries = BytesMut::new();
    for _ in 0..count {
        let (entry, after) = rest.split_first_chunk::<6>().ok_or(Misshapen::Truncated)?;
        rest = after;
        // Entries have no tagged fields in the versions that clients know.
        if compact && rest.try_get_u8() != Ok(0) {
            return Err(Misshapen::Length);
        }
        let [key_high, key_low, min_high, min_low, max_high, max_low] = *entry;
        let Some(highest) = highest(i16::from_be_bytes([key_high, key_low])) else { continue };
        entries.put_slice(&[key_high, key_low, min_high, min_low]);
        entries.put_i16(i16::from_be_bytes([max_high, max_low]).min(highest));
        if compact {
            entries.put_u8(0);
        }
        kept += 1;
    }

    let mut bytes = BytesMut::with_capacity(answer.len());
    bytes.put_slice(prefix);
    if compact {
        put_compact_count(&mut bytes, kept)
    } else {
        bytes.put_u32(kept)
    }
    bytes.put_slice(&entries);
    bytes.put_slice(rest);
    Ok(bytes.freeze())
}

/// A list's length plus one as a varint. Two bytes hold 16,383 entries; there are fewer than 100.
fn compact_count(bytes: &mut &[u8]) -> Result<usize, Misshapen> {
    let mut next = || bytes.try_get_u8().map(usize::from).map_err(|_| Misshapen::Truncated);
    let low = next()?;
    let count = if low < 0x80 { low } else { (low & 0x7f) | (next()? << 7) };
    if count > 0x3fff { Err(Misshapen::TooMany) } else { Ok(count.saturating_sub(1)) }
}

fn put_compact_count(bytes: &mut BytesMut, count: u32) {
    let count = count + 1;
    if count < 0x80 {
        bytes.put_u8(count as u8);
    } else {
        bytes.put_u8((count & 0x7f) as u8 | 0x80);
        bytes.put_u8((count >> 7) as u8);
    }
}

#[cfg(test)]
mod tests {
    use kafka_protocol::messages::ApiVersionsResponse;
    use kafka_protocol::messages::api_versions_response::ApiVersion;
    use kafka_protocol::messages::find_coordinator_response::Coordinator;
    use kafka_protocol::messages::metadata_response::MetadataResponseBroker;
    use proptest::prelude::*;

    use super::*;

    fn answer<A: Encodable + HeaderVersion>(message: &A, version: i16) -> Bytes {
        let mut bytes = BytesMut::new();
        ResponseHeader::default()
            .with_correlation_id(3)
            .encode(&mut bytes, A::header_version(version))
            .unwrap();
        message.encode(&mut bytes, version).unwrap();
        bytes.freeze()
    }

    fn decoded<A: Decodable + HeaderVersion>(mut bytes: Bytes, version: i16) -> A {
        let header = ResponseHeader::decode(&mut bytes, A::header_version(version)).unwrap();
        assert_eq!(header.correlation_id, 3);
        let message = A::decode(&mut bytes, version).unwrap();
        assert!(bytes.is_empty());
        message
    }

    fn ports() -> Ports {
        Ports::from([(1, 5001)])
    }

    #[test]
    fn every_version_of_metadata_names_the_proxy() {
        let broker = |node: i32| {
            MetadataResponseBroker::default()
                .with_node_id(node.into())
                .with_host(StrBytes::from_static_str("kafka"))
                .with_port(9092)
        };
        let message = MetadataResponse::default().with_brokers(vec![broker(1), broker(2)]);
        for version in 0..=13 {
            let rewritten = metadata(answer(&message, version), version, &ports()).unwrap();
            let rewritten: MetadataResponse = decoded(rewritten, version);
            let [broker] = &rewritten.brokers[..] else { panic!("{:?}", rewritten.brokers) };
            assert_eq!((broker.host.as_str(), broker.port), (LOOPBACK, 5001));
        }
    }

    #[test]
    fn every_version_of_find_coordinator_names_the_proxy() {
        for version in 0..=6 {
            let mut message = FindCoordinatorResponse::default();
            if version <= 3 {
                message = message.with_node_id(1.into()).with_port(9092);
            } else {
                let one = |node: i32| Coordinator::default().with_node_id(node.into());
                message = message.with_coordinators(vec![one(1), one(2)]);
            }
            let rewritten = coordinator(answer(&message, version), version, &ports()).unwrap();
            let rewritten: FindCoordinatorResponse = decoded(rewritten, version);
            if version <= 3 {
                assert_eq!((rewritten.host.as_str(), rewritten.port), (LOOPBACK, 5001));
            } else {
                let found = &rewritten.coordinators;
                assert_eq!((found[0].host.as_str(), found[0].port), (LOOPBACK, 5001));
                assert_eq!((found[1].error_code, found[1].port), (15, -1));
            }
        }
    }

    #[test]
    fn every_version_of_api_versions_is_lowered() {
        let api = |key: i16| ApiVersion::default().with_api_key(key).with_max_version(90);
        let message = ApiVersionsResponse::default()
            .with_api_keys((0..=200).map(api).collect())
            .with_finalized_features_epoch(4);
        for version in 0..=4 {
            let rewritten = versions(&answer(&message, version), version).unwrap();
            let rewritten: ApiVersionsResponse = decoded(rewritten, version);
            assert_eq!(rewritten.api_keys.len(), 201 - 3);
            assert!(rewritten.api_keys.iter().all(|api| api.api_key != 60));
            assert_eq!(
                [0, 1, 19].map(|key| rewritten.api_keys[key].max_version),
                [9, 12, 90],
                "Produce, Fetch, and CreateTopics, which no client of a run sends"
            );
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_rewritten_or_refused(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            version in 0_i16..20,
        ) {
            let bytes = Bytes::from(bytes);
            let _ = versions(&bytes, version);
            let _ = metadata(bytes.clone(), version.min(13), &ports());
            let _ = coordinator(bytes, version.min(6), &ports());
        }
    }
}
