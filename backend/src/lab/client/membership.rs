//! What happens to a consumer's partitions: where it starts to read each of them, and what it gives
//! back. The start is decided here, by kafka-python's rule, and not left to librdkafka, so that it
//! is known before the first record and can be reported.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use api::event::{Assigned, PartitionOffset, PositionSource};
use lessons::scenario::{group::Reset, position::Position};
use rdkafka::{
    ClientContext, Offset, TopicPartitionList,
    consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext},
    error::{KafkaError, KafkaResult, RDKafkaErrorCode},
    message::{BorrowedMessage, Message},
    types::RDKafkaRespErr,
};

use super::reporter::Reports;
use crate::{
    clock::Clock,
    lab::{
        profile::{python_error, version::ClientVersion},
        worker::protocol::{PythonException, Report},
    },
};

/// Exit code of a worker whose client failed; a script that raises ends with 1.
pub const BROKEN: i32 = 3;
/// How long the broker may take to say what is committed, or where a partition begins and ends.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// The pause before a partition that is not being read yet is asked to seek again.
const SEEK_AGAIN: Duration = Duration::from_millis(10);

pub struct Membership {
    pub clock: Clock,
    pub reports: Reports,
    pub topic: String,
    /// The topic as its learner named it.
    pub named: String,
    pub version: ClientVersion,
    pub reset: Reset,
    /// Whether the client commits by itself.
    pub auto_commit: bool,
    /// The exception that the loop has to raise; set in a callback.
    pub raised: Arc<Mutex<Option<PythonException>>>,
    /// Whether it may read its assigned partitions.
    pub reads: AtomicBool,
    pub revoked: AtomicBool,
    /// The next offset of each assigned partition: what a commit without arguments commits.
    pub positions: Mutex<BTreeMap<u32, i64>>,
}

impl Membership {
    /// Decides where each partition starts, assigns them and reports them.
    pub fn take(
        &self,
        consumer: &BaseConsumer<Self>,
        partitions: &TopicPartitionList,
    ) -> KafkaResult<()> {
        let committed = if self.is_grouped(consumer) {
            consumer.committed_offsets(partitions.clone(), ANSWER_WITHIN)?
        } else {
            partitions.clone()
        };
        let mut taken = TopicPartitionList::new();
        let (mut assigned, mut without_start) = (Vec::new(), Vec::new());
        for element in committed.elements() {
            let (topic, partition) = (element.topic(), element.partition());
            match self.start(consumer, topic, partition, element.offset())? {
                Some((position, source)) => {
                    taken.add_partition_offset(topic, partition, Offset::Offset(position))?;
                    // It subscribes to one topic, the first of its act.
                    let (topic, partition) = (0, partition as u32);
                    assigned.push(Assigned { topic, partition, position, source });
                }
                None => without_start.push(partition as u32),
            }
        }
        if let Some(error) = python_error::no_offset(self.version, &self.named, without_start) {
            *self.raised.lock().expect("no holder of this lock panics") = Some(error.into());
            return Ok(());
        }
        consumer.assign(&taken)?;
        if !self.reads.load(Ordering::Relaxed) {
            consumer.pause(&taken)?;
        }
        *self.lock() = assigned.iter().map(|held| (held.partition, held.position)).collect();
        self.reports.report(Report::Assigned { partitions: assigned, at_us: self.clock.now_us() });
        Ok(())
    }

    /// Where a partition is read from; `None` if nothing decides it.
    fn start(
        &self,
        consumer: &BaseConsumer<Self>,
        topic: &str,
        partition: i32,
        committed: Offset,
    ) -> KafkaResult<Option<(i64, PositionSource)>> {
        if let Offset::Offset(position) = committed {
            return Ok(Some((position, PositionSource::Committed)));
        }
        let (begin, end) = consumer.fetch_watermarks(topic, partition, ANSWER_WITHIN)?;
        Ok(match &self.reset {
            Reset::Earliest => Some((begin, PositionSource::Earliest)),
            Reset::Latest => Some((end, PositionSource::Latest)),
            Reset::None => None,
        })
    }

    /// Lets the consumer read the partitions that it has and those that it will get.
    pub fn read(&self, consumer: &BaseConsumer<Self>) -> KafkaResult<()> {
        self.reads.store(true, Ordering::Relaxed);
        consumer.resume(&consumer.assignment()?)
    }

    /// `consumer.seek()` in every assigned partition. An offset that a partition does not have is
    /// reset as kafka-python does at its next fetch: as `auto_offset_reset` says, and with `none` it
    /// raises.
    pub fn seek(&self, consumer: &BaseConsumer<Self>, to: Position) -> KafkaResult<()> {
        let held: Vec<u32> = self.lock().keys().copied().collect();
        let mut offsets = Vec::new();
        for partition in held {
            let (begin, end) =
                consumer.fetch_watermarks(&self.topic, partition as i32, ANSWER_WITHIN)?;
            let offset = match (to, self.reset) {
                (Position::Begin, _) => begin,
                (Position::End, _) => end,
                (Position::Offset(offset), _) if (begin..=end).contains(&offset.into()) => {
                    offset.into()
                }
                (Position::Offset(_), Reset::Earliest) => begin,
                (Position::Offset(_), Reset::Latest) => end,
                (Position::Offset(offset), Reset::None) => {
                    let error = python_error::out_of_range(&self.named, partition, offset);
                    *self.raised.lock().expect("no holder of this lock panics") =
                        Some(error.into());
                    return Ok(());
                }
            };
            offsets.push(PartitionOffset { partition, offset });
        }
        self.go_to(consumer, &offsets)?;
        self.lock().extend(offsets.iter().map(|next| (next.partition, next.offset)));
        self.reports.report(Report::Sought { offsets, at_us: self.clock.now_us() });
        Ok(())
    }

    /// What librdkafka has fetched meanwhile is dropped. It refuses a partition as long as it has
    /// not begun to read it, which it does in the background after the assignment.
    fn go_to(&self, consumer: &BaseConsumer<Self>, offsets: &[PartitionOffset]) -> KafkaResult<()> {
        let mut list = TopicPartitionList::new();
        for next in offsets {
            let offset = Offset::Offset(next.offset);
            list.add_partition_offset(&self.topic, next.partition as i32, offset)?;
        }
        let began = Instant::now();
        loop {
            let sought = consumer.seek_partitions(list.clone(), ANSWER_WITHIN)?;
            let errors = sought.elements().into_iter().filter_map(|it| it.error().err());
            let Some(error) = errors.into_iter().next() else { return Ok(()) };
            let is_early = error.rdkafka_error_code() == Some(RDKafkaErrorCode::State);
            if !is_early || began.elapsed() >= ANSWER_WITHIN {
                return Err(error);
            }
            thread::sleep(SEEK_AGAIN);
        }
    }

    /// Moves the positions behind this batch, which the loop has received.
    pub fn reach(&self, batch: &VecDeque<BorrowedMessage<'_>>) {
        self.lock().extend(batch.iter().map(next_offset));
    }

    /// Whether nothing is left up to these ends once the loop has received the batch, too.
    pub fn has_reached(
        &self,
        ends: &BTreeMap<u32, i64>,
        batch: &VecDeque<BorrowedMessage<'_>>,
    ) -> bool {
        // Called after each record: only the last one of a partition can make it true.
        let is_last =
            |(partition, next): (u32, i64)| ends.get(&partition).is_none_or(|end| next >= *end);
        if !batch.back().map(next_offset).is_some_and(is_last) {
            return false;
        }
        let mut positions = self.lock().clone();
        positions.extend(batch.iter().map(next_offset));
        let is_behind = |(partition, position): (&u32, &i64)| {
            ends.get(partition).is_some_and(|end| position < end)
        };
        !positions.iter().any(is_behind)
    }

    /// Whether partitions were revoked since the last call: what was fetched from them and not
    /// handed over belongs to the next owner.
    pub fn was_revoked(&self) -> bool {
        self.revoked.swap(false, Ordering::Relaxed)
    }

    /// `consumer.commit()`: the position of every partition, even where nothing was read yet.
    pub fn commit_positions(&self, consumer: &BaseConsumer<Self>) -> KafkaResult<()> {
        let positions = self.lock().clone();
        self.commit(consumer, positions.into_iter())
    }

    /// Commits these offsets and reports them; a member without partitions has nothing to commit.
    pub fn commit(
        &self,
        consumer: &BaseConsumer<Self>,
        offsets: impl Iterator<Item = (u32, i64)>,
    ) -> KafkaResult<()> {
        let offsets: Vec<_> =
            offsets.map(|(partition, offset)| PartitionOffset { partition, offset }).collect();
        if offsets.is_empty() {
            return Ok(());
        }
        let mut list = TopicPartitionList::new();
        for next in &offsets {
            let offset = Offset::Offset(next.offset);
            list.add_partition_offset(&self.topic, next.partition as i32, offset)?;
        }
        consumer.commit(&list, CommitMode::Sync)?;
        self.reports.report(Report::Committed { offsets, at_us: self.clock.now_us() });
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, i64>> {
        self.positions.lock().expect("no holder of this lock panics")
    }

    fn is_grouped(&self, consumer: &BaseConsumer<Self>) -> bool {
        consumer.subscription().is_ok_and(|topics| topics.count() > 0)
    }

    fn give_back(
        &self,
        consumer: &BaseConsumer<Self>,
        partitions: &TopicPartitionList,
    ) -> KafkaResult<()> {
        if self.auto_commit
            && let Err(error) = self.commit_positions(consumer)
        {
            // As in kafka-python: a warning, and the next owner reads from the commit before.
            eprintln!("worker: a commit before a rebalance failed: {error}");
        }
        self.lock().clear();
        self.revoked.store(true, Ordering::Relaxed);
        consumer.unassign()?;
        let partitions =
            partitions.elements().iter().map(|element| element.partition() as u32).collect();
        self.reports.report(Report::Revoked { partitions, at_us: self.clock.now_us() });
        Ok(())
    }
}

/// The partition of a record, and the offset after it.
fn next_offset(message: &BorrowedMessage<'_>) -> (u32, i64) {
    (message.partition() as u32, message.offset() + 1)
}

impl ClientContext for Membership {
    fn log(&self, _: rdkafka::config::RDKafkaLogLevel, facility: &str, message: &str) {
        eprintln!("librdkafka {facility}: {message}");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        eprintln!("librdkafka: {error}: {reason}");
    }

    /// Statistics are only wanted because they wake librdkafka (`profile::GroupTiming`).
    fn stats_raw(&self, _: &[u8]) {}
}

impl ConsumerContext for Membership {
    /// Replaces rdkafka's own, which asks for the rebalance protocol and was seen to hang there.
    /// The lab's assignors are eager: everything is assigned and revoked at once.
    fn rebalance(
        &self,
        consumer: &BaseConsumer<Self>,
        error: RDKafkaRespErr,
        partitions: &mut TopicPartitionList,
    ) {
        let done = match error {
            RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS => self.take(consumer, partitions),
            RDKafkaRespErr::RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS => {
                self.give_back(consumer, partitions)
            }
            _ => {
                eprintln!("worker: a rebalance failed: {}", RDKafkaErrorCode::from(error));
                consumer.unassign()
            }
        };
        if let Err(error) = done {
            eprintln!("worker: the partitions could not be assigned or revoked: {error}");
            std::process::exit(BROKEN);
        }
    }
}
