//! Groups from both sides: real consumers join and leave through the proxy, which reports it, and
//! their commits are read from the coordinator.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use backend::clock::Clock;
use backend::lab::groups;
use backend::lab::proxy::{Faults, Proxy, ProxyEvent, Seen};
use backend::lab::topics::{self, NewTopic};
use backend::lab::wire::{Bootstrap, WireError};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext};
use rdkafka::types::RDKafkaRespErr;
use rdkafka::{ClientConfig, ClientContext, Offset, TopicPartitionList};
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::cluster::{DEADLINE, Real, Simulated, unique};

const PARTITIONS: u32 = 3;

/// A consumer that polls until it leaves.
struct Member {
    consumer: Arc<BaseConsumer<Assignments>>,
    /// Number of its partitions.
    assigned: watch::Receiver<usize>,
    /// Ends the polling, also when the test fails, since the runtime waits for the polling thread.
    stop: DropGuard,
    polling: JoinHandle<()>,
}

struct Assignments(watch::Sender<usize>);

impl ClientContext for Assignments {
    fn stats_raw(&self, _: &[u8]) {}
}

impl ConsumerContext for Assignments {
    // The default implementation asks for the rebalance protocol first, and may hang there.
    fn rebalance(
        &self,
        consumer: &BaseConsumer<Self>,
        event: RDKafkaRespErr,
        partitions: &mut TopicPartitionList,
    ) {
        if event == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
            consumer.assign(partitions).unwrap();
            self.0.send_replace(partitions.count());
        } else {
            consumer.unassign().unwrap();
            self.0.send_replace(0);
        }
    }
}

impl Member {
    fn start(servers: &str, client: &str, group: &str, topic: &str) -> Self {
        let (tell, assigned) = watch::channel(0);
        let mut config = ClientConfig::new();
        for (name, value) in [
            ("bootstrap.servers", servers),
            ("client.id", client),
            ("group.id", group),
            // The simulated cluster drops a waiting member after its session, and delays a group's
            // first join by three seconds.
            ("session.timeout.ms", "3500"),
            ("heartbeat.interval.ms", "100"),
            // The main thread joins and sends heartbeats only when it wakes, by default once or
            // twice a second.
            ("statistics.interval.ms", "100"),
            ("enable.auto.commit", "false"),
            ("partition.assignment.strategy", "range"),
        ] {
            config.set(name, value);
        }
        let consumer: BaseConsumer<Assignments> =
            config.create_with_context(Assignments(tell)).unwrap();
        consumer.subscribe(&[topic]).unwrap();
        let (consumer, stop) = (Arc::new(consumer), CancellationToken::new());
        let polling = spawn_blocking({
            let (consumer, stop) = (Arc::clone(&consumer), stop.clone());
            move || {
                while !stop.is_cancelled() {
                    consumer.poll(Duration::from_millis(20));
                }
            }
        });
        Self { consumer, assigned, stop: stop.drop_guard(), polling }
    }

    /// Commits, and retries during a rebalance: on a busy machine a heartbeat may be late.
    async fn commit(&self, topic: &str, partition: i32, offset: i64) {
        let mut offsets = TopicPartitionList::new();
        offsets.add_partition_offset(topic, partition, Offset::Offset(offset)).unwrap();
        let (consumer, deadline) = (Arc::clone(&self.consumer), Instant::now() + DEADLINE);
        spawn_blocking(move || {
            while let Err(error) = consumer.commit(&offsets, CommitMode::Sync) {
                assert!(Instant::now() < deadline, "{error}");
            }
        })
        .await
        .unwrap();
    }

    /// Waits until it has all partitions.
    async fn has_all(&mut self) {
        let all = |count: &usize| *count == PARTITIONS as usize;
        timeout(DEADLINE, self.assigned.wait_for(all)).await.expect("in time").expect("it polls");
    }

    async fn leave(self) {
        drop(self.stop);
        self.polling.await.unwrap();
        spawn_blocking(move || drop(self.consumer)).await.unwrap();
    }
}

async fn next(events: &mut UnboundedReceiver<Seen>) -> ProxyEvent {
    timeout(DEADLINE, events.recv()).await.expect("in time").expect("before the end").event
}

/// Waits until `first` and `second` share the partitions.
async fn share(first: &mut Member, second: &mut Member) {
    let shared = async {
        loop {
            let mut counts =
                [&mut *first, &mut *second].map(|member| *member.assigned.borrow_and_update());
            counts.sort_unstable();
            if counts == [1, 2] {
                return;
            }
            tokio::select! {
                changed = first.assigned.changed() => changed.expect("it polls"),
                changed = second.assigned.changed() => changed.expect("it polls"),
            }
        }
    };
    timeout(DEADLINE, shared).await.expect("in time");
}

/// Waits until `client` has left. Joins before that do not matter: a late heartbeat makes the group
/// rebalance once more.
async fn left(events: &mut UnboundedReceiver<Seen>, client: &str) {
    loop {
        match next(events).await {
            ProxyEvent::Left { client: left } => return assert_eq!(left, client),
            ProxyEvent::Joined { .. } => {}
            other => panic!("{other:?}"),
        }
    }
}

/// Waits until `clients` have all joined one generation after `last`, and returns it.
async fn joined(events: &mut UnboundedReceiver<Seen>, clients: &[&str], last: i32) -> i32 {
    let mut generations: BTreeMap<i32, BTreeSet<String>> = BTreeMap::new();
    loop {
        let ProxyEvent::Joined { client, generation } = next(events).await else {
            panic!("not a join")
        };
        let together = generations.entry(generation).or_default();
        together.insert(client);
        if generation > last && together.iter().eq(clients) {
            return generation;
        }
    }
}

/// Two members come and go on a topic of [`PARTITIONS`]. Returns the name of their group, which
/// then has no members and has committed offset 5 of partition 1.
async fn members_come_and_go(upstream: &Bootstrap, topic: &str) -> String {
    let group = unique("group");
    let (tell, mut events) = mpsc::unbounded_channel();
    let proxy =
        Proxy::start(upstream, None, Faults::default(), Clock::start(), tell).await.unwrap();

    let mut first = Member::start(proxy.entrance().servers(), "m1", &group, topic);
    let alone = joined(&mut events, &["m1"], 0).await;
    first.has_all().await;
    let nothing = groups::committed(upstream, &group, topic, PARTITIONS, DEADLINE).await.unwrap();
    assert_eq!(nothing, BTreeMap::from([(0, None), (1, None), (2, None)]));
    first.commit(topic, 1, 5).await;

    let mut second = Member::start(proxy.entrance().servers(), "m2", &group, topic);
    let both = joined(&mut events, &["m1", "m2"], alone).await;
    share(&mut first, &mut second).await;

    second.leave().await;
    left(&mut events, "m2").await;
    joined(&mut events, &["m1"], both).await;
    first.has_all().await;

    first.leave().await;
    left(&mut events, "m1").await;
    assert!(!proxy.upstream_lost());
    proxy.stop().await;
    assert!(events.try_recv().is_err());
    group
}

/// Checks the offsets of `members_come_and_go`.
async fn assert_committed(bootstrap: &Bootstrap, group: &str, topic: &str) {
    let offsets = groups::committed(bootstrap, group, topic, PARTITIONS, DEADLINE).await.unwrap();
    assert_eq!(offsets, BTreeMap::from([(0, None), (1, Some(5)), (2, None)]));
}

async fn a_group_with_a_member_stays_and_others_go(bootstrap: &Bootstrap, topic: &str, idle: &str) {
    let busy = unique("busy");
    let mut member = Member::start(bootstrap.servers(), "m1", &busy, topic);
    member.has_all().await;
    let names = [unique("none"), busy.clone(), idle.to_owned()];
    let error = groups::delete(bootstrap, &names, DEADLINE).await.unwrap_err();
    assert!(groups::is_not_empty(&error), "{error:?}");
    let prefix = "it.";
    let left = groups::list(bootstrap, prefix, DEADLINE).await.unwrap();
    assert!(left.contains(&busy) && !left.iter().any(|name| name == idle), "{left:?}");

    member.leave().await;
    groups::delete(bootstrap, &names, DEADLINE).await.unwrap();
    assert!(groups::list(bootstrap, &busy, DEADLINE).await.unwrap().is_empty());
}

#[tokio::test]
async fn on_the_simulated_cluster() {
    let simulated = Simulated::start(2);
    let bootstrap = simulated.bootstrap();
    let topic = unique("topic");
    simulated.cluster().create_topic(&topic, PARTITIONS as i32, 1).unwrap();
    let group = members_come_and_go(&bootstrap, &topic).await;
    assert_committed(&bootstrap, &group, &topic).await;

    // The mock cluster supports neither request.
    assert!(groups::list(&bootstrap, "", DEADLINE).await.unwrap().is_empty());
    groups::delete(&bootstrap, std::slice::from_ref(&group), DEADLINE).await.unwrap();
    assert_committed(&bootstrap, &group, &topic).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_real_kafka() {
    let Some(real) = Real::start().await else { return };
    let bootstrap = &real.bootstrap;
    let topic = unique("topic");
    let topics = [NewTopic { name: topic.clone(), partitions: PARTITIONS, ..NewTopic::default() }];
    topics::create(bootstrap, &topics, DEADLINE).await.unwrap();
    // A fresh cluster has no `__consumer_offsets` yet.
    assert!(groups::list(bootstrap, &unique(""), DEADLINE).await.unwrap().is_empty());

    let group = members_come_and_go(bootstrap, &topic).await;
    assert_committed(bootstrap, &group, &topic).await;
    a_group_with_a_member_stays_and_others_go(bootstrap, &topic, &group).await;
    let offsets = groups::committed(bootstrap, &group, &topic, PARTITIONS, DEADLINE).await.unwrap();
    assert!(offsets.values().all(Option::is_none), "{offsets:?}");
    real.stop().await;
}

#[tokio::test]
async fn nobody_at_the_address_is_an_error() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error =
        groups::committed(&free.to_string().into(), "g", "t", 1, DEADLINE).await.unwrap_err();
    assert!(matches!(&error, WireError::Unreachable { .. }), "{error:?}");
}
