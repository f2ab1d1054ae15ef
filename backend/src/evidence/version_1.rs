//! Evidence of version 1, in which every run before version 2 is stored, and its conversion to the
//! present version: a run keeps its verdict. An act had one topic and was either a script or a
//! group; its number told which, and what for.
//!
//! These structs are frozen. Types that are the same in both versions are shared, so they may only
//! gain optional fields; the stored runs in `backend/tests/data` check that.

use std::collections::BTreeMap;

use api::{broker::BrokerKind, event::Exit, text::Text};
use serde::Deserialize;
use serde_json::Value;

use super::{
    act::{Act as PresentAct, Actor, Disturbance, Disturbed},
    group::{Group as PresentGroup, Member},
    producer::{DeliveryReport, Producer, ScriptError},
    topic::{Partition, Topic},
    variant::{CRASH, EARLY, Variant},
};

#[derive(Deserialize)]
pub(super) struct Evidence {
    exercise: String,
    seed: String,
    broker: BrokerKind,
    broker_label: String,
    partitions: u32,
    orders: Vec<Value>,
    early: Option<u32>,
    crash: Option<u32>,
    acts: Vec<Act>,
    failures: Vec<Text>,
}

#[derive(Deserialize)]
struct Act {
    act: u32,
    topic: String,
    #[serde(default)]
    role: Role,
    #[serde(default)]
    settings: BTreeMap<String, String>,
    #[serde(default)]
    requests: u32,
    #[serde(default)]
    faults: Vec<Disturbed>,
    properties: BTreeMap<String, String>,
    sent: Vec<u32>,
    reports: Vec<DeliveryReport>,
    error: Option<ScriptError>,
    exit: Exit,
    log: Vec<Partition>,
    group: Option<Group>,
}

/// Whether a script had the learner's settings or the defaults.
#[derive(Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Role {
    #[default]
    Answer,
    Control,
}

#[derive(Deserialize)]
struct Group {
    group: Option<String>,
    members: Vec<Member>,
    committed: BTreeMap<u32, Option<i64>>,
}

impl From<Evidence> for super::Evidence {
    fn from(old: Evidence) -> Self {
        // The topics, as the labs name them now. The draws tell which lab it was.
        let topics: &[&str] = match (old.early, old.crash) {
            (Some(_), _) => &["pedidos", "pedidos"],
            (None, Some(_)) => &["control", "measured", "disturbed", "measured", "measured"],
            (None, None) => &["first", "second"],
        };
        let control = old.acts.iter().find(|act| act.role == Role::Control).map(|act| act.act);
        let draws = [(EARLY, old.early), (CRASH, old.crash)];
        let draws = draws.into_iter().filter_map(|(name, draw)| Some((name.to_owned(), draw?)));
        Self {
            version: Self::VERSION,
            exercise: old.exercise,
            seed: old.seed,
            variant: Variant {
                partitions: old.partitions,
                orders: old.orders,
                draws: draws.collect(),
            },
            broker: old.broker,
            broker_label: old.broker_label,
            acts: (old.acts.into_iter())
                .map(|act| {
                    let nth = (act.act as usize).checked_sub(1);
                    let topic = nth.and_then(|nth| topics.get(nth)).copied().unwrap_or_default();
                    act.into_present(topic.to_owned(), control)
                })
                .collect(),
            failures: old.failures,
            rules: super::first_rules(),
        }
    }
}

impl Act {
    fn into_present(self, topic: String, control: Option<u32>) -> PresentAct {
        let is_control = self.role == Role::Control;
        let (name, actor) = match self.group {
            Some(Group { group, members, committed }) => {
                let group = PresentGroup {
                    topics: vec![topic.clone()],
                    group_id: group,
                    properties: self.properties,
                    members,
                    committed: [(topic.clone(), committed)].into(),
                    rows: BTreeMap::new(),
                };
                ("app", Actor::Group(group))
            }
            None => {
                let producer = Producer {
                    topic: topic.clone(),
                    settings: self.settings,
                    properties: self.properties,
                    requests: self.requests,
                    sent: self.sent,
                    reports: self.reports,
                    error: self.error,
                    exit: self.exit,
                };
                (if is_control { "control" } else { "script" }, Actor::Producer(producer))
            }
        };
        let disturbances = self.faults.into_iter();
        PresentAct {
            act: self.act,
            performance: None,
            // In version 1 a question could compare any act with the control.
            compared_with: control.filter(|_| !is_control),
            topics: [(topic, of_log(self.topic, self.log))].into(),
            actors: [(name.to_owned(), actor)].into(),
            disturbances: disturbances
                .map(|request| Disturbance { actor: name.to_owned(), request })
                .collect(),
            admin: Vec::new(),
        }
    }
}

fn of_log(real_name: String, partitions: Vec<Partition>) -> Topic {
    Topic { real_name, partitions, removed: Vec::new() }
}
