//! One act: who takes part and in which topics is declared, its steps are performed one after the
//! other, and then the broker is asked what it holds.

use std::collections::BTreeMap;

use api::{
    event::{self, ActorKind},
    text::Text,
    value::Value,
};
use lessons::scenario::{
    act::{Act, Varied},
    actor::Actor,
    group::GroupProtocol,
    name::{ActorName, TopicKey},
    play::Play,
    script::{self, Script},
    step::Step,
    write::Write,
};

use super::{Props, left::Left};
use crate::{
    clock::Clock,
    evidence,
    lab::{
        actor::{
            Listing, Topic,
            group::{Planned, Running},
        },
        run::{interruption::Interruption, recorder::Playbill, stage::Stage},
    },
};

/// The lab, when it writes itself, as an act names it. It is not of the scenario's cast.
const LAB: &str = "lab";

/// An act that is under way.
pub(super) struct Performance<'a> {
    pub(super) stage: &'a Stage<'a>,
    pub(super) script: &'a Script,
    pub(super) act: &'a Act,
    pub(super) number: u32,
    pub(super) props: &'a mut Props,
    pub(super) clock: Clock,
    /// Actors and topics in the order in which the act declares them.
    cast: Vec<&'a ActorName>,
    pub(super) topics: Vec<TopicKey>,
    /// What is planned to happen to the members of a group.
    pub(super) planned: BTreeMap<&'a ActorName, Vec<Planned>>,
    /// Groups that were started, and have not been closed yet.
    pub(super) running: BTreeMap<&'a ActorName, Running<'a>>,
    /// What the actors left that have ended.
    pub(super) left: Left<'a>,
    /// How long its steps took.
    pub(super) lasted_us: u64,
}

impl<'a> Performance<'a> {
    /// Declares the act, and starts its clock.
    pub(super) async fn begin(
        stage: &'a Stage<'a>,
        script: &'a Script,
        (number, act): (u32, &'a Act),
        props: &'a mut Props,
    ) -> Result<Self, Interruption> {
        let cast = in_order_of_appearance(act);
        let topics = topics_in_order(script, act, &cast);
        let declared = playbill(script, (number, act), (&cast, &topics), &props.topics);
        let clock = stage.recorder.begin_act(declared).await?;
        let (planned, running, left) = (BTreeMap::new(), BTreeMap::new(), Left::default());
        Ok(Self {
            stage,
            script,
            act,
            number,
            props,
            clock,
            cast,
            topics,
            planned,
            running,
            left,
            lasted_us: 0,
        })
    }

    pub(super) async fn perform(mut self) -> Result<evidence::act::Act, Interruption> {
        for (index, step) in self.act.steps.iter().enumerate() {
            self.step(step, &self.act.steps[index + 1..]).await?;
        }
        self.lasted_us = self.clock.now_us();
        self.read_what_is_left().await
    }

    /// How the act's events name an actor of the cast, and one of its topics.
    pub(super) fn listing(&self, actor: &ActorName, topic: &TopicKey) -> Listing {
        let actor = self.cast.iter().position(|other| *other == actor).unwrap_or_default() as u32;
        Listing { act: self.number, actor, topic: self.index_of(topic) }
    }

    /// The same for the lab itself, which comes behind the cast.
    pub(super) fn listing_of_lab(&self, topic: &TopicKey) -> Listing {
        let actor = self.cast.len() as u32;
        Listing { act: self.number, actor, topic: self.index_of(topic) }
    }

    pub(super) fn index_of(&self, topic: &TopicKey) -> u32 {
        self.topics.iter().position(|other| other == topic).unwrap_or_default() as u32
    }

    pub(super) fn topic(&self, key: &TopicKey) -> &Topic {
        &self.props.topics[key]
    }
}

fn in_order_of_appearance(act: &Act) -> Vec<&ActorName> {
    let mut cast: Vec<&ActorName> = Vec::new();
    for name in act.steps.iter().flat_map(Step::actors) {
        if !cast.contains(&name) {
            cast.push(name);
        }
    }
    cast
}

/// Those that the steps name, then those of the actors: where records come from stands above where
/// they go.
fn topics_in_order(script: &Script, act: &Act, cast: &[&ActorName]) -> Vec<TopicKey> {
    let of_steps = act.steps.iter().filter_map(Step::topic);
    let actors = cast.iter().filter_map(|name| script.actor(Some(act), name));
    let of_actors = actors.flat_map(script::topics);
    let mut topics: Vec<TopicKey> = Vec::new();
    for key in of_steps.chain(of_actors) {
        if !topics.contains(key) {
            topics.push(key.clone());
        }
    }
    topics
}

fn playbill(
    script: &Script,
    (number, act): (u32, &Act),
    (cast, topics): (&[&ActorName], &[TopicKey]),
    named: &BTreeMap<TopicKey, Topic>,
) -> Playbill {
    let index = |key: &TopicKey| topics.iter().position(|other| other == key).map(|at| at as u32);
    let mut actors: Vec<event::Actor> = (cast.iter())
        .filter_map(|name| {
            let actor = script.actor(Some(act), name)?;
            let kind = match actor {
                Actor::Producer(_) => ActorKind::Producer,
                Actor::Group(_) => ActorKind::Group,
            };
            let sends_to = act.steps.iter().filter_map(|step| match step {
                Step::Play(Play { actor, topic, .. }) if actor == *name => Some(topic),
                _ => None,
            });
            let mut topics: Vec<u32> =
                sends_to.chain(script::topics(actor)).filter_map(index).collect();
            topics.dedup();
            let has_epochs = matches!(
                actor,
                Actor::Group(group) if group.protocol == GroupProtocol::Consumer
            );
            Some(event::Actor { name: name.to_string(), kind, topics, has_epochs })
        })
        .collect();
    let written = act.steps.iter().filter_map(|step| match step {
        Step::Write(Write { topic, .. }) => index(topic),
        _ => None,
    });
    let mut written: Vec<u32> = written.collect();
    written.sort_unstable();
    written.dedup();
    if !written.is_empty() {
        let (name, kind) = (LAB.to_owned(), ActorKind::Writer);
        actors.push(event::Actor { name, kind, topics: written, has_epochs: false });
    }
    let topics = (topics.iter())
        .map(|key| {
            let Topic { visible_name, partitions, .. } = named[key].clone();
            event::Topic { name: key.to_string(), visible_name, partitions }
        })
        .collect();
    Playbill {
        act: number,
        title: title(act),
        cast: actors,
        topics,
        compared_with: compared_with(script, act),
        performance: act.varied.as_ref().map(|Varied { variant, repeat }| event::Performance {
            of: act.number,
            variant: variant.clone(),
            repeat: *repeat,
        }),
    }
}

/// Which of the performances the act is compared with: the act that it names is performed once.
pub(super) fn compared_with(script: &Script, act: &Act) -> Option<u32> {
    let of = act.compared_with?;
    (1..).zip(&script.acts).find(|(_, other)| other.number == of).map(|(number, _)| number)
}

/// The act's own title, and which performance it is: `linger_ms = 5, 2`.
fn title(act: &Act) -> Text {
    let Some(Varied { variant, repeat }) = &act.varied else { return act.title.clone() };
    let value = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Several(texts) => texts.join(" "),
    };
    let named = variant.iter().map(|(name, given)| format!("{name} = {}", value(given)));
    let which: Vec<String> = named.chain([repeat.to_string()]).collect();
    let with = |title: &str| format!("{title}: {}", which.join(", "));
    Text::new(with(&act.title.es), with(&act.title.en))
}
