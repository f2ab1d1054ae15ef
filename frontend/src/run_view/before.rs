//! Events as they were stored before they named actors and topics, and their conversion: such a run
//! still draws. There were three exercises, and an act had one topic and was either a script's or a
//! group's; how many topics a run had created tells which exercise it was, and the number of an act
//! what it was for. New events never come here.

use api::{
    event::{Actor, ActorKind, EventKind, Topic},
    text::Text,
};

/// What the conversion of an event depends on: the events before it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Before {
    /// The topics that were created, with their acts.
    topics: Vec<(u32, Topic)>,
    /// The acts of groups that were started.
    groups: Vec<u32>,
}

/// The index of the lab in the cast of a group's act.
const LAB: u32 = 1;

impl Before {
    /// The event as it is told now; a new one is left as it is.
    pub fn converted(&mut self, kind: EventKind) -> EventKind {
        match kind {
            EventKind::TopicCreated { act, ref topic, partitions } => {
                let visible_name = topic.clone();
                self.topics.push((act, Topic { name: String::new(), visible_name, partitions }));
                kind
            }
            EventKind::ActStarted { act, ref cast, .. } if cast.is_empty() => self.started(act),
            // The lab wrote what a group read.
            EventKind::Sent { act, topic, records, .. } if self.groups.contains(&act) => {
                EventKind::Sent { act, actor: LAB, topic, records }
            }
            EventKind::Acknowledged { act, topic, records, .. } if self.groups.contains(&act) => {
                EventKind::Acknowledged { act, actor: LAB, topic, records }
            }
            kind => kind,
        }
    }

    fn started(&mut self, act: u32) -> EventKind {
        let Known { topic: name, title, cast, compared_with } = known(self.topics.len(), act);
        let is_its_own = |(owner, _): &&(u32, Topic)| *owner == act;
        let topic = self.topics.iter().find(is_its_own).or(self.topics.last());
        let topic = topic.map(|(_, topic)| Topic { name: name.to_owned(), ..topic.clone() });
        let actor = |(name, kind): &(&str, ActorKind)| Actor {
            name: (*name).to_owned(),
            kind: *kind,
            topics: vec![0],
        };
        if cast.iter().any(|(_, kind)| *kind == ActorKind::Group) {
            self.groups.push(act);
        }
        EventKind::ActStarted {
            act,
            title: Text::new(title.0, title.1),
            cast: cast.iter().map(actor).collect(),
            topics: topic.into_iter().collect(),
            compared_with,
        }
    }
}

/// What is known of an act by its number.
struct Known {
    topic: &'static str,
    /// In Spanish and in English.
    title: (&'static str, &'static str),
    cast: &'static [(&'static str, ActorKind)],
    compared_with: Option<u32>,
}

const SCRIPT: &[(&str, ActorKind)] = &[("script", ActorKind::Producer)];
const CONTROL: &[(&str, ActorKind)] = &[("control", ActorKind::Producer)];
const GROUP: &[(&str, ActorKind)] = &[("app", ActorKind::Group), ("lab", ActorKind::Writer)];

/// The acts of the three exercises, told apart by their number of topics.
fn known(topics: usize, act: u32) -> Known {
    let of = |topic, title, cast| Known { topic, title, cast, compared_with: None };
    match (topics, act) {
        (0 | 1, 1) => of("pedidos", ("arrancan los miembros", "the members start"), GROUP),
        (0 | 1, _) => {
            of("pedidos", ("los mismos miembros, otra vez", "the same members, once more"), GROUP)
        }
        (2, 1) => of("first", ("el script termina solo", "the script ends by itself"), SCRIPT),
        (2, _) => of(
            "second",
            ("el proceso muere tras la última línea", "the process dies after its last line"),
            SCRIPT,
        ),
        (_, 1) => {
            of("control", ("con los valores por defecto", "with the client's defaults"), CONTROL)
        }
        (_, 2) => Known {
            compared_with: Some(1),
            ..of("measured", ("con tu configuración", "with your settings"), SCRIPT)
        },
        (_, 3) => of(
            "disturbed",
            (
                "con tu configuración y la red en contra",
                "with your settings, the network against them",
            ),
            SCRIPT,
        ),
        (_, 4) => of("measured", ("el consumidor muere", "the consumer dies"), GROUP),
        (_, _) => of("measured", ("el consumidor vuelve", "the consumer comes back"), GROUP),
    }
}
