//! Which partitions the members of a group have: what their clients report and what the proxy sees of
//! it, as events and as evidence.

use api::event::{Assigned, EventKind, PositionSource};

use super::{
    Phase,
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
    /// The coordinator has accepted this member into a generation. Where it keeps what stays, it has
    /// that from the first moment on, and its client need not hear of it.
    pub async fn joined(
        &mut self,
        member: u32,
        generation: i32,
        at_us: u64,
        recorder: &Recorder,
    ) -> Result<(), Interruption> {
        let Some(state) = self.members.get_mut(member as usize - 1) else { return Ok(()) };
        state.joined = Some(generation);
        if !self.keeps_what_stays {
            state.positions = None;
            return Ok(());
        }
        let kept = state.positions.get_or_insert_default().iter();
        let kept: Vec<Assigned> = kept
            .map(|(&TopicPartition { topic, partition }, position)| {
                let (position, source) = (*position, PositionSource::Kept);
                Assigned { topic, partition, position, source }
            })
            .collect();
        match kept.is_empty() {
            // Its first partitions are on their way.
            true => Ok(()),
            false => self.assigned(member, kept, at_us, recorder).await,
        }
    }

    /// This is all that the member has now.
    pub(super) async fn assigned(
        &mut self,
        member: u32,
        mut partitions: Vec<Assigned>,
        at_us: u64,
        recorder: &Recorder,
    ) -> Result<(), Interruption> {
        let Listing { act, actor, .. } = self.listing;
        let state = &mut self.members[member as usize - 1];
        let generation = state.joined;
        state.positions = Some(partitions.iter().map(position).collect());
        if self.keeps_what_stays {
            // The members leave one after the other, and whoever is still there gets what the others
            // had, for a moment and by chance.
            if self.phase == Phase::Leaving || is_known(state, &partitions) {
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
        last.generation == state.joined
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
