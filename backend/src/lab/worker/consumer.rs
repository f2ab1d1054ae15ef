//! The script of one consumer: `for message in consumer: …`, until it is told to close.

use std::{
    process::ExitCode,
    sync::{
        Arc, Mutex,
        atomic::AtomicBool,
        mpsc::{Receiver, TryRecvError},
    },
    time::Duration,
};

use rdkafka::{
    ClientConfig, Message, TopicPartitionList,
    consumer::{BaseConsumer, CommitMode, Consumer},
    error::{KafkaError, KafkaResult, RDKafkaErrorCode},
    message::{BorrowedMessage, Headers},
};

use super::{
    clock::Clock,
    membership::Membership,
    protocol::{ConsumerScript, Deserializer, Handled, Instruction, PythonException, Report},
    reporter::Reporter,
};
use crate::lab::evidence::{Data, Got};

/// Exit code of a worker whose client failed; a script that raises ends with 1.
pub const BROKEN: i32 = 3;
/// How long the loop waits for a record before it looks for a command.
const POLL: Duration = Duration::from_millis(10);

const CLOSING_POLL: Duration = Duration::from_millis(5);

/// How the loop ended.
enum End {
    Closed,
    Raised(PythonException),
}

pub fn run(script: ConsumerScript, commands: &Receiver<Instruction>) -> ExitCode {
    let reporter = Reporter::start();
    let raised = Arc::new(Mutex::new(None));
    let membership = Membership {
        clock: Clock::since(script.started_us),
        reports: reporter.sender(),
        reset: script.reset.clone(),
        raised: Arc::clone(&raised),
        reads: AtomicBool::new(false),
    };
    let mut config = ClientConfig::new();
    config.extend(script.properties.clone());
    let consumer: BaseConsumer<Membership> = match config.create_with_context(membership) {
        Ok(consumer) => consumer,
        Err(error) => return fail(&error),
    };
    let joined = if script.grouped {
        consumer.subscribe(&[&script.topic])
    } else {
        let mut all = TopicPartitionList::new();
        all.add_partition_range(&script.topic, 0, script.partitions as i32 - 1);
        consumer.context().take(&consumer, &all)
    };
    match joined.and_then(|()| read(&script, &consumer, commands, &raised, &reporter)) {
        Ok(End::Closed) => {
            if let Err(error) = close(&script, &consumer, commands, &reporter) {
                return fail(&error);
            }
            reporter.finish(Report::LastLine);
            std::process::exit(0)
        }
        Ok(End::Raised(exception)) => {
            reporter.report(Report::Raised(exception));
            reporter.finish(Report::LastLine);
            // Nobody catches it, so nobody closes the consumer.
            std::process::exit(1)
        }
        Err(error) => fail(&error),
    }
}

fn read(
    script: &ConsumerScript,
    consumer: &BaseConsumer<Membership>,
    commands: &Receiver<Instruction>,
    raised: &Mutex<Option<PythonException>>,
    reporter: &Reporter,
) -> KafkaResult<End> {
    loop {
        match commands.try_recv() {
            Ok(Instruction::Read) => consumer.context().read(consumer)?,
            Ok(Instruction::Close | Instruction::Leave) => return Ok(End::Closed),
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
        }
        let message = consumer.poll(POLL);
        if let Some(exception) = raised.lock().expect("no holder of this lock panics").take() {
            return Ok(End::Raised(exception));
        }
        match message {
            None => {}
            Some(Ok(message)) => {
                reporter.report(Report::Processed(vec![handle(script, consumer, &message)]));
                // Only now has the loop reached it: what is committed by itself is what is behind.
                consumer.store_offset_from_message(&message).or_else(|error| {
                    match script.grouped {
                        true => Err(error),
                        // Without a group nothing is stored.
                        false => Ok(()),
                    }
                })?;
            }
            // A passing error of the connection; librdkafka goes on by itself.
            Some(Err(error)) => eprintln!("worker: {error}"),
        }
    }
}

/// `consumer.close()`: what the client commits by itself, and out of the group when the others
/// have committed, too. Not by dropping, which ends on a poll of 100 ms.
fn close(
    script: &ConsumerScript,
    consumer: &BaseConsumer<Membership>,
    commands: &Receiver<Instruction>,
    reporter: &Reporter,
) -> KafkaResult<()> {
    if script.commits {
        match consumer.commit_consumer_state(CommitMode::Sync) {
            // Nothing is stored: a member without partitions.
            Ok(()) | Err(KafkaError::ConsumerCommit(RDKafkaErrorCode::NoOffset)) => {}
            Err(error) => return Err(error),
        }
        // The commit tells itself by its callback, which a poll runs.
        consumer.poll(Duration::ZERO);
    }
    reporter.report(Report::Closing);
    while commands.recv().is_ok_and(|command| command != Instruction::Leave) {}
    consumer.close_queue()?;
    while !consumer.closed() {
        consumer.poll(CLOSING_POLL);
    }
    Ok(())
}

/// What the handler is given.
fn handle(
    script: &ConsumerScript,
    consumer: &BaseConsumer<Membership>,
    message: &BorrowedMessage<'_>,
) -> Handled {
    let value = message.payload().unwrap_or_default();
    Handled {
        partition: message.partition() as u32,
        offset: message.offset(),
        order: order_of(script, message),
        got: match (script.deserializer, std::str::from_utf8(value)) {
            (Deserializer::Str, Ok(text)) => Got::Str(text.to_owned()),
            (Deserializer::Json, Ok(text)) => match serde_json::from_str(text) {
                Ok(value) => Got::Json(value),
                Err(_) => Got::Str(text.to_owned()),
            },
            (Deserializer::None, _) | (_, Err(_)) => Got::Bytes(Data::new(value)),
        },
        at_us: consumer.context().clock.now_us(),
    }
}

fn order_of(script: &ConsumerScript, message: &BorrowedMessage<'_>) -> Option<u32> {
    let headers = message.headers()?;
    let header = |name: &str| {
        let found = headers.iter().find(|header| header.key == name)?;
        std::str::from_utf8(found.value?).ok()
    };
    if header("run") != Some(&script.run) || header("nonce") != Some(&script.nonce) {
        return None;
    }
    header("seq")?.parse().ok()
}

fn fail(error: &KafkaError) -> ExitCode {
    eprintln!("worker: the consumer failed: {error}");
    std::process::exit(BROKEN)
}
