//! What happens to a consumer's partitions: where it starts to read each of them, and what it gives
//! back. The start is decided here, by kafka-python's rule, and not left to librdkafka, so that it
//! is known before the first record and can be reported.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    mem,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use api::event::{Assigned, PositionSource};
use lessons::scenario::{group::Reset, position::Position};
use rdkafka::{
    ClientContext, Offset, TopicPartitionList,
    consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext},
    error::{KafkaError, KafkaResult, RDKafkaErrorCode},
    message::{BorrowedMessage, Message},
    topic_partition_list::TopicPartitionListElem,
    types::RDKafkaRespErr,
};

use super::reporter::Reports;
use crate::{
    clock::Clock,
    evidence::group,
    lab::{
        profile::{python_error, version::ClientVersion},
        worker::{
            partition::TopicPartition,
            plan::{PythonException, Subscribed},
            report::Report,
        },
    },
};

/// Exit code of a worker whose client failed; a script that raises ends with 1.
pub const BROKEN: i32 = 3;
/// How long the broker may take to say what is committed, or where a partition begins and ends.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// The pause before a partition that is not being read yet is asked to seek again.
const SEEK_AGAIN: Duration = Duration::from_millis(10);

pub struct MemberContext {
    pub clock: Clock,
    pub reports: Reports,
    /// What it reads.
    pub topics: Vec<Subscribed>,
    pub version: ClientVersion,
    pub reset: Reset,
    /// Whether its group assigns and revokes only what changes hands.
    pub keeps_what_stays: bool,
    /// Whether the client commits by itself.
    pub auto_commit: bool,
    /// The exception that the loop has to raise; set in a callback.
    pub raised: Arc<Mutex<Option<PythonException>>>,
    /// Whether it may read its assigned partitions.
    pub reads: AtomicBool,
    /// The partitions that were revoked since the loop last asked.
    pub revoked: Mutex<BTreeSet<TopicPartition>>,
    pub assigned: AtomicBool,
    /// The next offset of each assigned partition: what a commit without arguments commits.
    pub positions: Mutex<BTreeMap<TopicPartition, i64>>,
}

impl MemberContext {
    /// Decides where each partition starts, assigns them and reports all that the member has now.
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
                    let (topic, partition) = (self.index_of(topic), partition as u32);
                    assigned.push(Assigned { topic, partition, position, source });
                }
                None => {
                    let named = &self.topics[self.index_of(topic) as usize].named;
                    without_start.push((named.as_str(), partition as u32));
                }
            }
        }
        if let Some(error) = python_error::no_offset(self.version, without_start) {
            *self.raised.lock().expect("no holder of this lock panics") = Some(error.into());
            return Ok(());
        }
        match self.keeps_what_stays {
            true => consumer.incremental_assign(&taken)?,
            false => consumer.assign(&taken)?,
        }
        // A partition that it had before and did not read yet is still paused.
        match self.reads.load(Ordering::Relaxed) {
            true => consumer.resume(&taken)?,
            false => consumer.pause(&taken)?,
        }
        let position = |held: &Assigned| {
            let &Assigned { topic, partition, position, .. } = held;
            (TopicPartition { topic, partition }, position)
        };
        let new: BTreeMap<TopicPartition, i64> = assigned.iter().map(position).collect();
        let kept = match self.keeps_what_stays {
            true => mem::take(&mut *self.lock()),
            false => BTreeMap::new(),
        };
        assigned.extend(kept.iter().map(|(&TopicPartition { topic, partition }, position)| {
            let (position, source) = (*position, PositionSource::Kept);
            Assigned { topic, partition, position, source }
        }));
        assigned.sort_unstable_by_key(|held| (held.topic, held.partition));
        *self.lock() = kept.into_iter().chain(new).collect();
        self.assigned.store(true, Ordering::Relaxed);
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
        let held: Vec<TopicPartition> = self.lock().keys().copied().collect();
        let mut offsets = Vec::new();
        for TopicPartition { topic, partition } in held {
            let Subscribed { topic: real, named, .. } = &self.topics[topic as usize];
            let (begin, end) = consumer.fetch_watermarks(real, partition as i32, ANSWER_WITHIN)?;
            let offset = match (to, self.reset) {
                (Position::Begin, _) => begin,
                (Position::End, _) => end,
                (Position::Offset(offset), _) if (begin..=end).contains(&offset.into()) => {
                    offset.into()
                }
                (Position::Offset(_), Reset::Earliest) => begin,
                (Position::Offset(_), Reset::Latest) => end,
                (Position::Offset(offset), Reset::None) => {
                    let error = python_error::out_of_range(named, partition, offset);
                    *self.raised.lock().expect("no holder of this lock panics") =
                        Some(error.into());
                    return Ok(());
                }
            };
            offsets.push(group::Sought { topic, partition, offset });
        }
        self.go_to(consumer, &offsets)?;
        let next = |&group::Sought { topic, partition, offset }: &group::Sought| {
            (TopicPartition { topic, partition }, offset)
        };
        self.lock().extend(offsets.iter().map(next));
        self.reports.report(Report::Sought { offsets, at_us: self.clock.now_us() });
        Ok(())
    }

    /// What librdkafka has fetched meanwhile is dropped. It refuses a partition as long as it has
    /// not begun to read it, which it does in the background after the assignment.
    fn go_to(&self, consumer: &BaseConsumer<Self>, offsets: &[group::Sought]) -> KafkaResult<()> {
        let mut list = TopicPartitionList::new();
        for next in offsets {
            let offset = Offset::Offset(next.offset);
            let topic = &self.topics[next.topic as usize].topic;
            list.add_partition_offset(topic, next.partition as i32, offset)?;
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
        self.lock().extend(batch.iter().map(|message| self.next_offset(message)));
    }

    /// Whether nothing is left up to these ends once the loop has received the batch, too.
    pub fn has_reached(
        &self,
        ends: &BTreeMap<TopicPartition, i64>,
        batch: &VecDeque<BorrowedMessage<'_>>,
    ) -> bool {
        // Called after each record: only the last one of a partition can make it true.
        let is_last = |(partition, next): (TopicPartition, i64)| {
            ends.get(&partition).is_none_or(|end| next >= *end)
        };
        if !batch.back().map(|message| self.next_offset(message)).is_some_and(is_last) {
            return false;
        }
        let mut positions = self.lock().clone();
        positions.extend(batch.iter().map(|message| self.next_offset(message)));
        let is_behind = |(partition, position): (&TopicPartition, &i64)| {
            ends.get(partition).is_some_and(|end| position < end)
        };
        !positions.iter().any(is_behind)
    }

    /// The partitions that were revoked since the last call: what was fetched from them and not
    /// handed over belongs to the next owner.
    pub fn take_revoked(&self) -> BTreeSet<TopicPartition> {
        mem::take(&mut *self.revoked.lock().expect("no holder of this lock panics"))
    }

    /// Whether partitions were assigned since the last call.
    pub fn was_assigned(&self) -> bool {
        self.assigned.swap(false, Ordering::Relaxed)
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
        offsets: impl Iterator<Item = (TopicPartition, i64)>,
    ) -> KafkaResult<()> {
        let commit = |(TopicPartition { topic, partition }, offset)| group::Commit {
            topic,
            partition,
            offset,
        };
        let offsets: Vec<group::Commit> = offsets.map(commit).collect();
        if offsets.is_empty() {
            return Ok(());
        }
        let mut list = TopicPartitionList::new();
        for next in &offsets {
            let offset = Offset::Offset(next.offset);
            let topic = &self.topics[next.topic as usize].topic;
            list.add_partition_offset(topic, next.partition as i32, offset)?;
        }
        consumer.commit(&list, CommitMode::Sync)?;
        self.reports.report(Report::Committed { offsets, at_us: self.clock.now_us() });
        Ok(())
    }

    /// Which of its topics it is.
    pub fn index_of(&self, topic: &str) -> u32 {
        let mut topics = self.topics.iter();
        topics.position(|read| read.topic == topic).unwrap_or_default() as u32
    }

    pub fn topic_partition(&self, message: &BorrowedMessage<'_>) -> TopicPartition {
        let topic = match self.topics.len() {
            // Asked of each record: a client would look up its topic's name each time.
            1 => 0,
            _ => self.index_of(message.topic()),
        };
        TopicPartition { topic, partition: message.partition() as u32 }
    }

    /// The partition of a record, and the offset after it.
    fn next_offset(&self, message: &BorrowedMessage<'_>) -> (TopicPartition, i64) {
        (self.topic_partition(message), message.offset() + 1)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<TopicPartition, i64>> {
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
        let held = |element: TopicPartitionListElem<'_>| {
            let (topic, partition) = (self.index_of(element.topic()), element.partition() as u32);
            TopicPartition { topic, partition }
        };
        let lost: Vec<TopicPartition> = partitions.elements().into_iter().map(held).collect();
        match self.keeps_what_stays {
            true => {
                self.lock().retain(|partition, _| !lost.contains(partition));
                consumer.incremental_unassign(partitions)?;
            }
            false => {
                self.lock().clear();
                consumer.unassign()?;
            }
        }
        self.revoked.lock().expect("no holder of this lock panics").extend(&lost);
        self.reports.report(Report::Revoked { partitions: lost, at_us: self.clock.now_us() });
        Ok(())
    }
}

impl ClientContext for MemberContext {
    fn log(&self, _: rdkafka::config::RDKafkaLogLevel, facility: &str, message: &str) {
        eprintln!("librdkafka {facility}: {message}");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        eprintln!("librdkafka: {error}: {reason}");
    }

    /// Statistics are only wanted because they wake librdkafka (`profile::GroupTiming`).
    fn stats_raw(&self, _: &[u8]) {}
}

impl ConsumerContext for MemberContext {
    /// Replaces rdkafka's own, which asks for the rebalance protocol and was seen to hang there: the
    /// plan says whether everything is assigned and revoked at once, or only what changes hands.
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
