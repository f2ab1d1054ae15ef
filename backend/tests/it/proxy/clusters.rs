//! Real producers behind a proxy: what it does to their requests is seen in the log, which is read
//! without it.

use backend::lab::log_reader::{self, Limits};
use backend::lab::proxy::{At, Fault, FaultKind, Faults, ProxyEvent};
use backend::lab::topics::{self, NewTopic};
use backend::lab::wire::Bootstrap;
use rdkafka::producer::{BaseRecord, Producer};
use tokio::time::timeout;

use super::{hold, next, start};
use crate::cluster::{DEADLINE, Real, Simulated, producer, unique};

/// Of each topic.
const PARTITIONS: i32 = 3;

/// How many records `topic` holds, read without the proxy.
async fn stored(upstream: &Bootstrap, topic: &str) -> usize {
    batches(upstream, topic).await.into_iter().sum()
}

/// How many records each batch of `topic` holds, read without the proxy.
async fn batches(upstream: &Bootstrap, topic: &str) -> Vec<usize> {
    let limits = Limits { records: 1000, bytes: 1 << 20 };
    let log = log_reader::read(upstream, topic, limits, DEADLINE).await.unwrap();
    log.partitions.iter().flat_map(|log| &log.batches).map(|batch| batch.records.len()).collect()
}

/// Sends one record through a proxy with one fault; returns how often it is stored in the end.
async fn stored_with(upstream: &Bootstrap, topic: &str, kind: FaultKind) -> usize {
    let plan = vec![Fault { at: At::Request(1), kind }];
    let (proxy, mut events) = start(upstream, Faults { plan, ..Faults::default() }).await;
    let producer = producer(
        proxy.entrance().servers(),
        // The client notices a lost acknowledgement by its socket time-out.
        &[("socket.timeout.ms", "1000"), ("request.timeout.ms", "500")],
    );
    producer.send(BaseRecord::<(), _>::to(topic).partition(0).payload("once")).unwrap();
    tokio::task::spawn_blocking(move || producer.flush(DEADLINE).unwrap()).await.unwrap();
    let ProxyEvent::Fault { request, kind: applied, partitions } = next(&mut events).await.event
    else {
        panic!("another event")
    };
    assert_eq!((request, applied), (1, kind));
    assert_eq!(
        (partitions[0].topic.as_str(), partitions[0].partition, partitions[0].records),
        (topic, 0, 1)
    );
    assert!(!proxy.upstream_lost());
    proxy.stop().await;
    stored(upstream, topic).await
}

async fn faults_do_what_they_say(upstream: &Bootstrap, make: impl AsyncFn(&str)) {
    for (kind, times) in [
        (FaultKind::LoseAcknowledgement, 2),
        (FaultKind::CutAfterAppend, 2),
        (FaultKind::CutBeforeForward, 1),
        (FaultKind::Refuse { error_code: 7 }, 1),
        (FaultKind::DelayRequest { ms: 20 }, 1),
        (FaultKind::DelayAcknowledgement { ms: 20 }, 1),
    ] {
        let topic = unique("fault");
        make(&topic).await;
        assert_eq!(stored_with(upstream, &topic, kind).await, times, "{kind:?}");
    }
}

/// So that requests can be counted in the log where there was no proxy.
async fn each_batch_has_a_request_of_its_own(upstream: &Bootstrap, make: impl AsyncFn(&str)) {
    let alone: [(&str, &str); 1] = [("linger.ms", "0")];
    let in_batches = [("linger.ms", "20"), ("compression.type", "gzip"), ("acks", "1")];
    let in_order = [("linger.ms", "5"), ("enable.idempotence", "true")];
    for properties in [&alone[..], &in_batches, &in_order] {
        let topic = unique("requests");
        make(&topic).await;
        let (proxy, _events) = start(upstream, Faults::default()).await;
        let producer = producer(proxy.entrance().servers(), properties);
        for number in 0..200 {
            let record = BaseRecord::<(), _>::to(&topic).partition(number % PARTITIONS);
            producer.send(record.payload("order")).unwrap();
        }
        tokio::task::spawn_blocking(move || producer.flush(DEADLINE).unwrap()).await.unwrap();
        let requests = proxy.stop().await.produce_requests as usize;
        let batches = batches(upstream, &topic).await;
        assert_eq!(requests, batches.len(), "{properties:?}");
        assert_eq!(batches.iter().sum::<usize>(), 200);
        assert!(requests >= PARTITIONS as usize);
    }
}

async fn a_real_producer_is_held(upstream: &Bootstrap, make: impl AsyncFn(&str)) {
    let (released, dropped) = (unique("released"), unique("dropped"));
    make(&released).await;
    make(&dropped).await;
    for topic in [&released, &dropped] {
        let (proxy, mut events) = start(upstream, hold()).await;
        let producer = producer(proxy.entrance().servers(), &[("linger.ms", "0")]);
        for number in 0..20 {
            let value = number.to_string();
            producer.send(BaseRecord::<(), _>::to(topic).partition(0).payload(&value)).unwrap();
        }
        assert!(matches!(next(&mut events).await.event, ProxyEvent::Held { .. }));
        assert_eq!(stored(upstream, topic).await, 0);
        if topic == &released {
            proxy.release();
            assert_eq!(next(&mut events).await.event, ProxyEvent::Released);
            tokio::task::spawn_blocking(move || producer.flush(DEADLINE).unwrap()).await.unwrap();
        } else {
            tokio::task::spawn_blocking(move || drop(producer)).await.unwrap();
            proxy.release();
        }
        assert!(!proxy.upstream_lost());
        proxy.stop().await;
    }
    assert_eq!(stored(upstream, &released).await, 20);
    assert_eq!(stored(upstream, &dropped).await, 0);
}

/// Kafka does not answer such requests, librdkafka's mock cluster does: the client sees no answer
/// from either. When its connections have closed, the log has what it sent.
async fn what_wants_no_answer_gets_none_and_is_stored(
    upstream: &Bootstrap,
    make: impl AsyncFn(&str),
) {
    for round in 0..30 {
        let topic = unique("unanswered");
        make(&topic).await;
        let (proxy, _events) = start(upstream, Faults::default()).await;
        let linger = if round % 2 == 0 { "0" } else { "2" };
        let producer =
            producer(proxy.entrance().servers(), &[("acks", "0"), ("linger.ms", linger)]);
        for number in 0..150 {
            let record = BaseRecord::<(), _>::to(&topic).partition(number % PARTITIONS);
            producer.send(record.payload("order")).unwrap();
        }
        tokio::task::spawn_blocking(move || {
            producer.flush(DEADLINE).unwrap();
            drop(producer);
        })
        .await
        .unwrap();
        timeout(DEADLINE, proxy.settled()).await.expect("in time");
        assert!(!proxy.upstream_lost(), "round {round}");
        proxy.stop().await;
        assert_eq!(stored(upstream, &topic).await, 150, "round {round}");
    }
}

#[tokio::test]
async fn on_the_simulated_cluster() {
    let simulated = Simulated::start(2);
    let upstream = simulated.bootstrap();
    let make = async |topic: &str| simulated.cluster().create_topic(topic, PARTITIONS, 1).unwrap();
    a_real_producer_is_held(&upstream, make).await;
    each_batch_has_a_request_of_its_own(&upstream, make).await;
    faults_do_what_they_say(&upstream, make).await;
    what_wants_no_answer_gets_none_and_is_stored(&upstream, make).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_real_kafka() {
    let Some(real) = Real::start().await else { return };
    let upstream = &real.bootstrap;
    let make = async |topic: &str| {
        let topics = [NewTopic {
            name: topic.to_owned(),
            partitions: PARTITIONS as u32,
            ..NewTopic::default()
        }];
        topics::create(upstream, &topics, DEADLINE).await.unwrap();
    };
    a_real_producer_is_held(upstream, make).await;
    each_batch_has_a_request_of_its_own(upstream, make).await;
    faults_do_what_they_say(upstream, make).await;
    what_wants_no_answer_gets_none_and_is_stored(upstream, make).await;
    real.stop().await;
}
