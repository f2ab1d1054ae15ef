//! Performs a scenario: creates its topics, and then one act after the other. An act performs its
//! steps (`act`, `steps`), some of which wait (`waits`, `reading`), and what it left is read when it ends
//! (`evidence`).

mod act;
mod admin;
mod evidence;
mod left;
mod reading;
mod sharing;
mod steps;
mod waits;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use api::event::EventKind;
use lessons::scenario::{
    act::Act,
    group::Group,
    handler::EffectKey,
    name::{ActorName, TopicKey},
    script::Script,
    step::Step,
};

use self::act::Performance;
use super::{
    actor::{Topic, group::sink::Sink},
    run::{
        interruption::Interruption,
        task::{Execution, Task},
    },
    topics::NewTopic,
    worker::{WorkerError, WorkerProcess},
};
use crate::evidence::seed::Seed;

type Topics = BTreeMap<TopicKey, Topic>;

/// What the acts of a run use one after the other.
struct Props {
    seed: Seed,
    /// Which execution of the run it is; groups carry it in their real names.
    execution: u32,
    topics: Topics,
    /// What the handlers of each group write to.
    sinks: BTreeMap<ActorName, Sink>,
    /// Workers that wait for a plan.
    warm: Vec<Result<WorkerProcess, WorkerError>>,
}

impl Props {
    /// The sink of a group, which outlives its members, but not a performance of a varied act.
    fn sink(&mut self, act: &Act, name: &ActorName, group: &Group) -> Sink {
        let new = || Sink::new(group.effect_key().unwrap_or(EffectKey::None));
        match act.varied {
            None => self.sinks.entry(name.clone()).or_insert_with(new).clone(),
            Some(_) => new(),
        }
    }

    /// A worker for a script. Performances of a varied act get none that has waited: all are alike.
    fn worker(&mut self, act: &Act, program: &Path) -> Result<WorkerProcess, WorkerError> {
        let waiting = if act.varied.is_none() { self.warm.pop() } else { None };
        waiting.unwrap_or_else(|| WorkerProcess::spawn(program))
    }
}

/// Performs all acts; each that is complete becomes part of the evidence.
pub async fn perform(
    task: &Task<'_>,
    script: &Script,
    done: &mut Execution,
) -> Result<(), Interruption> {
    let &Task { lab, run, execution, recorder, .. } = task;
    // Spawned before the topics are created, so that the processes are warm when the acts begin.
    let once = script.acts.iter().filter(|act| act.varied.is_none());
    let plays = once.flat_map(|act| &act.steps);
    let plays = plays.filter(|step| matches!(step, Step::Play(_))).count();
    let warm: Vec<_> = (0..plays).map(|_| WorkerProcess::spawn(&lab.program)).collect();

    let topics: Vec<Topics> =
        (1..).zip(&script.acts).map(|(number, act)| topics(task, script, (number, act))).collect();
    let mut created: Vec<NewTopic> = (topics.iter().flatten())
        .filter(|(_, topic)| topic.partitions > 0)
        .map(|(key, topic)| NewTopic {
            name: topic.real_name.clone(),
            partitions: topic.partitions,
            settings: script.topics[key].config.settings(),
        })
        .collect();
    created.sort_by(|one, other| one.name.cmp(&other.name));
    // Acts may share a topic.
    created.dedup_by(|one, other| one.name == other.name);
    let cluster = lab.broker.cluster(&created).await?;
    done.had_cluster = true;
    let mut told = BTreeSet::new();
    for (number, topics) in (1..).zip(&topics) {
        for Topic { real_name, visible_name, partitions } in topics.values() {
            if *partitions > 0 && told.insert(real_name) {
                let (topic, partitions) = (visible_name.clone(), *partitions);
                let created = EventKind::TopicCreated { act: number, topic, partitions };
                recorder.record(created).await?;
            }
        }
    }
    let stage = task.stage(&cluster);
    let acts = async {
        let props = &mut Props {
            seed: Seed::stored(&run.seed),
            execution,
            topics: Topics::new(),
            sinks: BTreeMap::new(),
            warm,
        };
        for ((number, act), topics) in (1..).zip(&script.acts).zip(&topics) {
            // A topic that an earlier act changed stays as that left it.
            for (key, topic) in topics {
                if act.varied.is_some() || !props.topics.contains_key(key) {
                    props.topics.insert(key.clone(), topic.clone());
                }
            }
            let performance = Performance::begin(&stage, script, (number, act), props).await?;
            done.evidence.acts.push(performance.perform().await?);
        }
        Ok(())
    };
    task.within_limits(&cluster, acts).await
}

/// The topics of an act, as it finds them. Those of a varied act are its own in each performance.
fn topics(task: &Task<'_>, script: &Script, (number, act): (u32, &Act)) -> Topics {
    let &Task { lab, run, execution, .. } = task;
    let topic = |key: TopicKey| {
        let declared = &script.topics[&key];
        let (namespace, name) = (&lab.namespace, &declared.name);
        let real_name = match act.varied {
            None => namespace.topic(&run.id, execution, key.as_str(), name),
            Some(_) => {
                let part = (key.as_str(), number);
                namespace.topic_of_performance(&run.id, execution, part, name)
            }
        };
        let partitions = declared.partitions.unwrap_or_default();
        (key, Topic { real_name, visible_name: name.clone(), partitions })
    };
    script.topics_of(act).into_iter().map(topic).collect()
}
