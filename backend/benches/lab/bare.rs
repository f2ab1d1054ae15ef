//! The same scripts without a lab: librdkafka's own interface, the same properties, the same
//! records, straight to the broker. A delivery report is counted, a record is parsed as the script
//! would.
//!
//! In a process of its own, like the lab's clients: touching fresh memory takes time.

use std::{
    collections::BTreeMap,
    process::Stdio,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, AtomicUsize, Ordering},
        mpsc::{Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, ensure};
use backend::lab::worker::plan::ProducerScript;
use rdkafka::{
    ClientConfig, ClientContext, Message, Offset, TopicPartitionList,
    consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext},
    error::{KafkaError, RDKafkaErrorCode},
    message::{DeliveryResult, Header, OwnedHeaders},
    producer::{BaseRecord, Producer, ProducerContext, ThreadedProducer},
    types::RDKafkaRespErr,
};
use serde::{Deserialize, Serialize};
use tokio::{io::AsyncWriteExt, process::Command};

use crate::load::RECORDS;

/// Argument by which this program runs a script bare.
pub const PROCESS: &str = "bare";

const WITHIN: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(10);

#[derive(Serialize, Deserialize)]
pub enum Script {
    Producer(ProducerScript),
    Group(GroupScript),
}

/// Runs a script in a process of its own; returns the seconds that it took.
pub async fn run(script: &Script) -> Result<f64> {
    let mut process = Command::new(std::env::current_exe()?)
        .arg(PROCESS)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut stdin = process.stdin.take().context("stdin is piped")?;
    stdin.write_all(&serde_json::to_vec(script)?).await?;
    drop(stdin);
    let output = process.wait_with_output().await?;
    ensure!(output.status.success(), "the bare clients ended with {}", output.status);
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// The `main` of that process: a script on stdin, the seconds on stdout.
pub fn process() -> Result<()> {
    let seconds = match serde_json::from_reader(std::io::stdin().lock())? {
        Script::Producer(script) => produce(&script)?,
        Script::Group(script) => consume(script)?,
    };
    println!("{seconds}");
    Ok(())
}

/// Seconds from the first `send()` to the last delivery report.
fn produce(script: &ProducerScript) -> Result<f64> {
    let mut config = ClientConfig::new();
    config.extend(script.properties.clone());
    let (all, delivered) = channel();
    let counting = Counting { count: AtomicU32::new(0), all };
    let producer: ThreadedProducer<Counting> = config.create_with_context(counting)?;
    let producer = Arc::new(producer);
    for _ in 0..2 {
        producer.client().fetch_metadata(Some(&script.topic), WITHIN)?;
    }
    let began = Instant::now();
    for (number, record) in script.records.iter().enumerate() {
        let value = record.value.as_ref().map_err(|raised| anyhow!("{raised:?}"))?;
        let seq = number.to_string();
        let headers = OwnedHeaders::new()
            .insert(Header { key: "run", value: Some(&script.run) })
            .insert(Header { key: "seq", value: Some(&seq) })
            .insert(Header { key: "nonce", value: Some(&script.nonce) });
        let key = record.key.as_deref().context("every order has a client")?;
        let mut base = BaseRecord::to(&script.topic).key(key).payload(value).headers(headers);
        while let Err((error, back)) = producer.send(base) {
            if error != KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull) {
                return Err(error.into());
            }
            base = back;
            thread::sleep(Duration::from_millis(1));
        }
    }
    let hurry = Arc::clone(&producer);
    let hurry = thread::spawn(move || hurry.flush(WITHIN));
    delivered.recv_timeout(WITHIN).context("not every record was delivered")?;
    let took = began.elapsed();
    hurry.join().map_err(|_| anyhow!("the flush panicked"))??;
    Ok(took.as_secs_f64())
}

struct Counting {
    count: AtomicU32,
    /// Notified when all records are delivered.
    all: Sender<()>,
}

impl ClientContext for Counting {}

impl ProducerContext for Counting {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        if result.is_ok() && self.count.fetch_add(1, Ordering::Relaxed) + 1 == RECORDS {
            // The receiver is gone only if the producer has failed.
            let _ = self.all.send(());
        }
    }
}

/// What the members of a bare group do.
#[derive(Serialize, Deserialize)]
pub struct GroupScript {
    /// Of each member.
    pub properties: Vec<BTreeMap<String, String>>,
    pub topic: String,
    pub max_poll_records: usize,
    pub ends: BTreeMap<i32, i64>,
}

/// What the members of a bare group share.
struct Group {
    /// Number of partitions that each member owns.
    held: Vec<AtomicUsize>,
    first: Mutex<Option<Instant>>,
}

/// Seconds from the first record to the last commit.
fn consume(script: GroupScript) -> Result<f64> {
    let members = script.properties.len();
    let group = Arc::new(Group {
        held: (0..members).map(|_| AtomicUsize::new(0)).collect(),
        first: Mutex::new(None),
    });
    let script = Arc::new(script);
    let threads: Vec<_> = (0..members)
        .map(|member| {
            let (script, group) = (Arc::clone(&script), Arc::clone(&group));
            thread::spawn(move || read(&script, &group, member))
        })
        .collect();
    // No member leaves before the last one has read its partitions.
    let mut gone = Vec::new();
    for thread in threads {
        gone.push(thread.join().map_err(|_| anyhow!("a member panicked"))??);
    }
    let last = gone.iter().map(|(ended, _)| *ended).max();
    let first = group.first.lock().map_err(|_| anyhow!("a member panicked"))?;
    let (first, last) = first.zip(last).context("nothing was read")?;
    Ok((last - first).as_secs_f64())
}

/// Runs one member until its partition is read and committed. Returns the time and the member.
fn read(
    script: &GroupScript,
    group: &Arc<Group>,
    member: usize,
) -> Result<(Instant, BaseConsumer<AssignmentCounter>)> {
    let mut config = ClientConfig::new();
    config.extend(script.properties[member].clone());
    let counter = AssignmentCounter { group: Arc::clone(group), member };
    let consumer: BaseConsumer<AssignmentCounter> = config.create_with_context(counter)?;
    consumer.subscribe(&[&script.topic])?;
    let one_each = || group.held.iter().all(|held| held.load(Ordering::Relaxed) == 1);
    while !one_each() {
        consumer.poll(POLL);
    }
    consumer.resume(&consumer.assignment()?)?;
    let since = Instant::now();
    let mut batch = Vec::new();
    loop {
        let Some(message) = consumer.poll(POLL) else {
            ensure!(since.elapsed() < WITHIN, "not everything was read");
            continue;
        };
        let message = message?;
        if batch.is_empty() {
            let mut first = group.first.lock().map_err(|_| anyhow!("a member panicked"))?;
            first.get_or_insert_with(Instant::now);
        }
        let (partition, next) = (message.partition(), message.offset() + 1);
        batch.push(message.detach());
        let is_last = script.ends.get(&partition) == Some(&next);
        if batch.len() < script.max_poll_records && !is_last {
            continue;
        }
        for message in batch.drain(..) {
            let value = message.payload().context("every record has a value")?;
            std::hint::black_box(serde_json::from_slice::<serde_json::Value>(value)?);
        }
        let mut position = TopicPartitionList::new();
        position.add_partition_offset(&script.topic, partition, Offset::Offset(next))?;
        consumer.commit(&position, CommitMode::Sync)?;
        if is_last {
            return Ok((Instant::now(), consumer));
        }
    }
}

/// Counts the partitions of a member, and lets it read when the group is complete.
struct AssignmentCounter {
    group: Arc<Group>,
    member: usize,
}

impl ClientContext for AssignmentCounter {
    fn stats_raw(&self, _: &[u8]) {}
}

impl ConsumerContext for AssignmentCounter {
    fn rebalance(
        &self,
        consumer: &BaseConsumer<Self>,
        error: RDKafkaRespErr,
        partitions: &mut TopicPartitionList,
    ) {
        let done = if error == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
            self.group.held[self.member].store(partitions.count(), Ordering::Relaxed);
            consumer.assign(partitions).and_then(|()| consumer.pause(partitions))
        } else {
            self.group.held[self.member].store(0, Ordering::Relaxed);
            consumer.unassign()
        };
        if let Err(error) = done {
            eprintln!("a rebalance failed: {error}");
        }
    }
}
