//! Events as they were stored before they named actors and topics, and their conversion: such a run
//! still draws. There were three exercises, and an act had one topic and was either a script's or a
//! group's; how many topics a run had created tells which exercise it was, and the number of an act
//! what it was for. Present events pass unchanged.

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
    /// The event as it would be stored now.
    pub fn converted(&mut self, kind: EventKind) -> EventKind {
        match kind {
            EventKind::TopicCreated { act, ref topic, partitions } => {
                let visible_name = topic.clone();
                self.topics.push((act, Topic { name: String::new(), visible_name, partitions }));
                kind
            }
            EventKind::ActStarted { act, ref cast, ref topics, .. }
                if cast.is_empty() && topics.is_empty() =>
            {
                self.started(act)
            }
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
            has_epochs: false,
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
            performance: None,
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

#[cfg(test)]
mod tests {
    use api::event::Event;

    use super::*;
    use crate::{run_view::RunView, stage};

    /// Streams as they were stored, one for each exercise.
    const PRODUCER: &str = include_str!("stored/productor-basico.json");
    const CONSUMER: &str = include_str!("stored/consumidor-basico.json");
    const CONFIGURATION: &str = include_str!("stored/configuracion-avanzada.json");

    fn events(stored: &str) -> Vec<Event> {
        serde_json::from_str(stored).unwrap()
    }

    fn folded(events: Vec<Event>) -> RunView {
        let mut view = RunView::default();
        view.take(events);
        view
    }

    /// The same stream as it would be written now, given how its acts start.
    fn written_now(stored: &str, starts: &[(&str, [&str; 2], &'static str)]) -> Vec<Event> {
        let mut events = events(stored);
        let is_group = |act: u32| starts[act as usize - 1].0 == "app";
        for event in &mut events {
            match &mut event.kind {
                EventKind::ActStarted { act, title, cast, topics, compared_with, .. } => {
                    let (name, [es, en], topic) = starts[*act as usize - 1];
                    *title = Text::new(es, en);
                    *topics = vec![Topic {
                        name: topic.to_owned(),
                        visible_name: "pedidos".to_owned(),
                        partitions: 1,
                    }];
                    let kind = if is_group(*act) { ActorKind::Group } else { ActorKind::Producer };
                    *cast = vec![stage::actor(name, kind, &[0])];
                    if is_group(*act) {
                        cast.push(stage::actor("lab", ActorKind::Writer, &[0]));
                    }
                    *compared_with = (topic == "measured" && name == "script").then_some(1);
                }
                EventKind::Sent { act, actor, .. } | EventKind::Acknowledged { act, actor, .. }
                    if is_group(*act) =>
                {
                    *actor = stage::LAB;
                }
                _ => {}
            }
        }
        events
    }

    #[test]
    fn runs_of_before_are_shown_like_those_of_now() {
        let producer = [
            ("script", ["el script termina solo", "the script ends by itself"], "first"),
            (
                "script",
                ["el proceso muere tras la última línea", "the process dies after its last line"],
                "second",
            ),
        ];
        let consumer = [
            ("app", ["arrancan los miembros", "the members start"], "pedidos"),
            ("app", ["los mismos miembros, otra vez", "the same members, once more"], "pedidos"),
        ];
        let configuration = [
            ("control", ["con los valores por defecto", "with the client's defaults"], "control"),
            ("script", ["con tu configuración", "with your settings"], "measured"),
            (
                "script",
                [
                    "con tu configuración y la red en contra",
                    "with your settings, the network against them",
                ],
                "disturbed",
            ),
            ("app", ["el consumidor muere", "the consumer dies"], "measured"),
            ("app", ["el consumidor vuelve", "the consumer comes back"], "measured"),
        ];
        for (stored, starts) in [
            (PRODUCER, producer.as_slice()),
            (CONSUMER, consumer.as_slice()),
            (CONFIGURATION, configuration.as_slice()),
        ] {
            let (before, now) = (folded(events(stored)), folded(written_now(stored, starts)));
            assert_eq!(before.acts, now.acts);
            assert_eq!(before.rows, now.rows);
            assert_eq!((before.step, before.last_seq), (now.step, now.last_seq));
            assert_eq!(before.acts.len(), starts.len());
        }
    }

    #[test]
    fn an_act_in_which_only_a_topic_changes_is_one_of_now() {
        let kinds = [
            stage::started(1, Vec::new(), vec![stage::topic("orders", 1)]),
            EventKind::PartitionsAdded { act: 1, topic: 0, partitions: 2 },
        ];
        let event = |(seq, kind)| Event { seq, at_ms: seq, at_us: Some(5), kind };
        let view = folded((1..).zip(kinds).map(event).collect());
        assert!(view.acts[0].cast.is_empty());
        assert_eq!(view.acts[0].topics[0].partitions, 2);
    }

    #[test]
    fn what_happened_in_them_is_all_there() {
        let view = folded(events(CONSUMER));
        let topic = &view.acts[0].topics[0];
        assert_eq!((topic.confirmed(), topic.in_log()), (2, Some(2)), "the lab wrote them");
        let again = view.acts[1].groups().next().unwrap();
        assert_eq!(again.before.values().collect::<Vec<_>>(), [&2], "the same group");
        let view = folded(events(CONFIGURATION));
        assert_eq!(view.rows_of_acts(), [vec![1, 2], vec![3], vec![4], vec![5]]);
        let measured: Vec<u32> = (1..=5).filter(|act| view.is_measured(*act)).collect();
        assert_eq!(measured, [1, 2, 3]);
        let killed = |act: usize| view.acts[act].groups().next().unwrap().members[0].was_killed();
        assert_eq!((killed(3), killed(4)), (true, false));
    }
}
