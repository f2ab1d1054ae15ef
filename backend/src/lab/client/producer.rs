//! The script of a producer's act, line by line as the Python beside the form has it.

use std::{
    process::ExitCode,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use api::event::{Acknowledged, Undelivered, WaitingCall};
use lessons::scenario::producer::Confirm;
use rdkafka::{
    ClientConfig, ClientContext, Message,
    config::RDKafkaLogLevel,
    error::{KafkaError, RDKafkaErrorCode},
    message::{DeliveryResult, Header, OwnedHeaders},
    metadata::Metadata,
    producer::{BaseRecord, Producer, ProducerContext, ThreadedProducer},
};

use super::reporter::{Reporter, Reports};
use crate::{
    clock::Clock,
    lab::{
        profile::python_error,
        worker::{
            plan::{Ending, ProducerScript, RecordToSend, Unreachable},
            report::Report,
            sent::SentOrder,
        },
    },
};

/// For `flush()` without a timeout: the act's own deadline ends it.
const FOR_EVER: Duration = Duration::from_secs(3600);
/// kafka-python 3.x gives up after 30 s; a lab's act is long over by then.
const BOOTSTRAP_WITHIN: Duration = Duration::from_secs(5);
/// How long `send()` waits for a topic that does not exist, in place of the 60 s of kafka-python's
/// `max_block_ms`.
const KNOWN_WITHIN: Duration = Duration::from_secs(3);
const ASK_AGAIN: Duration = Duration::from_millis(100);
/// How long a full queue may block `send()`: kafka-python's `max_block_ms`.
const MAX_BLOCK: Duration = Duration::from_secs(60);

/// While its window of requests is full, librdkafka asks for room in it without a pause. A higher
/// nice value lets those run first that make the room, the proxy and the broker, and the server,
/// too.
const NICENESS: i32 = 10;

/// What librdkafka's log says of a connection that failed, and of one that had been established
/// (`rd_kafka_broker_set_error`). Its error callback only reports connections that could not be
/// made, which is normal while one of several brokers is away. After a broken one it sends again
/// what it had sent.
const FAILED: &str = "FAIL";
const BROKE: &str = "in state UP";

pub fn run(script: &ProducerScript) -> ExitCode {
    if let Err(error) = rustix::process::nice(NICENESS) {
        eprintln!("worker: its priority could not be lowered: {error}");
    }
    let clock = script.clock;
    let reporter = Reporter::start();
    let deliveries = Arc::new(Delivered::default());
    let answered = script.answered;
    let (reports, delivered) = (reporter.reports(), Arc::clone(&deliveries));
    let context = Deliveries { clock, reports, delivered, answered };
    let mut config = ClientConfig::new();
    config.extend(script.properties.clone());
    // Not a property of the profile: rdkafka itself sets `log_level`, after all properties.
    config.set_log_level(RDKafkaLogLevel::Info);

    let producer: ThreadedProducer<Deliveries> = match config.create_with_context(context) {
        Ok(producer) => producer,
        Err(error) => {
            eprintln!("worker: the producer could not be created: {error}");
            return ExitCode::FAILURE;
        }
    };
    if script.unreachable.is_none() {
        fetch_metadata(&producer, &script.topic);
    }
    let producer = Arc::new(producer);
    let mut deliveries = Outstanding { delivered: deliveries, sent: 0 };
    let reports = reporter.reports();
    let is_in_vain = match script.unreachable {
        Some(Unreachable::SendRaises) => !is_reachable(&producer, &script.topic),
        Some(Unreachable::GetRaises) | None => {
            script.may_be_unknown && !is_known(&producer, &script.topic)
        }
    };
    let raised = match is_in_vain {
        true => Some(unknown(clock)),
        false => send_all(script, &producer, &mut deliveries, &reports),
    };
    if let (None, Confirm::Flush) = (&raised, script.confirm) {
        wait(&reports, clock, WaitingCall::Flush);
        flush(&producer, &deliveries, FOR_EVER);
    }
    let code = match raised {
        Some(Raised::Python(report)) => {
            reports.report(report);
            1
        }
        Some(Raised::Client(error)) => {
            eprintln!("worker: the producer refused a record: {error}");
            return ExitCode::FAILURE;
        }
        None => 0,
    };
    if let (Ending::Normal, Some(limit_ms)) = (script.ending, script.flush_at_exit_ms)
        && deliveries.any_left()
    {
        wait(&reports, clock, WaitingCall::AtExit);
        flush(&producer, &deliveries, Duration::from_millis(limit_ms));
    }
    reporter.finish(Report::LastLine);
    if script.ending == Ending::Killed && code == 0 {
        loop {
            thread::park();
        }
    }
    // Does not return: dropping the producer would wait for what Python leaves behind.
    std::process::exit(code)
}

/// kafka-python's constructor returns once it has the cluster's metadata, and its first `send()`
/// once it has the topic's; librdkafka fetches both in the background. Twice, because the first
/// answer makes librdkafka replace its bootstrap connection, and only an answer over the new one
/// makes an idempotent producer ask for its id at once instead of half a second later.
fn fetch_metadata(producer: &ThreadedProducer<Deliveries>, topic: &str) {
    for _ in 0..2 {
        if let Err(error) = producer.client().fetch_metadata(Some(topic), BOOTSTRAP_WITHIN) {
            // The records then wait in the client, as they do in Python.
            eprintln!("worker: no metadata yet: {error}");
            return;
        }
    }
}

/// Waits until the topic exists, as `send()` does for its metadata.
fn is_known(producer: &ThreadedProducer<Deliveries>, topic: &str) -> bool {
    let began = Instant::now();
    while began.elapsed() < KNOWN_WITHIN {
        let metadata = producer.client().fetch_metadata(Some(topic), BOOTSTRAP_WITHIN);
        let is_known = |metadata: &Metadata| {
            metadata.topics().iter().any(|it| it.error().is_none() && !it.partitions().is_empty())
        };
        if metadata.is_ok_and(|metadata| is_known(&metadata)) {
            return true;
        }
        thread::sleep(ASK_AGAIN);
    }
    false
}

/// Whether the broker that leads the topic's first partition answers, where it says that it is.
fn is_reachable(producer: &ThreadedProducer<Deliveries>, topic: &str) -> bool {
    producer.client().fetch_watermarks(topic, 0, KNOWN_WITHIN).is_ok()
}

fn unknown(clock: Clock) -> Raised {
    let exception = python_error::no_metadata().into();
    Raised::Python(Report::Raised { exception, at_us: clock.now_us() })
}

enum Raised {
    Python(Report),
    Client(KafkaError),
}

/// Reports that the script is about to wait: the network may be held until it does.
fn wait(reports: &Reports, clock: Clock, call: WaitingCall) {
    reports.report(Report::Waiting { call, at_us: clock.now_us() });
}

/// Sends every record, up to the first exception.
fn send_all(
    script: &ProducerScript,
    producer: &ThreadedProducer<Deliveries>,
    deliveries: &mut Outstanding,
    reports: &Reports,
) -> Option<Raised> {
    let clock = script.clock;
    let began = Instant::now();
    for (number, (order, record)) in (0..).zip((script.first..).zip(&script.records)) {
        // `time.sleep()` in the script; timed from the start, so that one late record delays no
        // other.
        if script.pace_us > 0 {
            let due = Duration::from_micros(script.pace_us) * number;
            thread::sleep(due.saturating_sub(began.elapsed()));
        }
        if script.one_by_one {
            deliveries.wait_for_all(FOR_EVER);
        }
        let value = match &record.value {
            Ok(value) => value,
            Err(exception) => {
                let (exception, at_us) = (exception.clone(), clock.now_us());
                return Some(Raised::Python(Report::Raised { exception, at_us }));
            }
        };
        reports.sent(SentOrder { order, at_us: clock.now_us() });
        if let Err(error) = send(script, producer, order, record, value) {
            return Some(Raised::Client(error));
        }
        deliveries.sent += 1;
        if script.confirm == Confirm::Get {
            if order == script.first {
                wait(reports, clock, WaitingCall::Get);
            }
            // Ends with the delivery report of this record, the only one under way.
            deliveries.wait_for_all(FOR_EVER);
            if script.unreachable.is_some() && deliveries.any_failed() {
                let (exception, at_us) = (python_error::get_timed_out().into(), clock.now_us());
                return Some(Raised::Python(Report::Raised { exception, at_us }));
            }
        }
    }
    None
}

fn send(
    script: &ProducerScript,
    producer: &ThreadedProducer<Deliveries>,
    order: u32,
    record: &RecordToSend,
    value: &str,
) -> Result<(), KafkaError> {
    let seq = order.to_string();
    let headers = OwnedHeaders::new()
        .insert(Header { key: "run", value: Some(&script.run) })
        .insert(Header { key: "seq", value: Some(&seq) })
        .insert(Header { key: "nonce", value: Some(&script.nonce) });
    let bytes = record.encoding.bytes(value);
    let mut base: BaseRecord<'_, str, [u8], _> =
        BaseRecord::with_opaque_to(&script.topic, order as usize).headers(headers);
    if let Some(bytes) = &bytes {
        base = base.payload(bytes);
    }
    if let Some(key) = &record.key {
        base = base.key(&**key);
    }
    if let Some(partition) = record.partition {
        base = base.partition(partition as i32);
    }
    let mut blocked_since = None;
    loop {
        match producer.send(base) {
            Ok(()) => return Ok(()),
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back))
                if blocked_since.get_or_insert_with(Instant::now).elapsed() < MAX_BLOCK =>
            {
                base = back;
                thread::sleep(Duration::from_millis(1));
            }
            Err((error, _)) => return Err(error),
        }
    }
}

/// Waits until every record has its report. librdkafka's own flush checks only every 100 ms whether
/// it is done; it runs on another thread, because it makes librdkafka send without lingering.
fn flush(producer: &Arc<ThreadedProducer<Deliveries>>, deliveries: &Outstanding, limit: Duration) {
    let hurry = Arc::clone(producer);
    thread::spawn(move || {
        // A timeout is no failure: what is not confirmed has no report, and that is the lesson.
        let _ = hurry.flush(limit);
    });
    deliveries.wait_for_all(limit);
}

/// Records that have no delivery report yet.
struct Outstanding {
    delivered: Arc<Delivered>,
    sent: u32,
}

/// Delivery reports so far. Counted without a lock, which both threads would take for each record.
#[derive(Default)]
struct Delivered {
    count: AtomicU32,
    /// How many of these say that the record was given up.
    failed: AtomicU32,
    /// How many the script waits for; 0 while it does not wait. Only the report that reaches this
    /// number wakes it.
    awaited: AtomicU32,
    waiting: Mutex<()>,
    reached: Condvar,
}

impl Outstanding {
    fn wait_for_all(&self, limit: Duration) {
        let Delivered { awaited, waiting, reached, .. } = &*self.delivered;
        let guard = waiting.lock().expect("no holder of this lock panics");
        // Written before the count is read, and `add` writes the count before it reads this: so one
        // of the two sees the other.
        awaited.store(self.sent, Ordering::SeqCst);
        let waited = reached.wait_timeout_while(guard, limit, |()| self.any_left());
        drop(waited.expect("no holder of this lock panics"));
        awaited.store(0, Ordering::SeqCst);
    }

    fn any_failed(&self) -> bool {
        self.delivered.failed.load(Ordering::SeqCst) > 0
    }

    fn any_left(&self) -> bool {
        self.delivered.count.load(Ordering::SeqCst) < self.sent
    }
}

impl Delivered {
    fn add(&self) {
        let count = self.count.fetch_add(1, Ordering::SeqCst) + 1;
        if count == self.awaited.load(Ordering::SeqCst) {
            // The waiting thread holds the lock until it really waits.
            drop(self.waiting.lock().expect("no holder of this lock panics"));
            self.reached.notify_one();
        }
    }
}

/// Delivery reports, from librdkafka's polling thread.
struct Deliveries {
    clock: Clock,
    reports: Reports,
    delivered: Arc<Delivered>,
    answered: bool,
}

impl ClientContext for Deliveries {
    fn log(&self, _: RDKafkaLogLevel, facility: &str, message: &str) {
        eprintln!("librdkafka {facility}: {message}");
        if facility == FAILED && message.contains(BROKE) {
            self.reports.report(Report::Disconnected);
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        eprintln!("librdkafka: {error}: {reason}");
    }
}

impl ProducerContext for Deliveries {
    /// The order's number.
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, order: usize) {
        let at_us = self.clock.now_us();
        match result {
            Ok(_) if !self.answered => {}
            Ok(message) => self.reports.acknowledged(Acknowledged {
                order: order as u32,
                partition: message.partition() as u32,
                offset: message.offset(),
                at_us,
            }),
            Err((error, _)) => {
                self.reports.undelivered(Undelivered {
                    order: order as u32,
                    error: error.to_string(),
                    at_us,
                });
                self.delivered.failed.fetch_add(1, Ordering::SeqCst);
            }
        }
        self.delivered.add();
    }
}
