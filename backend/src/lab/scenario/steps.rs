//! What each step of an act does.

use api::event::EventKind;
use lessons::scenario::{
    actor::Actor,
    group::Group,
    name::{ActorName, TopicKey},
    play::Play,
    producer::Producer,
    step::{Groups, OneGroup, Read, Seek, Step},
    write::Write,
};

use super::{act::Performance, evidence::ends};
use crate::{
    evidence::act::Disturbance,
    lab::{
        actor::{
            group::{Declared, Running, Setup, client},
            producer,
            writer::append,
        },
        run::interruption::Interruption,
        worker::plan::Ending,
    },
};

impl<'a> Performance<'a> {
    /// Performs one step; `rest` are those behind it.
    pub(super) async fn step(
        &mut self,
        step: &'a Step,
        rest: &'a [Step],
    ) -> Result<(), Interruption> {
        match step {
            Step::Write(write) => self.write(write).await,
            Step::Play(play) => self.play(play).await,
            Step::Kill(kill) => {
                self.planned.entry(&kill.actor).or_default().push(kill.into());
                Ok(())
            }
            Step::Slow(slow) => {
                self.planned.entry(&slow.actor).or_default().push(slow.into());
                Ok(())
            }
            Step::Start(OneGroup { actor }) => self.start(actor, rest).await,
            Step::Settle(Groups { actors }) => self.settle(actors).await,
            Step::ReadAll(Groups { actors }) => self.read_all(actors).await,
            Step::Until(until) => self.until(until).await,
            Step::Seek(seek) => self.seek(seek).await,
            Step::Close(Groups { actors }) => self.close(actors).await,
            Step::AddPartitions(added) => self.add_partitions(added).await,
            Step::AwaitCleanup(awaited) => self.await_cleanup(awaited).await,
            Step::DeleteRecords(deleted) => self.delete_records(deleted).await,
            Step::ResetOffsets(reset) => self.reset_offsets(reset).await,
            Step::Read(Read::Topics) => self.read_topics().await,
        }
    }

    async fn write(&mut self, write: &Write) -> Result<(), Interruption> {
        let to = (self.listing_of_lab(&write.topic), self.topic(&write.topic));
        append(self.stage, to, write, &self.props.seed, self.clock).await?;
        self.left.shown.retain(|shown| *shown != write.topic);
        Ok(())
    }

    async fn play(&mut self, play: &'a Play) -> Result<(), Interruption> {
        let worker = self.props.worker(self.act, self.stage.program)?;
        let part = producer::Setup {
            listing: self.listing(&play.actor, &play.topic),
            producer: self.producer(&play.actor)?,
            topic: self.topic(&play.topic),
            faults: play.network.map(producer::faults),
            auto_create: play.auto_create,
            ending: play.kill.map_or(Ending::Normal, |_| Ending::Killed),
            clock: self.clock,
        };
        let played = producer::perform(self.stage, &part, worker).await?;
        let disturbed = played.disturbed.iter();
        let disturbed = disturbed
            .map(|request| Disturbance { actor: play.actor.to_string(), request: *request });
        self.left.disturbances.extend(disturbed);
        self.left.played.insert(&play.actor, (&play.topic, played));
        self.look_for(&play.topic, play.auto_create).await
    }

    async fn start(&mut self, name: &'a ActorName, rest: &'a [Step]) -> Result<(), Interruption> {
        let group = self.group(name)?;
        let listing = self.listing(name, &group.topics[0]);
        // Every member prints them; they are recorded once.
        for text in client::profile(group, 1)?.warnings {
            let warning = EventKind::Warning { act: listing.act, actor: listing.actor, text };
            self.stage.recorder.record_at(self.clock.now_us(), warning).await?;
        }
        let mut found = Vec::new();
        for topic in &group.topics {
            found.push(match self.script.is_written(self.act, topic, rest) {
                // What the group finds is shown at its start.
                false => Some(ends(&self.read_and_show(topic).await?)),
                true => None,
            });
        }
        let sink = self.props.sink(self.act, name, group);
        let real_group = self.real_group(group);
        let part = Setup {
            name,
            listing,
            group,
            real_group,
            reads: group.topics.iter().map(|key| self.declared(key)).collect(),
            sends: group.sends_to().into_iter().map(|key| self.declared(key)).collect(),
            sink,
            planned: self.planned.remove(name).unwrap_or_default(),
            clock: self.clock,
        };
        let running = Running::start(self.stage, part, found).await?;
        self.running.insert(name, running);
        self.share(name);
        Ok(())
    }

    /// Returns when each member has said where it is, so that what it had read before does not count
    /// for a step that waits until all is read.
    async fn seek(&mut self, Seek { actor, to }: &'a Seek) -> Result<(), Interruption> {
        let actors = std::slice::from_ref(actor);
        for group in self.of(actors) {
            group.seek(*to).await;
        }
        self.wait(actors, |groups| groups.iter().all(|group| group.members.have_sought())).await
    }

    /// All commit before anybody leaves: a commit may be refused if it meets the rebalance that
    /// somebody's leaving starts.
    async fn close(&mut self, actors: &'a [ActorName]) -> Result<(), Interruption> {
        for group in self.of(actors) {
            group.close().await;
        }
        self.wait(actors, |groups| groups.iter().all(|group| group.members.are_closing())).await?;
        for name in actors {
            self.share(name);
        }
        for group in self.of(actors) {
            group.leave().await;
        }
        self.wait(actors, |_| false).await?;
        for name in actors {
            if let Some(group) = self.running.remove(name) {
                let ended = group.end().await?;
                self.left.closed.insert(name, ended);
            }
        }
        Ok(())
    }

    /// Its name on the cluster.
    pub(super) fn real_group(&self, group: &Group) -> String {
        let named = group.keywords.group_id.as_deref().unwrap_or("-");
        self.stage.namespace.group(self.stage.run, self.props.execution, named)
    }

    fn declared(&self, key: &TopicKey) -> Declared {
        Declared { index: self.index_of(key), key: key.clone(), topic: self.topic(key).clone() }
    }

    fn producer(&self, name: &ActorName) -> Result<&'a Producer, Interruption> {
        match self.script.actor(Some(self.act), name) {
            Some(Actor::Producer(producer)) => Ok(producer),
            Some(Actor::Group(_)) | None => Err(miscast(name)),
        }
    }

    pub(super) fn group(&self, name: &ActorName) -> Result<&'a Group, Interruption> {
        match self.script.actor(Some(self.act), name) {
            Some(Actor::Group(group)) => Ok(group),
            Some(Actor::Producer(_)) | None => Err(miscast(name)),
        }
    }
}

/// The loader has tried each value of each field, so only several together can get here.
fn miscast(name: &ActorName) -> Interruption {
    Interruption::awaited(
        "El ejercicio pide algo que el laboratorio no sabe hacer: avisa a tu docente.",
        "The exercise asks for something that the lab cannot do: tell your instructor.",
        format!("{name} is not of the kind that the step needs"),
    )
}
