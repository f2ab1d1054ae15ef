//! Performs a scenario: creates its topics, and then one act after the other. An act performs its
//! steps (`act`, `steps`), some of which wait (`waits`, `reading`), and what it left is read when it ends
//! (`left`).

mod act;
mod admin;
mod left;
mod reading;
mod steps;
mod waits;

use std::collections::{BTreeMap, BTreeSet};

use api::event::EventKind;
use lessons::scenario::{
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
        runner::{Execution, Task},
    },
    topics::NewTopic,
    worker::{WorkerError, WorkerProcess},
};
use crate::evidence::seed::Seed;

/// What the acts of a run use one after the other.
struct Props {
    seed: Seed,
    /// Which execution of the run it is; groups carry it in their real names.
    execution: u32,
    topics: BTreeMap<TopicKey, Topic>,
    /// What the handlers of each group write to.
    sinks: BTreeMap<ActorName, Sink>,
    /// Workers that wait for a plan.
    warm: Vec<Result<WorkerProcess, WorkerError>>,
}

impl Props {
    /// The sink of a group, which outlives its members.
    fn sink(&mut self, name: &ActorName, group: &Group) -> Sink {
        let new = || Sink::new(group.effect_key().unwrap_or(EffectKey::None));
        self.sinks.entry(name.clone()).or_insert_with(new).clone()
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
    let plays = script.acts.iter().flat_map(|act| &act.steps);
    let plays = plays.filter(|step| matches!(step, Step::Play(_))).count();
    let warm: Vec<_> = (0..plays).map(|_| WorkerProcess::spawn(&lab.program)).collect();

    let topics: BTreeMap<TopicKey, Topic> = (script.topics.iter())
        .map(|(key, topic)| {
            let real_name = lab.namespace.topic(&run.id, execution, key.as_str(), &topic.name);
            let partitions = topic.partitions.unwrap_or_default();
            (key.clone(), Topic { real_name, visible_name: topic.name.clone(), partitions })
        })
        .collect();
    let created: Vec<NewTopic> = (topics.values())
        .filter(|topic| topic.partitions > 0)
        .map(|topic| NewTopic { name: topic.real_name.clone(), partitions: topic.partitions })
        .collect();
    let cluster = lab.broker.cluster(&created).await?;
    done.had_cluster = true;
    let mut told = BTreeSet::new();
    for (number, act) in (1..).zip(&script.acts) {
        for key in script.topics_of(act) {
            let Topic { visible_name, partitions, .. } = topics[&key].clone();
            if partitions > 0 && told.insert(key) {
                let topic = visible_name;
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
            topics,
            sinks: BTreeMap::new(),
            warm,
        };
        for (number, act) in (1..).zip(&script.acts) {
            let performance = Performance::begin(&stage, script, (number, act), props).await?;
            done.evidence.acts.push(performance.perform().await?);
        }
        Ok(())
    };
    task.within_limits(&cluster, acts).await
}
