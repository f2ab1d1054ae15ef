//! One act of a run: the topics that it is about, each with its log, and what each actor of its
//! cast did.

use api::{
    event::{
        self, Acknowledged, ActorKind, PartitionLog, PartitionOffset, Processed, Sent, TopicFound,
        Undelivered,
    },
    text::Text,
    verdict::EvidenceLink,
};

use super::{Group, Keys, Moment, Numbers, Oddity, Partition, Record, Script, Topic};

/// Up to this many records every change is drawn; beyond, when they have grown by this fraction.
const FEW: usize = 5_000;
const CROWD_SHARE: usize = 25;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Act {
    pub number: u32,
    /// `None` until it starts.
    pub title: Option<Text>,
    /// The earlier act that it is measured against.
    pub compared_with: Option<u32>,
    /// Time on the run's clock at which the act's own clock starts.
    pub started_ms: Option<u64>,
    /// By their index in the act's events.
    pub topics: Vec<Topic>,
    /// By their index in the act's events.
    pub cast: Vec<Actor>,
    /// What services read in one topic and sent to another.
    pub sent_on: Vec<SentOn>,
    pub warnings: Vec<Text>,
    /// Class and message of the last exception that ended a script.
    pub error: Option<(String, String)>,
    /// `seq` of the last event that the drawing has to follow.
    revision: u64,
    last_us: u64,
    /// Number of records and of their changes when the drawing last followed.
    drawn: usize,
}

/// A record, and the one that a service made of it in another topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentOn {
    pub from: (Partition, i64),
    pub to: (Partition, i64),
    pub at_us: u64,
}

/// Who takes part in an act.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    pub name: String,
    /// Indexes of the topics that it writes or reads.
    pub topics: Vec<u32>,
    pub deeds: Deeds,
}

/// What an actor did.
#[derive(Debug, Clone, PartialEq)]
pub enum Deeds {
    Producer(Script),
    Group(Group),
    /// The lab itself: of what it sent only the records count.
    Writer,
}

impl From<event::Actor> for Actor {
    fn from(event::Actor { name, kind, topics, has_epochs }: event::Actor) -> Self {
        let deeds = match kind {
            ActorKind::Producer => Deeds::Producer(Script::default()),
            ActorKind::Group => Deeds::Group(Group::default().with_epochs(has_epochs)),
            ActorKind::Writer => Deeds::Writer,
        };
        Self { name, topics, deeds }
    }
}

impl Actor {
    pub const fn group(&self) -> Option<&Group> {
        match &self.deeds {
            Deeds::Group(group) => Some(group),
            Deeds::Producer(_) | Deeds::Writer => None,
        }
    }

    pub const fn script(&self) -> Option<&Script> {
        match &self.deeds {
            Deeds::Producer(script) => Some(script),
            Deeds::Group(_) | Deeds::Writer => None,
        }
    }

    pub const fn is_writer(&self) -> bool {
        matches!(self.deeds, Deeds::Writer)
    }
}

impl Act {
    pub fn new(number: u32) -> Self {
        Self { number, ..Self::default() }
    }

    pub const fn revision(&self) -> u64 {
        self.revision
    }

    pub fn topic(&self, topic: u32) -> Option<&Topic> {
        self.topics.get(topic as usize)
    }

    /// The topic of this evidence, as an index: the first one where no name is told.
    pub fn topic_of(&self, link: &EvidenceLink) -> u32 {
        let name = link.topic();
        let named = self.topics.iter().position(|topic| Some(topic.name.as_str()) == name);
        named.unwrap_or(0) as u32
    }

    /// The record of this evidence: its topic, and its index there.
    pub fn linked(&self, link: &EvidenceLink) -> Option<(u32, usize)> {
        let number = self.topic_of(link);
        let topic = self.topic(number)?;
        let index = match link {
            EvidenceLink::Record { partition, offset, .. } => topic.at(*partition, *offset),
            EvidenceLink::Order { order, .. } => topic.of_order(*order),
        };
        Some((number, index?))
    }

    pub fn actor(&self, actor: u32) -> Option<&Actor> {
        self.cast.get(actor as usize)
    }

    /// Whether the cast has another actor of this one's kind.
    pub fn has_peers(&self, actor: &Actor) -> bool {
        let is_alike = |other: &&Actor| match (&other.deeds, &actor.deeds) {
            (Deeds::Producer(_), Deeds::Producer(_)) | (Deeds::Group(_), Deeds::Group(_)) => true,
            (Deeds::Writer, Deeds::Writer) => true,
            (Deeds::Producer(_) | Deeds::Group(_) | Deeds::Writer, _) => false,
        };
        self.cast.iter().filter(is_alike).count() > 1
    }

    pub fn scripts(&self) -> impl Iterator<Item = &Script> {
        self.cast.iter().filter_map(Actor::script)
    }

    /// The groups, in the order of the cast.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.cast.iter().filter_map(Actor::group)
    }

    /// Whether a script sends to this topic.
    pub fn is_produced(&self, topic: u32) -> bool {
        let writes = |actor: &&Actor| actor.topics.contains(&topic);
        self.cast.iter().filter(writes).any(|actor| actor.script().is_some())
    }

    /// Whether a record was sent by a script.
    pub fn is_of_script(&self, record: &Record) -> bool {
        let sender = record.sender.and_then(|sender| self.actor(sender));
        sender.is_some_and(|sender| sender.script().is_some())
    }

    pub fn has_group(&self) -> bool {
        self.groups().next().is_some()
    }

    /// The partitions of all topics, in the order in which they are drawn.
    pub fn partitions(&self) -> impl Iterator<Item = Partition> {
        (0..).zip(&self.topics).flat_map(|(topic, found)| {
            (0..found.partitions).map(move |number| Partition { topic, number })
        })
    }

    /// What a partition is called: with its topic where the act has several.
    pub fn name_of(&self, partition: Partition) -> String {
        let Partition { topic, number } = partition;
        match self.topic(topic).filter(|_| self.topics.len() > 1) {
            Some(topic) => format!("{} P{number}", topic.visible_name),
            None => format!("P{number}"),
        }
    }

    /// The records of a partition, by offset, as indexes in its topic.
    pub fn lane(&self, partition: Partition) -> &[usize] {
        self.topic(partition.topic).map_or(&[], |topic| topic.lane(partition.number))
    }

    /// Records that were handed to a client.
    pub fn handed_over(&self) -> usize {
        self.topics.iter().map(Topic::handed_over).sum()
    }

    pub fn confirmed(&self) -> usize {
        self.topics.iter().map(Topic::confirmed).sum()
    }

    /// Records that were sent, and neither confirmed nor found in a log.
    pub fn missing(&self) -> usize {
        self.topics.iter().map(Topic::missing).sum()
    }

    /// How many records of the logs have this oddity.
    pub fn odd(&self, oddity: Oddity) -> usize {
        self.topics.iter().map(|topic| topic.odd(oddity)).sum()
    }

    /// When the last of its scripts ended, once all of them have.
    pub fn ended_us(&self) -> Option<u64> {
        let ends: Option<Vec<u64>> = self.scripts().map(|script| script.ended_us).collect();
        ends?.into_iter().max()
    }

    /// When it happened on the act's clock, in microseconds. An event without such a time gets that
    /// of its receipt, which is some milliseconds late.
    pub fn clock_us(&self, moment: Moment) -> u64 {
        let Moment { at_ms, at_us } = moment;
        at_us.unwrap_or_else(|| at_ms.saturating_sub(self.started_ms.unwrap_or(at_ms)) * 1_000)
    }

    /// The last moment at which anything is known to have happened.
    pub fn last_us(&self) -> u64 {
        self.groups().filter_map(Group::last_us).fold(self.last_us, u64::max)
    }

    /// Notes that the event with this number changed the act. In a crowd, the drawing follows only
    /// when the crowd has grown by a fraction of itself, so that all frames of a run together cost
    /// no more than its records; any other change it follows at once.
    pub(super) fn note_change(&mut self, seq: u64, is_more_records: bool) {
        let handled: usize = self.groups().map(Group::amount).sum();
        let amount = self.handed_over() + self.confirmed() + handled;
        if !is_more_records || amount < FEW || amount > self.drawn + self.drawn / CROWD_SHARE {
            self.drawn = amount;
            self.revision = seq;
        }
    }

    pub(super) fn sent(&mut self, actor: u32, topic: u32, records: Vec<Sent>, keys: &mut Keys) {
        let Some(last_us) = records.iter().map(|record| record.at_us).max() else { return };
        if self.saw(actor, last_us)
            && let Some(topic) = self.topics.get_mut(topic as usize)
        {
            let count = topic.sent(actor, records, keys);
            if let Some(script) = self.script_mut(actor) {
                script.handed_over += count;
            }
        }
    }

    pub(super) fn acknowledged(&mut self, actor: u32, topic: u32, records: Vec<Acknowledged>) {
        let Some(last_us) = records.iter().map(|record| record.at_us).max() else { return };
        if self.saw(actor, last_us)
            && let Some(topic) = self.topics.get_mut(topic as usize)
        {
            let count = topic.acknowledged(actor, records);
            if let Some(script) = self.script_mut(actor) {
                script.confirmed += count;
            }
        }
    }

    pub(super) fn undelivered(&mut self, actor: u32, topic: u32, records: Vec<Undelivered>) {
        let Some(last_us) = records.iter().map(|record| record.at_us).max() else { return };
        if self.saw(actor, last_us)
            && let Some(topic) = self.topics.get_mut(topic as usize)
        {
            topic.undelivered(actor, records);
        }
    }

    /// An actor sent a record of one topic to a place in another one.
    pub(super) fn forwarded(
        &mut self,
        actor: u32,
        topic: u32,
        record: &Processed,
        to: Partition,
        offset: i64,
    ) {
        let original = self.topic(topic).and_then(|topic| {
            let index = topic.at(record.partition, record.offset)?;
            topic.records.get(index)
        });
        let original = original.cloned().unwrap_or_default();
        let copied = Record { order: record.order.or(original.order), ..original };
        if let Some(topic) = self.topics.get_mut(to.topic as usize) {
            topic.forwarded(actor, &copied, (to.number, offset), record.at_us);
        }
    }

    pub(super) fn partitions_added(&mut self, topic: u32, partitions: u32, at_us: u64) {
        self.last_us = self.last_us.max(at_us);
        if let Some(topic) = self.topics.get_mut(topic as usize) {
            topic.grow(at_us, partitions);
        }
    }

    pub(super) fn records_deleted(
        &mut self,
        topic: u32,
        offsets: Vec<PartitionOffset>,
        at_us: u64,
    ) {
        self.last_us = self.last_us.max(at_us);
        if let Some(topic) = self.topics.get_mut(topic as usize) {
            topic.delete(at_us, offsets);
        }
    }

    pub(super) fn records_compacted(&mut self, topic: u32, removed: u32, at_us: u64) {
        self.last_us = self.last_us.max(at_us);
        if let Some(topic) = self.topics.get_mut(topic as usize) {
            topic.compact(at_us, removed);
        }
    }

    pub(super) fn topics_read(&mut self, found: Vec<TopicFound>, at_us: u64) {
        self.last_us = self.last_us.max(at_us);
        for TopicFound { topic, partitions } in found {
            if let Some(topic) = self.topics.get_mut(topic as usize) {
                topic.look(at_us, partitions);
            }
        }
    }

    /// What the log holds overrides what was confirmed.
    pub(super) fn log_read(&mut self, topic: u32, partitions: Vec<PartitionLog>, keys: &mut Keys) {
        let numbers = Numbers::of(&partitions);
        let requests = self.requests(topic, numbers.batches);
        if let Some(topic) = self.topics.get_mut(topic as usize) {
            topic.numbers = Some(Numbers { requests, ..numbers });
            topic.log_read(partitions, keys);
        }
    }

    /// The Produce requests that brought the records of a topic, where one script alone wrote it:
    /// of several nobody counts whose were whose.
    fn requests(&self, topic: u32, batches: u32) -> Option<u32> {
        let writes = |actor: &&Actor| actor.topics.contains(&topic);
        let mut scripts = self.cast.iter().filter(writes).filter_map(Actor::script);
        let script = scripts.next().filter(|_| scripts.next().is_none())?;
        // See `EventKind::ProcessEnded`.
        script.requests.or(script.exit.map(|_| batches))
    }

    /// The script of an actor to whom something happens at this moment; `None` if it has none.
    pub(super) fn script_at(&mut self, actor: u32, at_us: u64) -> Option<&mut Script> {
        self.saw(actor, at_us);
        self.script_mut(actor)
    }

    pub(super) fn group_mut(&mut self, actor: u32) -> Option<&mut Group> {
        match &mut self.cast.get_mut(actor as usize)?.deeds {
            Deeds::Group(group) => Some(group),
            Deeds::Producer(_) | Deeds::Writer => None,
        }
    }

    fn script_mut(&mut self, actor: u32) -> Option<&mut Script> {
        match &mut self.cast.get_mut(actor as usize)?.deeds {
            Deeds::Producer(script) => Some(script),
            Deeds::Group(_) | Deeds::Writer => None,
        }
    }

    /// Notes that an actor was active at this moment; false if the cast does not have it.
    fn saw(&mut self, actor: u32, at_us: u64) -> bool {
        if self.actor(actor).is_none() {
            return false;
        }
        self.last_us = self.last_us.max(at_us);
        if let Some(script) = self.script_mut(actor) {
            script.last_us = script.last_us.max(at_us);
        }
        true
    }

    /// The end of a script moves behind the last thing that it is known to have done.
    pub(super) fn ended(&mut self, actor: u32, end: super::ScriptEnd) {
        if let Some(script) = self.script_mut(actor) {
            script.end(end);
            let ended_us = script.last_us;
            self.last_us = self.last_us.max(ended_us);
        }
    }
}

/// A lower offset never has a later time.
pub(crate) fn in_order(entered: &mut [(usize, u64)]) {
    let mut next = u64::MAX;
    for (_, at_us) in entered.iter_mut().rev() {
        *at_us = next.min(*at_us);
        next = *at_us;
    }
}
