//! A client's request as far as the proxy reads it: the header, and a little more of a few kinds.

use bytes::Bytes;
use kafka_protocol::messages::ApiKey;

use super::header::Header;
use super::membership::MembershipChange;
use super::produce::{self, Produce};
use crate::lab::wire::reader::{Misshapen, Reader};

/// One request, to be forwarded unchanged.
#[derive(Debug)]
pub(super) struct Request {
    pub api_key: i16,
    pub version: i16,
    pub correlation_id: i32,
    /// The whole frame without its length.
    pub bytes: Bytes,
}

impl Request {
    /// Reads the header.
    pub(super) fn read(bytes: Bytes) -> Result<Self, Misshapen> {
        let header = Header::read(&bytes)?;
        let Header { api_key, version, correlation_id, .. } = header;
        Ok(Self { api_key, version, correlation_id, bytes })
    }

    /// Reads what a member says of itself; `None` for requests that are not about membership. Only for
    /// clients that are authenticated.
    pub(super) fn membership(&self) -> Result<Option<MembershipChange>, Misshapen> {
        MembershipChange::read(&Header::read(&self.bytes)?)
    }

    /// Reads the partitions of a Produce request; `None` for other requests. The result takes more
    /// memory than the request: only for clients that are authenticated.
    pub(super) fn produce(&self) -> Result<Option<Produce>, Misshapen> {
        if self.api_key != ApiKey::Produce as i16 {
            return Ok(None);
        }
        if !produce::VERSIONS.contains(&self.version) {
            return Err(Misshapen::Version(self.version));
        }
        let header = Header::read(&self.bytes)?;
        let mut reader = Reader::new(header.rest, produce::style(self.version));
        reader.end_of_structure()?;
        Produce::read(reader.rest(), self.version).map(Some)
    }
}

impl Request {
    /// The same Metadata request, by which the broker creates no topic; other requests as they are.
    ///
    /// # Errors
    /// A version before 4, in which every request creates what it asks about.
    pub(super) fn creating_nothing(mut self) -> Result<Self, Misshapen> {
        if self.api_key != ApiKey::Metadata as i16 {
            return Ok(self);
        }
        // `AllowAutoTopicCreation` stands near the end: behind it come up to two other booleans
        // and, from version 9 on, the tagged fields, of which clients send none.
        let behind = match self.version {
            4..=7 => 0,
            8 | 11..=13 => 2,
            9 | 10 => 3,
            version => return Err(Misshapen::Version(version)),
        };
        let mut bytes = self.bytes.to_vec();
        let place = bytes.len().checked_sub(behind + 1).ok_or(Misshapen::Length)?;
        bytes[place] = 0;
        self.bytes = bytes.into();
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;
    use kafka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
    use kafka_protocol::messages::{MetadataRequest, ProduceRequest, RequestHeader, TopicName};
    use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, StrBytes};
    use proptest::prelude::*;

    use super::*;
    use crate::lab::proxy::Batches;

    fn produce(version: i16) -> Vec<u8> {
        produce_to("orders", version)
    }

    fn produce_to(topic: &str, version: i16) -> Vec<u8> {
        // Two batch headers without records: lengths 49, counts 3 and 4.
        let batch = |count: i32| {
            let mut bytes = [0; 61];
            bytes[8..12].copy_from_slice(&49_i32.to_be_bytes());
            bytes[57..].copy_from_slice(&count.to_be_bytes());
            bytes
        };
        let records = Bytes::from([batch(3), batch(4)].concat());
        let partition = PartitionProduceData::default().with_index(5).with_records(Some(records));
        let topic = TopicProduceData::default()
            .with_name(TopicName(StrBytes::from_string(topic.to_owned())))
            .with_partition_data(vec![partition]);
        let mut bytes = BytesMut::new();
        RequestHeader::default()
            .with_request_api_version(version)
            .with_correlation_id(9)
            .with_client_id(Some(StrBytes::from_static_str("client")))
            .encode(&mut bytes, ProduceRequest::header_version(version))
            .unwrap();
        let request = ProduceRequest::default().with_acks(-1).with_topic_data(vec![topic]);
        request.encode(&mut bytes, version).unwrap();
        bytes.to_vec()
    }

    #[test]
    fn a_metadata_request_creates_nothing_in_any_version() {
        for version in 4..=13 {
            let mut bytes = BytesMut::new();
            let header = RequestHeader::default()
                .with_request_api_key(ApiKey::Metadata as i16)
                .with_request_api_version(version);
            header.encode(&mut bytes, MetadataRequest::header_version(version)).unwrap();
            let header_length = bytes.len();
            let asks = MetadataRequest::default().with_topics(Some(Vec::new()));
            asks.clone().with_allow_auto_topic_creation(true).encode(&mut bytes, version).unwrap();
            let request = Request::read(bytes.freeze()).unwrap().creating_nothing().unwrap();
            let mut body = request.bytes.slice(header_length..);
            let decoded = MetadataRequest::decode(&mut body, version).unwrap();
            assert!(!decoded.allow_auto_topic_creation, "{version}");
            assert_eq!(decoded, asks.clone().with_allow_auto_topic_creation(false), "{version}");
        }
    }

    #[test]
    fn every_version_of_produce_is_read() {
        for version in produce::VERSIONS {
            let request = Request::read(produce(version).into()).unwrap();
            assert_eq!((request.version, request.correlation_id), (version, 9));
            let batches =
                Batches { topic: "orders".to_owned(), partition: 5, records: 7, sequence: Some(0) };
            let expected = Produce { acks: -1, partitions: vec![batches] };
            assert_eq!(request.produce(), Ok(Some(expected)));
        }
    }

    /// Each of its partitions would have a copy.
    #[test]
    fn no_topic_has_a_name_longer_than_kafkas() {
        for version in produce::VERSIONS {
            let read = |length| {
                let bytes = produce_to(&"t".repeat(length), version);
                Request::read(bytes.into()).unwrap().produce()
            };
            assert!(read(249).is_ok());
            assert_eq!(read(250), Err(Misshapen::Length));
        }
    }

    proptest! {
        #[test]
        fn any_change_is_read_or_refused(
            version in produce::VERSIONS,
            changes in proptest::collection::vec((4_usize..400, any::<u8>()), 1..8),
        ) {
            let mut bytes = produce(version);
            for (place, value) in changes {
                let length = bytes.len();
                bytes[4 + place % (length - 4)] = value;
            }
            let produce = Request::read(bytes.into()).and_then(|request| request.produce());
            if let Ok(Some(produce)) = produce {
                prop_assert!(produce.partitions.len() < 400);
            }
        }
    }
}
