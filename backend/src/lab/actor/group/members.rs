//! The members of a running group: their processes, and what they have reported so far.

use std::collections::BTreeMap;

use api::event::{EventKind, Exit};
use futures_util::future::select_all;
use lessons::scenario::position::Position;

use super::{Declared, Phase, Setup, ahead::Ahead, sink::Sink};
use crate::{
    clock::Clock,
    evidence::group::Member,
    lab::{
        actor::Listing,
        logged::Values,
        run::{interruption::Interruption, recorder::Recorder},
        worker::{
            WorkerProcess,
            handler_record::HandlerRecord,
            partition::TopicPartition,
            plan::{Ending, Instruction},
            report::Report,
        },
    },
};

/// The signal that ends a member that is to die.
const SIGKILL: i32 = 9;

pub struct Members {
    pub(super) listing: Listing,
    /// What it reads, in the order of the group's topics.
    pub(super) reads: Vec<Declared>,
    /// What its handler sends to.
    pub(super) sends: Vec<Declared>,
    /// The index of the topic where records go that cannot be processed.
    pub(super) dead_letters: u32,
    pub(super) sink: Sink,
    /// Whether the group assigns and revokes only what changes hands.
    pub(super) keeps_what_stays: bool,
    pub(super) phase: Phase,
    /// How members end that raise no exception.
    ending: Ending,
    clock: Clock,
    pub(super) members: Vec<MemberState>,
}

pub(super) struct MemberState {
    /// `None` once its process has ended.
    pub(super) worker: Option<WorkerProcess>,
    pub(super) evidence: Member,
    /// The records that its handler finished, and the one that it died on.
    pub(super) processed: Vec<HandlerRecord>,
    pub(super) in_hand: Option<HandlerRecord>,
    /// The last generation that it joined.
    pub(super) joined: Option<i32>,
    /// Those of them that its reports have not come to yet.
    pub(super) ahead: Ahead,
    /// The last one of which all that it did before is recorded.
    pub(super) entered: Option<i32>,
    /// The next offset to read of each assigned partition; `None` between two assignments, if the
    /// group revokes everything.
    pub(super) positions: Option<BTreeMap<TopicPartition, i64>>,
    /// Whether it has been told to seek and has not said yet where it is.
    pub(super) seeking: bool,
    /// Whether it has made its last commit, before it closes.
    pub(super) closing: bool,
}

impl Members {
    /// `ending` is how members end that raise no exception.
    pub fn new(part: &Setup<'_>, ending: Ending) -> Self {
        let dead_letters = part.group.dead_letters();
        let is_theirs = |sent: &&Declared| Some(&sent.key) == dead_letters;
        let dead_letters = part.sends.iter().find(is_theirs).map(|sent| sent.index);
        Self {
            listing: part.listing,
            reads: part.reads.clone(),
            sends: part.sends.clone(),
            dead_letters: dead_letters.unwrap_or_default(),
            sink: part.sink.clone(),
            keeps_what_stays: part.group.keeps_what_stays(),
            phase: Phase::Coming,
            ending,
            clock: part.clock,
            members: Vec::new(),
        }
    }

    /// Adds a member whose worker has its plan. Members count from 1.
    pub fn add(&mut self, worker: WorkerProcess) {
        let member = self.members.len() as u32 + 1;
        let evidence = Member {
            member,
            assignments: Vec::new(),
            revocations: Vec::new(),
            processed: Vec::new(),
            in_hand: None,
            effects: Vec::new(),
            filtered: Vec::new(),
            forwarded: Vec::new(),
            failed: Vec::new(),
            commits: Vec::new(),
            seeks: Vec::new(),
            error: None,
            exit: Exit::Code(0),
            closed: false,
            expelled: false,
        };
        self.members.push(MemberState {
            worker: Some(worker),
            evidence,
            processed: Vec::new(),
            in_hand: None,
            joined: None,
            ahead: Ahead::default(),
            entered: None,
            positions: None,
            seeking: false,
            closing: false,
        });
    }

    pub fn any_alive(&self) -> bool {
        self.members.iter().any(|member| member.worker.is_some())
    }

    pub fn all_alive(&self) -> bool {
        self.members.iter().all(|member| member.worker.is_some())
    }

    /// A member has left its group, although its process lives.
    pub async fn expelled(
        &mut self,
        member: u32,
        at_us: u64,
        recorder: &Recorder,
    ) -> Result<(), Interruption> {
        let Listing { act, actor, .. } = self.listing;
        self.enter_until(member, at_us, recorder).await?;
        self.members[member as usize - 1].evidence.expelled = true;
        Ok(recorder.record_at(at_us, EventKind::Expelled { act, actor, member }).await?)
    }

    pub fn any_expelled(&self) -> bool {
        self.members.iter().any(|member| member.evidence.expelled)
    }

    /// Whether a script has ended with an exception.
    pub fn any_raised(&self) -> bool {
        self.members.iter().any(|member| member.evidence.error.is_some())
    }

    /// Whether all running members have their assignment from the same generation.
    pub fn are_settled(&self) -> bool {
        let mut alive = self.alive();
        let Some(first) = alive.next() else { return true };
        let is_settled =
            |member: &MemberState| member.positions.is_some() && member.joined == first.joined;
        is_settled(first) && alive.all(is_settled)
    }

    /// What each running member has, and the generation that it is in.
    pub fn holdings(&self) -> impl Iterator<Item = (Vec<TopicPartition>, Option<i32>)> {
        self.alive().map(|member| {
            let held = member.positions.iter().flatten().map(|(partition, _)| *partition);
            (held.collect(), member.joined)
        })
    }

    fn alive(&self) -> impl Iterator<Item = &MemberState> {
        self.members.iter().filter(|member| member.worker.is_some())
    }

    /// Whether the running members have read everything up to these offsets.
    pub fn have_reached(&self, ends: &BTreeMap<TopicPartition, i64>) -> bool {
        let behind = |(partition, position): (&TopicPartition, &i64)| {
            ends.get(partition).is_some_and(|end| position < end)
        };
        self.are_settled()
            && !(self.alive()).flat_map(|member| member.positions.iter().flatten()).any(behind)
    }

    /// The next report of any running member; waits for ever when none is running.
    pub async fn next_report(&mut self) -> Result<(u32, Option<Report>), Interruption> {
        let reports: Vec<_> = (self.members.iter_mut())
            .filter_map(|state| {
                let member = state.evidence.member;
                let worker = state.worker.as_mut()?;
                Some(Box::pin(async move { (member, worker.next_report().await) }))
            })
            .collect();
        if reports.is_empty() {
            return std::future::pending().await;
        }
        let ((member, report), _, _) = select_all(reports).await;
        Ok((member, report?))
    }

    /// The member has sent its last report: waits for its process to end.
    pub async fn ended(&mut self, member: u32, recorder: &Recorder) -> Result<(), Interruption> {
        let (Listing { act, actor, .. }, clock) = (self.listing, self.clock);
        let state = &mut self.members[member as usize - 1];
        let Some(worker) = state.worker.take() else { return Ok(()) };
        let dies = self.ending == Ending::Killed && state.evidence.error.is_none();
        let (exit, at_us) =
            if dies { worker.kill(clock).await? } else { worker.exit(clock).await? };
        let expected = match (dies, &state.evidence.error) {
            (true, _) => Exit::Signal(SIGKILL),
            (false, Some(_)) => Exit::Code(1),
            (false, None) => Exit::Code(0),
        };
        if exit != expected {
            return Err(Interruption::awaited(
                "Esperábamos a un miembro del grupo, y su proceso terminó antes de tiempo.",
                "We waited for a member of the group, and its process ended too early.",
                format!("member {member} ended with {exit:?}"),
            ));
        }
        state.evidence.exit = exit;
        state.evidence.closed = exit == Exit::Code(0);
        let closed = state.evidence.closed;
        self.enter_until(member, at_us, recorder).await?;
        let ended = EventKind::MemberEnded { act, actor, member, exit, closed };
        Ok(recorder.record_at(at_us, ended).await?)
    }

    /// All running members go to another place in their partitions.
    pub async fn seek(&mut self, to: Position) {
        for state in &mut self.members {
            state.seeking = state.worker.is_some();
        }
        self.command(Instruction::Seek(to)).await;
    }

    /// Whether all running members have said where they went.
    pub fn have_sought(&self) -> bool {
        self.members.iter().all(|member| member.worker.is_none() || !member.seeking)
    }

    /// Whether all running members have made their last commit.
    pub fn are_closing(&self) -> bool {
        self.members.iter().all(|member| member.worker.is_none() || member.closing)
    }

    /// Sends an instruction to all running members. One that has just ended does not receive it;
    /// its last report and its exit tell why.
    pub async fn command(&mut self, command: Instruction) {
        for state in &mut self.members {
            if let Some(worker) = &mut state.worker
                && let Err(error) = worker.command(command.clone()).await
            {
                tracing::debug!(member = state.evidence.member, %error, "an instruction did not reach a member");
            }
        }
    }

    /// Completes what the handlers were given with the bytes in the log, read at the end of the
    /// act.
    pub fn into_evidence(self, logged: &Values<'_>) -> Result<Vec<Member>, Interruption> {
        let complete = |record: HandlerRecord| logged.processed(&record);
        (self.members.into_iter())
            .map(|MemberState { mut evidence, processed, in_hand, .. }| {
                evidence.processed =
                    processed.into_iter().map(complete).collect::<Result<_, _>>()?;
                evidence.in_hand = in_hand.map(complete).transpose()?;
                Ok(evidence)
            })
            .collect()
    }
}
