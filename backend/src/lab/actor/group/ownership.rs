//! Which partitions the members of a group have: what their clients report and what the proxy sees of
//! it, as events and as evidence.

use api::event::{Assigned, EventKind, PositionSource};

use super::{
    Phase,
    ahead::Entry,
    members::{MemberState, Members},
    reports::by_topic,
};
use crate::{
    evidence::group::{Assignment, Holding, Revocation, Revoked},
    lab::{
        actor::Listing,
        run::{interruption::Interruption, recorder::Recorder},
        worker::partition::TopicPartition,
    },
};

impl Members {
    /// The coordinator has accepted this member into a generation. Whoever waits for the group knows
    /// it at once; it is recorded behind what the member did before.
    pub fn joined(&mut self, member: u32, generation: i32, at_us: u64) {
        let Some(state) = self.members.get_mut(member as usize - 1) else { return };
        state.joined = Some(generation);
        match self.keeps_what_stays {
            true => drop(state.positions.get_or_insert_default()),
            false => state.positions = None,
        }
        // The members leave one after the other, and whoever is still there gets what the others
        // had, for a moment and by chance.
        let counts = self.keeps_what_stays && self.phase != Phase::Leaving;
        state.ahead.push(Entry { generation, at_us, counts });
    }

    /// The member is in the generation, and everything that it did before is recorded. Where it
    /// keeps what stays, it has that from this moment on, and its client need not hear of it.
    pub(super) async fn entered(
        &mut self,
        member: u32,
        Entry { generation, at_us, counts }: Entry,
        recorder: &Recorder,
    ) -> Result<(), Interruption> {
        let state = &mut self.members[member as usize - 1];
        state.entered = Some(generation);
        let kept = |(&TopicPartition { topic, partition }, &position): (&TopicPartition, &i64)| {
            Assigned { topic, partition, position, source: PositionSource::Kept }
        };
        let kept: Vec<Assigned> = state.positions.iter().flatten().map(kept).collect();
        // Without any, its first partitions are on their way.
        match counts && !kept.is_empty() {
            true => self.holds(member, kept, at_us, recorder).await,
            false => Ok(()),
        }
    }

    /// This is all that the member has now.
    pub(super) async fn assigned(
        &mut self,
        member: u32,
        partitions: Vec<Assigned>,
        at_us: u64,
        recorder: &Recorder,
    ) -> Result<(), Interruption> {
        let state = &mut self.members[member as usize - 1];
        // Where everything is given back, a member that has joined again has nothing of before.
        let is_current = self.keeps_what_stays || state.ahead.is_empty();
        state.positions = is_current.then(|| partitions.iter().map(position).collect());
        match self.keeps_what_stays && self.phase == Phase::Leaving {
            true => Ok(()),
            false => self.holds(member, partitions, at_us, recorder).await,
        }
    }

    /// Records what the member has in the generation that it has entered.
    async fn holds(
        &mut self,
        member: u32,
        mut partitions: Vec<Assigned>,
        at_us: u64,
        recorder: &Recorder,
    ) -> Result<(), Interruption> {
        let Listing { act, actor, .. } = self.listing;
        let state = &mut self.members[member as usize - 1];
        let generation = state.entered;
        if self.keeps_what_stays {
            if is_known(state, &partitions) {
                return Ok(());
            }
            let assignments = &mut state.evidence.assignments;
            assignments.pop_if(|last| last.generation == generation);
        }
        let held = partitions.iter().map(holding).collect();
        state.evidence.assignments.push(Assignment { generation, partitions: held });
        for held in &mut partitions {
            held.topic = self.reads.get(held.topic as usize).map_or(0, |read| read.index);
        }
        let assigned = EventKind::Assigned { act, actor, member, generation, partitions };
        Ok(recorder.record_at(at_us, assigned).await?)
    }

    /// The member has given these back.
    pub(super) async fn revoked(
        &mut self,
        member: u32,
        partitions: Vec<TopicPartition>,
        at_us: u64,
        recorder: &Recorder,
    ) -> Result<(), Interruption> {
        let Listing { act, actor, .. } = self.listing;
        let state = &mut self.members[member as usize - 1];
        match &mut state.positions {
            Some(held) if self.keeps_what_stays => {
                held.retain(|partition, _| !partitions.contains(partition));
            }
            positions => *positions = None,
        }
        if self.phase.reads() && !partitions.is_empty() {
            let generation = state.evidence.assignments.last().and_then(|held| held.generation);
            let revoked = |&TopicPartition { topic, partition }: &TopicPartition| Revoked {
                topic,
                partition,
            };
            let partitions = partitions.iter().map(revoked).collect();
            state.evidence.revocations.push(Revocation { generation, partitions });
        }
        let mut of_topics = by_topic(partitions, |held| (held.topic, held.partition));
        if of_topics.is_empty() {
            of_topics.insert(0, Vec::new());
        }
        for (topic, partitions) in of_topics {
            let topic = self.reads.get(topic as usize).map_or(0, |read| read.index);
            let revoked = EventKind::Revoked { act, actor, topic, member, partitions };
            recorder.record_at(at_us, revoked).await?;
        }
        Ok(())
    }
}

/// Whether the last assignment says the same: both the proxy and the client tell of it.
fn is_known(state: &MemberState, partitions: &[Assigned]) -> bool {
    let place = |topic: u32, partition: u32| TopicPartition { topic, partition };
    state.evidence.assignments.last().is_some_and(|last| {
        last.generation == state.entered
            && last
                .partitions
                .iter()
                .map(|held| place(held.topic, held.partition))
                .eq(partitions.iter().map(|held| place(held.topic, held.partition)))
    })
}

fn position(assigned: &Assigned) -> (TopicPartition, i64) {
    let &Assigned { topic, partition, position, .. } = assigned;
    (TopicPartition { topic, partition }, position)
}

fn holding(assigned: &Assigned) -> Holding {
    let &Assigned { topic, partition, position, source } = assigned;
    Holding { topic, partition, position, source }
}
