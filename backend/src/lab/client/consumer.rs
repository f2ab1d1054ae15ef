//! The script of one consumer: it polls batch by batch and works through each (`handling`), until
//! it is told to close, raises an exception, or dies where its plan says so.

use std::{
    collections::{BTreeMap, VecDeque},
    process::ExitCode,
    sync::{
        Arc, Mutex,
        atomic::AtomicBool,
        mpsc::{Receiver, TryRecvError},
    },
    thread,
    time::{Duration, Instant},
};

use rdkafka::{
    ClientConfig, TopicPartitionList,
    consumer::{BaseConsumer, Consumer},
    error::{KafkaError, KafkaResult},
    message::BorrowedMessage,
};

use super::{
    handling::{self, Handling},
    membership::{BROKEN, MemberContext},
    reporter::Reporter,
};
use crate::lab::{
    profile::python_error,
    worker::{
        partition::TopicPartition,
        plan::{ConsumerScript, Instruction, PythonException},
        report::Report,
    },
};

/// How long the loop waits for a record before it looks for an instruction.
const POLL: Duration = Duration::from_millis(10);
const CLOSING_POLL: Duration = Duration::from_millis(5);
/// kafka-python's `auto_commit_interval_ms`.
const AUTO_COMMIT_EVERY: Duration = Duration::from_secs(5);

/// How the loop ended.
enum End {
    Closed,
    Raised(PythonException),
    /// It waits to be killed.
    Dying,
}

pub fn run(script: ConsumerScript, commands: &Receiver<Instruction>) -> ExitCode {
    let reporter = Reporter::start();
    let raised = Arc::new(Mutex::new(None));
    let membership = MemberContext {
        clock: script.clock,
        reports: reporter.reports(),
        topics: script.topics.clone(),
        version: script.version,
        reset: script.reset,
        keeps_what_stays: script.keeps_what_stays,
        auto_commit: script.auto_commit,
        raised: Arc::clone(&raised),
        reads: AtomicBool::new(false),
        revoked: Mutex::default(),
        assigned: AtomicBool::new(false),
        positions: Mutex::new(BTreeMap::new()),
    };
    let mut config = ClientConfig::new();
    config.extend(script.properties.clone());
    let consumer: BaseConsumer<MemberContext> = match config.create_with_context(membership) {
        Ok(consumer) => consumer,
        Err(error) => return fail(&error),
    };
    let joined = if script.grouped {
        let topics: Vec<&str> = script.topics.iter().map(|read| read.topic.as_str()).collect();
        consumer.subscribe(&topics)
    } else {
        let mut all = TopicPartitionList::new();
        for read in &script.topics {
            all.add_partition_range(&read.topic, 0, read.partitions as i32 - 1);
        }
        consumer.context().take(&consumer, &all)
    };
    match joined.and_then(|()| read(&script, &consumer, commands, &raised)) {
        Ok(End::Closed) => {
            if let Err(error) = close(&script, &consumer, commands) {
                return fail(&error);
            }
            reporter.finish(Report::LastLine);
            std::process::exit(0)
        }
        Ok(End::Raised(exception)) => {
            let at_us = script.clock.now_us();
            reporter.reports().report(Report::Raised { exception, at_us });
            reporter.finish(Report::LastLine);
            // Nothing catches it, so nothing closes the consumer.
            std::process::exit(1)
        }
        Ok(End::Dying) => {
            reporter.finish(Report::LastLine);
            loop {
                thread::park();
            }
        }
        Err(error) => fail(&error),
    }
}

fn read(
    script: &ConsumerScript,
    consumer: &BaseConsumer<MemberContext>,
    commands: &Receiver<Instruction>,
    raised: &Mutex<Option<PythonException>>,
) -> KafkaResult<End> {
    let mut handling = Handling::new(script, consumer)?;
    let mut batch = VecDeque::new();
    let mut committed_at = Instant::now();
    let dies = script.disturbances.iter().any(|it| it.is_death());
    let is_slow = script.disturbances.iter().any(|it| it.is_slowness());
    let mut ends = script.ends.clone().map(BTreeMap::from_iter);
    loop {
        match commands.try_recv() {
            Ok(Instruction::Read) => {
                consumer.context().read(consumer)?;
                committed_at = Instant::now();
            }
            Ok(Instruction::Seek(to)) => {
                consumer.context().seek(consumer, to)?;
                // As in kafka-python, what was fetched before is not returned any more.
                batch.clear();
            }
            Ok(Instruction::ReadTo(told)) => ends = Some(BTreeMap::from_iter(told)),
            Ok(Instruction::Close | Instruction::Leave) if dies => return Ok(End::Dying),
            Ok(Instruction::Close | Instruction::Leave) => return Ok(End::Closed),
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
        }
        let polled = consumer.poll(POLL);
        let revoked = consumer.context().take_revoked();
        if !revoked.is_empty() {
            let is_kept = |message: &BorrowedMessage<'_>| {
                !revoked.contains(&consumer.context().topic_partition(message))
            };
            batch.retain(is_kept);
        }
        match polled {
            None => {}
            Some(Ok(message)) => batch.push_back(message),
            // A temporary error of the connection; librdkafka recovers by itself.
            Some(Err(error)) => eprintln!("worker: {error}"),
        }
        if let Some(exception) = raised.lock().expect("no holder of this lock panics").take() {
            return Ok(End::Raised(exception));
        }
        if !is_complete(script, ends.as_ref(), consumer, &batch) {
            continue;
        }
        // As in kafka-python's `poll()`, before it returns the next batch.
        if script.auto_commit && committed_at.elapsed() >= AUTO_COMMIT_EVERY {
            consumer.context().commit_positions(consumer)?;
            committed_at = Instant::now();
        }
        if consumer.context().was_assigned() {
            handling.restore()?;
        }
        match handling.work_through(&mut batch) {
            Ok(handling::Outcome::Done) => {}
            Ok(handling::Outcome::Dying) => return Ok(End::Dying),
            Ok(handling::Outcome::Raised(exception)) => return Ok(End::Raised(exception)),
            // It took too long, and is not in its group any more.
            Err(KafkaError::ConsumerCommit(_)) if is_slow => {
                return Ok(End::Raised(python_error::commit_failed(script.version).into()));
            }
            Err(error) => return Err(error),
        }
    }
}

/// Whether kafka-python's `poll()` would return what it has: librdkafka delivers records one by
/// one, so a batch is complete when it is full, or when nothing is left to come.
fn is_complete(
    script: &ConsumerScript,
    ends: Option<&BTreeMap<TopicPartition, i64>>,
    consumer: &BaseConsumer<MemberContext>,
    batch: &VecDeque<BorrowedMessage<'_>>,
) -> bool {
    if batch.len() >= script.max_poll_records as usize {
        return true;
    }
    ends.is_some_and(|ends| consumer.context().has_reached(ends, batch))
}

/// `consumer.close()`: makes the automatic commit, and leaves the group once the others have
/// committed, too. Not by dropping the consumer, which ends on a poll of 100 ms.
fn close(
    script: &ConsumerScript,
    consumer: &BaseConsumer<MemberContext>,
    commands: &Receiver<Instruction>,
) -> KafkaResult<()> {
    if script.auto_commit {
        consumer.context().commit_positions(consumer)?;
    }
    consumer.context().reports.report(Report::Closing);
    while commands.recv().is_ok_and(|command| command != Instruction::Leave) {}
    consumer.close_queue()?;
    while !consumer.closed() {
        consumer.poll(CLOSING_POLL);
    }
    Ok(())
}

fn fail(error: &KafkaError) -> ExitCode {
    eprintln!("worker: the consumer failed: {error}");
    std::process::exit(BROKEN)
}
