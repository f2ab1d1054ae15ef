//! Topics and logs over the wire, against librdkafka's mock cluster and a real one: the log reader
//! finds what a real producer wrote.

use std::time::Duration;

use backend::lab::log_reader::{self, Codec, Limits, TopicLog};
use backend::lab::topics::{self, NewTopic};
use backend::lab::wire::{Bootstrap, WireError};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseRecord, Producer};

use crate::cluster::{DEADLINE, Real, Simulated, producer, unique};

const ENOUGH: Limits = Limits { records: 10_000, bytes: 10 << 20 };
const CODECS: [(&str, Codec); 5] = [
    ("none", Codec::None),
    ("gzip", Codec::Gzip),
    ("snappy", Codec::Snappy),
    ("lz4", Codec::Lz4),
    ("zstd", Codec::Zstd),
];

async fn read(bootstrap: &Bootstrap, topic: &str) -> TopicLog {
    log_reader::read(bootstrap, topic, ENOUGH, DEADLINE).await.unwrap()
}

/// Forty records to partition 0 of `topic`, in few batches, with headers that repeat a key, and a
/// tombstone as the last.
fn fill(bootstrap: &Bootstrap, topic: &str, properties: &[(&str, &str)]) {
    // The batch is sent when it is full: rdkafka's flush waits for `linger.ms`.
    let properties = [properties, &[("batch.num.messages", "40")]].concat();
    let producer = producer(bootstrap.servers(), &properties);
    for number in 0..40 {
        let (key, value) = (format!("key {}", number % 4), format!("value {number}"));
        let headers = OwnedHeaders::new()
            .insert(Header { key: "run", value: Some("a") })
            .insert(Header { key: "run", value: Some("b") })
            .insert(Header { key: "empty", value: None::<&str> });
        let record = BaseRecord::to(topic).partition(0).key(&key).headers(headers);
        let record = if number < 39 { record.payload(&value) } else { record };
        producer.send(record).unwrap();
    }
    producer.flush(DEADLINE).unwrap();
}

/// Asserts that the reader finds the records of `fill` in a topic of three partitions.
fn assert_filled(log: &TopicLog, codec: Codec, idempotent: bool) {
    let sizes: Vec<_> =
        log.partitions.iter().map(|log| (log.partition, log.begin, log.end)).collect();
    assert_eq!(sizes, [(0, 0, 40), (1, 0, 0), (2, 0, 0)]);
    let partition = &log.partitions[0];
    assert!(partition.batches.iter().all(|batch| {
        batch.crc_ok && batch.codec == codec && !batch.control && !batch.transactional
    }));
    let mut expected_offset = 0;
    for batch in &partition.batches {
        assert_eq!(batch.base_offset, expected_offset);
        assert_eq!(batch.producer_id >= 0, idempotent);
        let sequence = if idempotent { expected_offset } else { -1 };
        assert_eq!(i64::from(batch.base_sequence), sequence);
        assert_eq!(batch.wire_bytes, batch.body_bytes + 61);
        if codec == Codec::None {
            assert_eq!(batch.body_bytes, batch.raw_bytes);
        } else if batch.records.len() > 20 {
            assert!(batch.body_bytes < batch.raw_bytes);
        }
        expected_offset = batch.last_offset().unwrap() + 1;
    }
    let records: Vec<_> = partition.batches.iter().flat_map(|batch| &batch.records).collect();
    for (number, record) in records.iter().enumerate() {
        assert_eq!(record.offset, number as i64);
        assert_eq!(record.key.as_deref(), Some(format!("key {}", number % 4).as_bytes()));
        let value = (number < 39).then(|| format!("value {number}"));
        assert_eq!(record.value.as_deref(), value.as_deref().map(str::as_bytes));
        let headers: Vec<_> =
            record.headers.iter().map(|(key, value)| (key.as_str(), value.as_deref())).collect();
        assert_eq!(headers, [("run", Some(&b"a"[..])), ("run", Some(b"b")), ("empty", None)]);
    }
    assert_eq!(records.len(), 40);
}

/// Every codec, idempotent and not, in a topic that `make` creates.
async fn every_codec_is_read(bootstrap: &Bootstrap, make: impl AsyncFn(&str)) {
    for (name, codec) in CODECS {
        for idempotent in [false, true] {
            let topic = unique(name);
            make(&topic).await;
            fill(
                bootstrap,
                &topic,
                &[
                    ("compression.type", name),
                    ("enable.idempotence", if idempotent { "true" } else { "false" }),
                ],
            );
            assert_filled(&read(bootstrap, &topic).await, codec, idempotent);
        }
    }
}

async fn limits_cut_and_say_so(bootstrap: &Bootstrap, topic: &str) {
    // One batch for each record: the next is sent when the last was acknowledged.
    let producer = producer(bootstrap.servers(), &[("linger.ms", "0")]);
    for number in 0..10 {
        let value = format!("value {number}");
        producer.send(BaseRecord::<(), _>::to(topic).partition(1).payload(&value)).unwrap();
        producer.flush(DEADLINE).unwrap();
    }
    let by_records = Limits { records: 4, ..ENOUGH };
    let by_bytes = Limits { bytes: 60, ..ENOUGH };
    for limits in [by_records, by_bytes] {
        let log = log_reader::read(bootstrap, topic, limits, DEADLINE).await.unwrap();
        let partition = &log.partitions[1];
        assert!(partition.truncated);
        assert_eq!((partition.begin, partition.end), (0, 10));
        assert!((1..=4).contains(&partition.batches.len()), "{:?}", partition.batches.len());
        assert!(!log.partitions[0].truncated);
    }
}

async fn an_unknown_topic_is_refused_at_once(bootstrap: &Bootstrap) {
    let error = log_reader::read(bootstrap, &unique("none"), ENOUGH, DEADLINE).await.unwrap_err();
    assert!(matches!(error, WireError::Broker { .. }), "{error:?}");
}

async fn topics_come_and_go(bootstrap: &Bootstrap) {
    let prefix = unique("");
    let new = |name: &str| NewTopic {
        name: format!("{prefix}{name}"),
        partitions: 3,
        ..NewTopic::default()
    };
    let topics = [new("b"), new("a")];
    topics::create(bootstrap, &topics, DEADLINE).await.unwrap();
    topics::create(bootstrap, &topics[..1], DEADLINE).await.unwrap();
    let names = topics::list(bootstrap, &prefix, DEADLINE).await.unwrap();
    assert_eq!(names, [topics[1].name.as_str(), &topics[0].name]);
    let log = read(bootstrap, &names[0]).await;
    assert_eq!(log.partitions.len(), 3);

    topics::delete(bootstrap, &names, DEADLINE).await.unwrap();
    topics::delete(bootstrap, &names, DEADLINE).await.unwrap();
    assert!(topics::list(bootstrap, &prefix, DEADLINE).await.unwrap().is_empty());
}

async fn a_name_that_kafka_does_not_take_is_refused(bootstrap: &Bootstrap) {
    let topics = [NewTopic { name: "../x".to_owned(), partitions: 1, ..NewTopic::default() }];
    let error = topics::create(bootstrap, &topics, DEADLINE).await.unwrap_err();
    assert!(matches!(&error, WireError::Broker { code: 17, .. }), "{error:?}");
}

#[tokio::test]
async fn on_the_simulated_cluster() {
    let simulated = Simulated::start(3);
    let bootstrap = simulated.bootstrap();
    let make = async |topic: &str| simulated.cluster().create_topic(topic, 3, 1).unwrap();
    every_codec_is_read(&bootstrap, make).await;
    let topic = unique("limits");
    make(&topic).await;
    limits_cut_and_say_so(&bootstrap, &topic).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_real_kafka() {
    let Some(real) = Real::start().await else { return };
    let bootstrap = &real.bootstrap;
    let make = async |topic: &str| {
        let topics = [NewTopic { name: topic.to_owned(), partitions: 3, ..NewTopic::default() }];
        topics::create(bootstrap, &topics, DEADLINE).await.unwrap();
    };
    every_codec_is_read(bootstrap, make).await;
    let topic = unique("limits");
    make(&topic).await;
    limits_cut_and_say_so(bootstrap, &topic).await;
    an_unknown_topic_is_refused_at_once(bootstrap).await;
    topics_come_and_go(bootstrap).await;
    a_name_that_kafka_does_not_take_is_refused(bootstrap).await;
    real.stop().await;
}

#[tokio::test]
async fn nobody_at_the_address_is_said_with_the_address() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = topics::list(&free.to_string().into(), "", DEADLINE).await.unwrap_err();
    assert!(matches!(&error, WireError::Unreachable { .. }), "{error:?}");
    assert!(error.to_string().contains(&free.to_string()));
}

#[tokio::test]
async fn a_broker_that_says_nothing_is_timed_out() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap().to_string().into();
    let error = topics::list(&address, "", Duration::from_millis(30)).await.unwrap_err();
    assert!(matches!(&error, WireError::TimedOut { awaited } if awaited.contains("ApiVersions")));
}

#[tokio::test]
async fn no_address_is_an_error() {
    let error = topics::list(&" , ".to_owned().into(), "", DEADLINE).await.unwrap_err();
    assert!(matches!(&error, WireError::Unreachable { .. }), "{error:?}");
}
