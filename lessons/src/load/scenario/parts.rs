//! What the parts of a script say of each other: that every topic and actor is there, of the right
//! kind and used, and that numbers fit.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::source::FaultAt,
    entry::{ActPlaces, Placed},
    services, turns,
};
use crate::{
    error::ContentFault,
    field,
    scenario::{
        act::Act,
        actor::Actor,
        admin::{AddPartitions, AwaitCleanup, DeleteRecords, ResetOffsets},
        data::OrderKind,
        disturbance::{Kill, Slow},
        draw::Draws,
        name::{ActorName, TopicKey},
        position::Position,
        script::{self, Script},
        step::{Groups, OneGroup, Seek, Step, Until},
        topic::Topic,
        write::Write,
    },
};

/// As in a form: the real name has more in it, and Kafka's limit is 249 characters.
const LONGEST_NAME: u32 = 100;

/// What the acts name, in any of the scripts that were tried.
#[derive(Default)]
pub(super) struct Used {
    topics: BTreeSet<TopicKey>,
    actors: BTreeSet<ActorName>,
}

impl Used {
    /// Checks one script, and notes what its acts name.
    pub(super) fn check(&mut self, placed: &Placed, draws: &Draws) -> Result<(), FaultAt> {
        let script = &placed.script;
        for (key, place) in &placed.topics {
            topic_fits(&script.topics[key]).map_err(|fault| FaultAt { offset: *place, fault })?;
        }
        for (name, place) in &placed.actors {
            let own = script.acts.iter().filter(|act| act.cast.contains_key(name)).map(Some);
            let shared = script.cast.contains_key(name).then_some(None);
            shared
                .into_iter()
                .chain(own)
                .try_for_each(|act| actor_fits(script, act, name, placed.orders))
                .map_err(|fault| FaultAt { offset: *place, fault })?;
        }
        if placed.acts.is_empty() {
            return Err(FaultAt { offset: placed.start, fault: ContentFault::TooFew("acts") });
        }
        for (act, places) in script.acts.iter().zip(&placed.acts) {
            // A repetition is what the first one was.
            if act.varied.as_ref().is_none_or(|varied| varied.repeat == 1) {
                self.check_act(script, act, places, draws)?;
            }
        }
        topics_are_apart(placed)
    }

    fn check_act(
        &mut self,
        script: &Script,
        act: &Act,
        places: &ActPlaces,
        draws: &Draws,
    ) -> Result<(), FaultAt> {
        if act.steps.is_empty() {
            return Err(FaultAt { offset: places.start, fault: ContentFault::TooFew("steps") });
        }
        if let Some(other) = act.compared_with {
            let offset = places.compared_with;
            if !(1..act.number).contains(&other) {
                return Err(FaultAt { offset, fault: ContentFault::NotEarlier(other) });
            }
            if script.is_varied(other) {
                return Err(FaultAt { offset, fault: ContentFault::ComparedWithVaried(other) });
            }
        }
        for (step, place) in act.steps.iter().zip(&places.steps) {
            step_fits(script, act, step, draws)
                .map_err(|fault| FaultAt { offset: *place, fault })?;
        }
        turns::check(act, places)?;
        self.topics.extend(script.topics_of(act));
        self.actors.extend(script.actors_of(act));
        Ok(())
    }

    /// # Errors
    /// A topic or an actor that no act names.
    pub(super) fn covers(&self, placed: &Placed) -> Result<(), FaultAt> {
        let unused = |what, name: &str, offset: usize| {
            Err(FaultAt { offset, fault: ContentFault::Unused { what, name: name.to_owned() } })
        };
        for (name, place) in &placed.actors {
            if !self.actors.contains(name) {
                return unused("actor", name.as_str(), *place);
            }
        }
        for (key, place) in &placed.topics {
            if !self.topics.contains(key) {
                return unused("topic", key.as_str(), *place);
            }
        }
        Ok(())
    }
}

/// A varied act makes its topics anew each time that it is performed, so that no log holds the
/// records of two performances. So a topic that it names is in no other act: which of them would it
/// be there?
fn topics_are_apart(placed: &Placed) -> Result<(), FaultAt> {
    let script = &placed.script;
    let mut first: BTreeMap<TopicKey, (u32, bool)> = BTreeMap::new();
    for (act, places) in script.acts.iter().zip(&placed.acts) {
        for key in script.topics_of(act) {
            let (number, is_varied) =
                *first.entry(key.clone()).or_insert((act.number, act.varied.is_some()));
            if number != act.number && (is_varied || act.varied.is_some()) {
                let varied = if is_varied { number } else { act.number };
                let fault = ContentFault::VariedTopic { topic: key.to_string(), act: varied };
                return Err(FaultAt { offset: places.start, fault });
            }
        }
    }
    Ok(())
}

fn topic_fits(topic: &Topic) -> Result<(), ContentFault> {
    if !field::is_kafka_name(&topic.name, LONGEST_NAME) {
        return Err(ContentFault::NotATopic(topic.name.clone()));
    }
    match topic.partitions {
        Some(0) => Err(ContentFault::TooFew("partitions")),
        Some(_) | None => Ok(()),
    }
}

/// An actor as it is in this act, or in all others.
fn actor_fits(
    script: &Script,
    act: Option<&Act>,
    name: &ActorName,
    orders: OrderKind,
) -> Result<(), ContentFault> {
    let Some(actor) = script.actor(act, name) else { return Ok(()) };
    for key in script::topics(actor) {
        topic_exists(script, key)?;
    }
    match actor {
        Actor::Producer(_) => Ok(()),
        Actor::Group(group) => {
            let counts = [
                ("topics", group.topics.len()),
                ("members", group.members as usize),
                ("records of a poll", group.r#loop.max_poll_records as usize),
                ("parts of a handler", group.handler.len()),
            ];
            match counts.into_iter().find(|(_, count)| *count == 0) {
                Some((what, _)) => Err(ContentFault::TooFew(what)),
                None => services::fit(script, act, name, group, orders),
            }
        }
    }
}

fn step_fits(script: &Script, act: &Act, step: &Step, draws: &Draws) -> Result<(), ContentFault> {
    if let Some(key) = step.topic() {
        topic_exists(script, key)?;
    }
    for name in step.actors() {
        let Some(actor) = script.actor(Some(act), name) else {
            return Err(ContentFault::UnknownPart { what: "actor", name: name.to_string() });
        };
        match (step, actor) {
            (Step::Play(_), Actor::Producer(_)) => {}
            (Step::Play(_), Actor::Group(_)) => {
                return Err(ContentFault::OtherKind { name: name.to_string(), wanted: "producer" });
            }
            (_, Actor::Group(_)) => {}
            (_, Actor::Producer(_)) => {
                return Err(ContentFault::OtherKind { name: name.to_string(), wanted: "group" });
            }
        }
    }
    numbers_fit(script, act, step, draws)
}

fn within(what: &'static str, number: u32, least: u32, most: u32) -> Result<(), ContentFault> {
    match (least..=most).contains(&number) {
        true => Ok(()),
        false => Err(ContentFault::OutOfRange { what, number, least, most }),
    }
}

fn topic_exists(script: &Script, key: &TopicKey) -> Result<(), ContentFault> {
    match script.topics.contains_key(key) {
        true => Ok(()),
        false => Err(ContentFault::UnknownPart { what: "topic", name: key.to_string() }),
    }
}

fn numbers_fit(script: &Script, act: &Act, step: &Step, draws: &Draws) -> Result<(), ContentFault> {
    match step {
        Step::Write(write) => {
            let &Write { after, upto, spoil, .. } = write;
            within("after", after, 0, draws.orders)?;
            within("upto", upto.unwrap_or(draws.orders), after, draws.orders)?;
            within("spoil", spoil, 0, write.range(draws.orders).len() as u32)
        }
        Step::Kill(Kill { over, .. }) => within("over", *over, 1, draws.orders),
        Step::Slow(Slow { actor, member, over, .. }) => {
            let members = match script.actor(Some(act), actor) {
                Some(Actor::Group(group)) => group.members,
                Some(Actor::Producer(_)) | None => 0,
            };
            within("member", *member, 1, members)?;
            within("over", *over, 1, draws.orders)
        }
        Step::AddPartitions(AddPartitions { topic, to }) => {
            let before = script.topics.get(topic).and_then(|topic| topic.partitions);
            within("to", *to, before.unwrap_or_default() + 1, u32::MAX)
        }
        Step::AwaitCleanup(AwaitCleanup { topic: key }) => match script.topics.get(key) {
            Some(topic) if !topic.config.is_cleaned() => {
                Err(ContentFault::NotCleaned(key.to_string()))
            }
            Some(_) | None => Ok(()),
        },
        Step::DeleteRecords(DeleteRecords { before, .. }) => {
            within("before", *before, 1, draws.orders)
        }
        Step::Seek(Seek { to, .. }) => position_fits(*to, draws),
        Step::ResetOffsets(ResetOffsets { group: name, topic, to }) => {
            let Some(Actor::Group(group)) = script.actor(Some(act), name) else { return Ok(()) };
            if group.keywords.group_id.is_none() {
                let wanted = "group with a `group_id`";
                return Err(ContentFault::OtherKind { name: name.to_string(), wanted });
            }
            match topic {
                Some(key) if !group.topics.contains(key) => {
                    let (what, name) = ("topic of this group", key.to_string());
                    Err(ContentFault::UnknownPart { what, name })
                }
                Some(_) | None => position_fits(*to, draws),
            }
        }
        Step::Settle(Groups { actors })
        | Step::ReadAll(Groups { actors })
        | Step::Close(Groups { actors }) => {
            if actors.is_empty() {
                Err(ContentFault::TooFew("actors"))
            } else {
                Ok(())
            }
        }
        Step::Until(Until { any }) => {
            if any.is_empty() {
                Err(ContentFault::TooFew("things to wait for"))
            } else {
                Ok(())
            }
        }
        Step::Start(OneGroup { .. }) | Step::Play(_) | Step::Read(_) => Ok(()),
    }
}

fn position_fits(to: Position, draws: &Draws) -> Result<(), ContentFault> {
    match to {
        Position::Begin | Position::End => Ok(()),
        Position::Offset(offset) => within("to", offset, 0, draws.orders),
    }
}
