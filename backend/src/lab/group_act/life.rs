//! The life of a group: its members join, read and leave step by step. What the members report and
//! the proxy sees decides when the next step begins.

use std::collections::BTreeMap;

use api::event::EventKind;
use tokio::sync::mpsc;

use super::{GROUP, Part, ends, read_log};
use crate::clock::Clock;
use crate::evidence::variant::CRASH;
use crate::lab::{
    append::append,
    consumer_form::client_id,
    interruption::Interruption,
    members::Members,
    proxy::{Proxy, ProxyEvent, Seen},
    stage::Stage,
    worker::{
        WorkerProcess,
        protocol::{ConsumerScript, Ending, Instruction, Plan, Report},
    },
};

pub struct Life<'a> {
    stage: &'a Stage<'a>,
    part: &'a Part<'a>,
    proxy: &'a Proxy,
    seen: &'a mut mpsc::UnboundedReceiver<Seen>,
    clock: Clock,
    phase: Phase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Members join, and share the partitions among them.
    Coming,
    /// Complete: from now on, only a failing broker takes partitions away from a member.
    Reading,
    /// Each member that leaves gives its partitions to the others.
    Leaving,
}

impl<'a> Life<'a> {
    /// `proxy` reports on `seen` who joins.
    pub fn new(
        stage: &'a Stage<'a>,
        part: &'a Part<'a>,
        proxy: &'a Proxy,
        seen: &'a mut mpsc::UnboundedReceiver<Seen>,
        clock: Clock,
    ) -> Self {
        Self { stage, part, proxy, seen, clock, phase: Phase::Coming }
    }

    /// Runs the group from its first member's start to its last one's end. `found` holds the end
    /// offsets of a topic that is already complete.
    pub async fn live(
        &mut self,
        members: &mut Members,
        found: Option<BTreeMap<u32, i64>>,
    ) -> Result<(), Interruption> {
        let &mut Self { stage, part, clock, .. } = self;
        for member in 1..=part.form.members {
            let mut worker = WorkerProcess::spawn(stage.program)?;
            // Taken before the worker can do anything.
            let started_us = clock.now_us();
            worker.hand_over(&Plan::Consumer(self.script(member, found.clone())?)).await?;
            members.add(worker);
            let started = EventKind::MemberStarted { act: part.act, actor: GROUP, member };
            stage.recorder.record_at(started_us, started).await?;
        }
        while members.any_alive() && !members.are_settled() {
            self.next(members).await?;
        }
        members.command(Instruction::Read).await;
        self.phase = Phase::Reading;
        append(stage, part.writer(), part.topic, part.during.clone(), clock).await?;
        let ends = match found {
            Some(ends) => ends,
            None => ends(&read_log(stage, part).await?),
        };
        while members.any_alive() && !members.have_reached(&ends) {
            self.next(members).await?;
        }
        members.command(Instruction::Close).await;
        while members.any_alive() && !members.are_closing() {
            self.next(members).await?;
        }
        self.phase = Phase::Leaving;
        members.command(Instruction::Leave).await;
        while members.any_alive() {
            self.next(members).await?;
        }
        Ok(())
    }

    fn script(
        &self,
        member: u32,
        ends: Option<BTreeMap<u32, i64>>,
    ) -> Result<ConsumerScript, Interruption> {
        let Self { stage, part, proxy, clock, .. } = *self;
        let form = part.form;
        let grouped = form.group.is_some();
        let timing = part.timing(stage);
        let mut properties = form.properties(part.group, member, timing)?;
        properties.extend(proxy.entrance().properties());
        Ok(ConsumerScript {
            properties,
            topic: part.topic.to_owned(),
            named: form.topic.clone(),
            version: form.version,
            partitions: stage.variant.partitions,
            grouped,
            reset: form.reset.clone(),
            auto_commit: form.auto_commit && grouped,
            commit: form.commit,
            max_poll_records: form.max_poll_records,
            ends,
            dies_at: stage.variant.draw(CRASH).filter(|_| part.ending == Ending::Killed),
            deserializer: form.deserializer,
            run: stage.run.to_owned(),
            nonce: stage.nonce.to_owned(),
            clock,
        })
    }

    /// Applies the next report of a member, and before it what the proxy saw until then.
    async fn next(&mut self, members: &mut Members) -> Result<(), Interruption> {
        let (member, report) = members.next_report().await?;
        while let Ok(Seen { event, .. }) = self.seen.try_recv() {
            if let ProxyEvent::Joined { client, generation } = event
                && let Some(member) = member_of(&client)
            {
                members.joined(member, generation);
            }
        }
        if matches!(report, Some(Report::Revoked { .. }))
            && self.phase == Phase::Reading
            && members.all_alive()
        {
            // A frozen broker still lets sessions time out. What is then read twice is not the
            // script's fault.
            return Err(Interruption::awaited(
                "Esperábamos que el grupo conservara sus particiones, y el broker lo rehízo a mitad.",
                "We waited for the group to keep its partitions, and the broker rebalanced it half-way.",
                format!("member {member} lost its partitions"),
            ));
        }
        match report {
            None | Some(Report::LastLine) => members.ended(member, self.stage.recorder).await,
            Some(report) => members.record_report(member, report, self.stage.recorder).await,
        }
    }
}

fn member_of(client: &str) -> Option<u32> {
    (1..=MOST_MEMBERS).find(|member| client_id(*member) == client)
}

/// The most members that a group can have; the form's own limit is lower.
const MOST_MEMBERS: u32 = 16;
