//! What the proxy does with single requests and answers, byte for byte.

use backend::lab::proxy::{At, Fault, FaultKind, Faults, ProxyEvent};
use bytes::{Buf, Bytes, BytesMut};
use kafka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kafka_protocol::messages::{ApiKey, ProduceRequest, RequestHeader, TopicName};
use kafka_protocol::messages::{ApiVersionsResponse, ProduceResponse};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, StrBytes};
use rustix::net::sockopt::set_socket_linger;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{hold, next, start};
use crate::cluster::DEADLINE;
use crate::fake_broker::{Answers, FakeBroker, read_frame, write_frame};

const PRODUCE_VERSION: i16 = 7;

fn request(key: ApiKey, version: i16, correlation_id: i32) -> BytesMut {
    let mut bytes = BytesMut::new();
    RequestHeader::default()
        .with_request_api_key(key as i16)
        .with_request_api_version(version)
        .with_correlation_id(correlation_id)
        .with_client_id(Some(StrBytes::from_static_str("test")))
        .encode(&mut bytes, key.request_header_version(version))
        .unwrap();
    bytes
}

fn produce(correlation_id: i32, acks: i16) -> Bytes {
    let mut bytes = request(ApiKey::Produce, PRODUCE_VERSION, correlation_id);
    let partition =
        PartitionProduceData::default().with_index(2).with_records(Some(Bytes::from_static(b"")));
    let topic = TopicProduceData::default()
        .with_name(TopicName(StrBytes::from_static_str("t")))
        .with_partition_data(vec![partition]);
    ProduceRequest::default()
        .with_acks(acks)
        .with_topic_data(vec![topic])
        .encode(&mut bytes, PRODUCE_VERSION)
        .unwrap();
    bytes.freeze()
}

/// A request that the proxy passes on unread.
fn heartbeat(correlation_id: i32) -> Bytes {
    let mut bytes = request(ApiKey::Heartbeat, 0, correlation_id);
    bytes.extend_from_slice(b"whatever");
    bytes.freeze()
}

async fn correlation_id(client: &mut TcpStream) -> i32 {
    timeout(DEADLINE, read_frame(client)).await.unwrap().unwrap().get_i32()
}

#[tokio::test]
async fn requests_pass_byte_for_byte_and_in_order() {
    let mut broker = FakeBroker::start(Answers::Bare).await;
    let (proxy, _events) = start(&broker.address, Faults::default()).await;
    let mut client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
    let requests = [produce(1, 1), heartbeat(2), produce(3, -1)];
    for request in &requests {
        write_frame(&mut client, request).await.unwrap();
    }
    for (number, request) in (1..).zip(&requests) {
        assert_eq!(correlation_id(&mut client).await, number);
        assert_eq!(&next(&mut broker.received).await, request);
    }
    let report = proxy.stop().await;
    assert_eq!((report.connections, report.requests, report.produce_requests), (1, 3, 2));
}

#[tokio::test]
async fn an_answer_to_a_join_that_cannot_be_read_passes_untold() {
    let broker = FakeBroker::start(Answers::Bare).await;
    let (proxy, mut events) = start(&broker.address, Faults::default()).await;
    let mut client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
    for (number, key) in [(1, ApiKey::JoinGroup), (2, ApiKey::LeaveGroup)] {
        write_frame(&mut client, &request(key, 1, number)).await.unwrap();
        assert_eq!(correlation_id(&mut client).await, number);
    }
    assert!(!proxy.upstream_lost());
    proxy.stop().await;
    assert_eq!(next(&mut events).await.event, ProxyEvent::Left { client: "test".to_owned() });
    assert!(events.try_recv().is_err());
}

#[tokio::test]
async fn held_requests_keep_their_order_and_go_on_when_released() {
    let mut broker = FakeBroker::start(Answers::Bare).await;
    let (proxy, mut events) = start(&broker.address, hold()).await;
    let mut client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
    let requests = [heartbeat(1), produce(2, 1), heartbeat(3), produce(4, 1)];
    for request in &requests {
        write_frame(&mut client, request).await.unwrap();
    }
    let ProxyEvent::Held { partitions } = next(&mut events).await.event else { panic!("not held") };
    assert_eq!((partitions[0].topic.as_str(), partitions[0].partition), ("t", 2));
    assert_eq!(correlation_id(&mut client).await, 1);
    assert_eq!(next(&mut broker.received).await, requests[0]);
    assert!(broker.received.try_recv().is_err());

    proxy.release();
    proxy.release();
    assert_eq!(next(&mut events).await.event, ProxyEvent::Released);
    for (number, request) in (2..).zip(&requests[1..]) {
        assert_eq!(correlation_id(&mut client).await, number);
        assert_eq!(&next(&mut broker.received).await, request);
    }
    assert!(!proxy.upstream_lost());
    proxy.stop().await;
    assert!(events.try_recv().is_err());
}

/// The proxy need not have read the close: the release comes as soon as the system has delivered it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn held_requests_of_a_closed_client_are_never_forwarded() {
    let mut broker = FakeBroker::start(Answers::Bare).await;
    for _ in 0..200 {
        let (proxy, mut events) = start(&broker.address, hold()).await;
        let mut client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
        for number in 0..5 {
            write_frame(&mut client, &produce(number, 1)).await.unwrap();
        }
        assert!(matches!(next(&mut events).await.event, ProxyEvent::Held { .. }));
        close(client);
        proxy.release();
        let report = proxy.stop().await;
        assert_eq!(report.produce_requests, 0);
    }
    assert!(broker.received.try_recv().is_err());
}

#[tokio::test]
async fn a_stop_ends_held_requests_too() {
    let mut broker = FakeBroker::start(Answers::Bare).await;
    let (proxy, mut events) = start(&broker.address, hold()).await;
    let mut client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
    write_frame(&mut client, &produce(1, 1)).await.unwrap();
    assert!(matches!(next(&mut events).await.event, ProxyEvent::Held { .. }));
    proxy.stop().await;
    assert!(timeout(DEADLINE, read_frame(&mut client)).await.unwrap().is_err());
    assert!(broker.received.try_recv().is_err());
}

/// `acks=0`: the client may be gone before the proxy has read what it sent.
#[tokio::test]
async fn what_is_not_held_reaches_the_broker_after_its_client_closed() {
    let mut broker = FakeBroker::start(Answers::Silence).await;
    let (proxy, _events) = start(&broker.address, Faults::default()).await;
    let mut client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
    for number in 0..20 {
        write_frame(&mut client, &produce(number, 0)).await.unwrap();
    }
    drop(client);
    for number in 0..20 {
        assert_eq!(next(&mut broker.received).await, produce(number, 0));
    }
    proxy.stop().await;
}

#[tokio::test]
async fn a_refusal_comes_in_its_turn_and_the_broker_sees_nothing() {
    let mut broker = FakeBroker::start(Answers::Bare).await;
    let plan = vec![Fault { at: At::Request(2), kind: FaultKind::Refuse { error_code: 7 } }];
    let (proxy, mut events) = start(&broker.address, Faults { plan, ..Faults::default() }).await;
    let mut client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
    for number in 1..=3 {
        write_frame(&mut client, &produce(number, 1)).await.unwrap();
    }
    assert_eq!(correlation_id(&mut client).await, 1);
    let mut refusal = read_frame(&mut client).await.unwrap();
    assert_eq!(refusal.get_i32(), 2);
    let refusal = ProduceResponse::decode(&mut refusal, PRODUCE_VERSION).unwrap();
    let partition = &refusal.responses[0].partition_responses[0];
    assert_eq!((partition.index, partition.error_code), (2, 7));
    assert_eq!(correlation_id(&mut client).await, 3);
    assert!(matches!(next(&mut events).await.event, ProxyEvent::Fault { request: 2, .. }));
    assert_eq!(next(&mut broker.received).await, produce(1, 1));
    assert_eq!(next(&mut broker.received).await, produce(3, 1));
    assert_eq!(proxy.stop().await.faults_applied, 1);
}

#[tokio::test]
async fn clients_see_no_version_that_leads_around_the_proxy() {
    let broker = FakeBroker::start(Answers::Bare).await;
    let (proxy, _events) = start(&broker.address, Faults::default()).await;
    let mut client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
    write_frame(&mut client, &request(ApiKey::ApiVersions, 2, 1)).await.unwrap();
    let mut answer = read_frame(&mut client).await.unwrap();
    answer.advance(4);
    let answer = ApiVersionsResponse::decode(&mut answer, 2).unwrap();
    let seen: Vec<_> = answer.api_keys.iter().map(|api| (api.api_key, api.max_version)).collect();
    assert_eq!(seen, [(0, 9), (1, 12), (3, 8), (18, 2)]);
    assert_eq!(ApiVersionsResponse::header_version(4), 0);
}

#[tokio::test]
async fn a_broker_that_closes_is_lost_and_a_client_that_closes_is_not() {
    let broker = FakeBroker::start(Answers::Close).await;
    let (proxy, _events) = start(&broker.address, Faults::default()).await;
    let client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
    drop(client);
    let mut client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
    assert!(!proxy.upstream_lost());
    write_frame(&mut client, &heartbeat(1)).await.unwrap();
    assert!(timeout(DEADLINE, read_frame(&mut client)).await.unwrap().is_err());
    assert!(proxy.upstream_lost());
}

#[tokio::test]
async fn what_is_no_request_ends_its_own_connection_only() {
    let broker = FakeBroker::start(Answers::Bare).await;
    let (proxy, _events) = start(&broker.address, Faults::default()).await;
    let truncated = produce(1, 1).slice(..20);
    let unread_version = request(ApiKey::Produce, 13, 1).freeze();
    for nonsense in [Bytes::new(), Bytes::from_static(b"\0"), truncated, unread_version] {
        let mut client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
        write_frame(&mut client, &nonsense).await.unwrap();
        assert!(timeout(DEADLINE, read_frame(&mut client)).await.unwrap().is_err());
    }
    let mut client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
    write_frame(&mut client, &heartbeat(9)).await.unwrap();
    assert_eq!(correlation_id(&mut client).await, 9);
    assert!(!proxy.upstream_lost());
}

#[tokio::test]
async fn an_answer_that_was_not_wanted_does_not_reach_the_client() {
    let mut broker = FakeBroker::start(Answers::Bare).await;
    let (proxy, _events) = start(&broker.address, Faults::default()).await;
    let mut client = TcpStream::connect(proxy.entrance().servers()).await.unwrap();
    for request in [produce(1, 0), produce(2, 0), heartbeat(3), produce(4, 0)] {
        write_frame(&mut client, &request).await.unwrap();
        assert_eq!(next(&mut broker.received).await, request);
    }
    assert_eq!(correlation_id(&mut client).await, 3);
    write_frame(&mut client, &heartbeat(5)).await.unwrap();
    assert_eq!(correlation_id(&mut client).await, 5);
    drop(client);
    timeout(DEADLINE, proxy.settled()).await.expect("in time");
    assert!(!proxy.upstream_lost());
}

/// Returns when the other end's socket has the close: on a busy machine even loopback takes a moment.
fn close(client: TcpStream) {
    let client = client.into_std().unwrap();
    client.set_nonblocking(false).unwrap();
    set_socket_linger(&client, Some(DEADLINE)).unwrap();
}
