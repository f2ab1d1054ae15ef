//! One thing done, or one thing awaited; never a pause. Whatever awaits has a deadline, which is
//! the performer's. A disturbance that no step plans interrupts the run.

use serde::Deserialize;

use super::{
    admin::{AddPartitions, AwaitCleanup, DeleteRecords, ResetOffsets},
    disturbance::{Kill, Slow},
    name::{ActorName, TopicKey},
    play::Play,
    position::Position,
    write::Write,
};

/// A table with one key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The lab itself writes orders, as JSON.
    Write(Write),
    /// A script runs from its first line to its end.
    Play(Play),
    /// A group's members start. They join, hold their partitions and wait.
    Start(OneGroup),
    /// Every partition has its owner. From then on the members read.
    Settle(Groups),
    /// Each group has read to the ends of its topics as they are now. One that has ended is left
    /// alone.
    ReadAll(Groups),
    /// The members of a group that reads go to another place in all their partitions, as by
    /// `consumer.seek()`. Nothing is committed by that.
    Seek(Seek),
    /// The members commit what they have to, and leave: first all commit, then all leave, since a
    /// commit may meet the rebalance that somebody's leaving starts. A group that has ended is left
    /// alone.
    Close(Groups),
    /// Plans the death of a member.
    Kill(Kill),
    /// Plans that a member takes long over its records.
    Slow(Slow),
    /// One of several things has happened.
    Until(Until),
    /// An administrator adds partitions to a topic.
    AddPartitions(AddPartitions),
    /// An administrator removes the first records of a topic's partitions.
    DeleteRecords(DeleteRecords),
    /// The broker cleans a topic up.
    AwaitCleanup(AwaitCleanup),
    /// An administrator commits offsets for a group.
    ResetOffsets(ResetOffsets),
    /// Something is read in the middle of the act, and becomes evidence.
    Read(Read),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OneGroup {
    pub actor: ActorName,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Groups {
    /// At least one.
    pub actors: Vec<ActorName>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Seek {
    pub actor: ActorName,
    /// An offset that a partition does not have is reset as `auto_offset_reset` says.
    pub to: Position,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Until {
    /// At least one.
    pub any: Vec<Happening>,
}

/// What a step can wait for, of one group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// It has read to the ends of its topics.
    ReadAll(ActorName),
    /// A member ended with an exception.
    Raised(ActorName),
    /// A member was put out of the group while its process lived. It is planned, so it does not
    /// interrupt the run.
    Expelled(ActorName),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Read {
    /// Which of the run's topics exist, and with how many partitions.
    Topics,
}

/// What a step says of itself.
struct Description<'a> {
    actors: Vec<&'a ActorName>,
    topic: Option<&'a TopicKey>,
    /// Whether records are sent to the topic.
    writes: bool,
    needs_kafka: bool,
}

impl Step {
    /// The actors that it names.
    pub fn actors(&self) -> Vec<&ActorName> {
        self.description().actors
    }

    /// Whether the simulated cluster cannot do it (`super::Needs`).
    pub fn needs_kafka(&self) -> bool {
        self.description().needs_kafka
    }

    /// The topic that it names.
    pub fn topic(&self) -> Option<&TopicKey> {
        self.description().topic
    }

    /// The topic that records are sent to.
    pub fn writes_to(&self) -> Option<&TopicKey> {
        let Description { topic, writes, .. } = self.description();
        topic.filter(|_| writes)
    }

    fn description(&self) -> Description<'_> {
        let nothing =
            Description { actors: Vec::new(), topic: None, writes: false, needs_kafka: false };
        match self {
            Self::Write(Write { topic, .. }) => {
                Description { topic: Some(topic), writes: true, ..nothing }
            }
            Self::Play(Play { actor, topic, auto_create, .. }) => Description {
                actors: vec![actor],
                topic: Some(topic),
                writes: true,
                needs_kafka: *auto_create,
            },
            Self::Start(OneGroup { actor })
            | Self::Seek(Seek { actor, .. })
            | Self::Kill(Kill { actor, .. })
            | Self::Slow(Slow { actor, .. }) => Description { actors: vec![actor], ..nothing },
            Self::Settle(Groups { actors })
            | Self::ReadAll(Groups { actors })
            | Self::Close(Groups { actors }) => {
                Description { actors: actors.iter().collect(), ..nothing }
            }
            Self::Until(Until { any }) => {
                Description { actors: any.iter().map(Happening::actor).collect(), ..nothing }
            }
            Self::AddPartitions(AddPartitions { topic, .. })
            | Self::AwaitCleanup(AwaitCleanup { topic })
            | Self::DeleteRecords(DeleteRecords { topic, .. }) => {
                Description { topic: Some(topic), needs_kafka: true, ..nothing }
            }
            Self::ResetOffsets(ResetOffsets { group, topic, .. }) => Description {
                actors: vec![group],
                topic: topic.as_ref(),
                needs_kafka: true,
                ..nothing
            },
            Self::Read(_) => nothing,
        }
    }
}

impl Happening {
    pub const fn actor(&self) -> &ActorName {
        match self {
            Self::ReadAll(actor) | Self::Raised(actor) | Self::Expelled(actor) => actor,
        }
    }
}
