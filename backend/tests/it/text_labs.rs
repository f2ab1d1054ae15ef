//! Labs that exist only as text, one for each step that no exercise of the course has yet: the
//! model answer passes, and each wrong answer fails its check and no other.

use std::{collections::BTreeMap, fs, process::Command};

use api::{
    event::{Event, EventKind, Exit, PartitionOffset},
    value::{Value, Values},
};
use backend::evidence::{Evidence, topic::Partition};
use lessons::{course::Course, exercise::Exercise};
use tempfile::TempDir;

use crate::{
    labs::judge,
    workbook::{Broker, CONTENT, Learner, Options, TestWorkbook, has_kafka},
};

const ID: &str = "ensayo";

/// A workbook whose course has one exercise more.
struct Lab {
    workbook: TestWorkbook,
    exercise: Exercise,
    _content: TempDir,
}

impl Lab {
    fn start(exercises: &str, broker: Broker) -> Self {
        let folder = TempDir::new().unwrap();
        let content = folder.path().join("content");
        let copied = Command::new("cp").arg("-r").arg(CONTENT).arg(&content).status().unwrap();
        assert!(copied.success());
        let lesson = content.join("99-ensayo");
        fs::create_dir(&lesson).unwrap();
        let prose = format!(
            "+++\nslug = \"{ID}\"\nnumber = \"5.9\"\ntitle = \"E\"\nsummary = \"E.\"\nminutes = 1\n+++\n\nT.\n\n{{{{ejercicio {ID}}}}}\n"
        );
        for name in ["lesson.es.md", "lesson.en.md"] {
            fs::write(lesson.join(name), &prose).unwrap();
        }
        fs::write(lesson.join("exercises.toml"), exercises).unwrap();
        let course = Course::load(&content).unwrap_or_else(|error| panic!("{error}"));
        let exercise = course.exercise(ID).unwrap().clone();
        let workbook = TestWorkbook::start_with(Options {
            broker,
            content: Some(content),
            ..Options::default()
        });
        Self { workbook, exercise, _content: folder }
    }

    /// Performs the model answer and all wrong ones.
    async fn judge_all(&self) {
        let answers = std::iter::once(None).chain((0..self.exercise.wrong.len()).map(Some));
        for wrong in answers {
            if let Some(fault) = judge(&self.workbook, &self.exercise, wrong).await {
                panic!("{fault}");
            }
        }
    }

    /// The evidence of a run of the model answer.
    async fn evidence(&self) -> Evidence {
        let learner = Learner::new(&self.workbook).await.on(ID);
        let run = learner.start_run(&self.exercise.model, None).await;
        learner.events(&run).await;
        learner.read(&format!("/api/runs/{run}/evidence")).await
    }

    /// The events of a run of the model answer with these changes, and how many orders it has.
    async fn events(&self, changes: &[(&str, &str)]) -> (Vec<Event>, usize) {
        let learner = Learner::new(&self.workbook).await.on(ID);
        let orders = learner.exercise().await.variant.orders.len();
        let mut fields: Values = self.exercise.model.clone();
        let text = |text: &&str| Value::Text((*text).to_owned());
        fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), text(value))));
        let run = learner.start_run(&fields, None).await;
        (learner.events(&run).await, orders)
    }
}

/// The parts of an exercise that say nothing about what a run does.
fn exercise(model: &str, fields: &[(&str, &[&str])], checks: &[(&str, &str)]) -> String {
    let mut text = format!(
        r#"
[[exercise]]
id = "{ID}"
spec_version = 1
label = {{ es = "L", en = "L" }}
title = {{ es = "T", en = "T" }}
goal = {{ es = "M.", en = "G." }}
limits = {{ records = 4000, bytes = 1048576, partitions = 3, members = 2, seconds = 120 }}
model = {model}
question = []

[[exercise.snippet]]
code = "pass"
"#
    );
    for (name, values) in fields {
        let default = values[0];
        text += &format!(
            "\n[[exercise.field]]\nname = \"{name}\"\ndefault = \"{default}\"\nnote = {{ es = \"n\", en = \"n\" }}\n"
        );
        for value in *values {
            text += &format!(
                "\n[[exercise.field.input.choice]]\nvalue = \"{value}\"\nlabel = {{ es = \"v\", en = \"v\" }}\n"
            );
        }
    }
    let hint = "{ es = \"p\", en = \"h\" }";
    for (id, kind) in checks {
        text += &format!(
            "\n[[exercise.check]]\nid = \"{id}\"\nkind = {kind}\npoints = 1\nclaim = {{ es = \"c\", en = \"c\" }}\nhints = [{hint}, {hint}, {hint}, {hint}]\n"
        );
    }
    text
}

const READER: &str = r#"
[exercise.scenario]
needs = { kafka = KAFKA }
data = { orders = { kind = "short", count = [10, 20], clients = [3, 3] } }

[exercise.scenario.topics]
cola = { name = "cola", partitions = 2 }

[exercise.scenario.cast.app.group]
topics = ["cola"]
members = 2
client_version = "3.0"
keywords = { group_id = "app", auto_offset_reset = "earliest" }
loop = { max_poll_records = 3, commit = "batch" }
handler = [{ process = {} }]
"#;

const TO: (&str, &[&str]) = ("to", &["end", "begin"]);
const ALL_AGAIN: (&str, &str) = ("all_again", "{ every_order_delivered = { act = 2 } }");
const NOT_AGAIN: &str =
    "\n[[exercise.wrong]]\nfields = { to = \"end\" }\nfails = [\"all_again\"]\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_group_seeks() {
    let mut text = exercise("{ to = \"begin\" }", &[TO], &[ALL_AGAIN]);
    text += &READER.replace("KAFKA", "false");
    text += r#"
[[exercise.scenario.act]]
title = { es = "Uno", en = "One" }
steps = [
  { write = { topic = "cola", placing = "in_turn" } },
  { start = { actor = "app" } },
  { settle = { actors = ["app"] } },
  { read_all = { actors = ["app"] } },
  { seek = { actor = "app", to = 1 } },
  { read_all = { actors = ["app"] } },
  { close = { actors = ["app"] } },
]

[[exercise.scenario.act]]
title = { es = "Dos", en = "Two" }
steps = [
  { start = { actor = "app" } },
  { settle = { actors = ["app"] } },
  { seek = { actor = "app", to = "$to" } },
  { read_all = { actors = ["app"] } },
  { close = { actors = ["app"] } },
]
"#;
    let lab = Lab::start(&(text + NOT_AGAIN), Broker::Simulated);
    lab.judge_all().await;

    let (events, orders) = lab.events(&[]).await;
    let (mut sought, mut processed) = (BTreeMap::new(), BTreeMap::new());
    for event in &events {
        match &event.kind {
            EventKind::Sought { act, offsets, .. } => {
                let places = offsets.iter().map(|next| (next.partition, next.offset));
                sought.entry(*act).or_insert_with(Vec::new).extend(places);
            }
            EventKind::Processed { act, records, .. } => {
                *processed.entry(*act).or_insert(0) += records.len();
            }
            _ => {}
        }
    }
    sought.values_mut().for_each(|places| places.sort_unstable());
    assert_eq!(sought, [(1, vec![(0, 1), (1, 1)]), (2, vec![(0, 0), (1, 0)])].into());
    // In the first act all, and then all but the first of each partition.
    assert_eq!(processed, [(1, 2 * orders - 2), (2, orders)].into());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_resets_offsets_of_a_group_without_members() {
    if !has_kafka() {
        return;
    }
    let mut text = exercise("{ to = \"begin\" }", &[TO], &[ALL_AGAIN]);
    text += &READER.replace("KAFKA", "true");
    text += r#"
[[exercise.scenario.act]]
title = { es = "Uno", en = "One" }
steps = [
  { write = { topic = "cola", placing = "in_turn" } },
  { start = { actor = "app" } },
  { settle = { actors = ["app"] } },
  { read_all = { actors = ["app"] } },
  { reset_offsets = { group = "app", to = "begin" } },
  { close = { actors = ["app"] } },
]

[[exercise.scenario.act]]
title = { es = "Dos", en = "Two" }
steps = [
  { reset_offsets = { group = "app", topic = "cola", to = "$to" } },
  { start = { actor = "app" } },
  { settle = { actors = ["app"] } },
  { read_all = { actors = ["app"] } },
  { close = { actors = ["app"] } },
]
"#;
    let lab = Lab::start(&(text + NOT_AGAIN), Broker::Local);
    lab.judge_all().await;

    let (events, _) = lab.events(&[]).await;
    let resets: Vec<_> = (events.iter())
        .filter_map(|event| match &event.kind {
            EventKind::OffsetsReset { act, refused, offsets, .. } => {
                let all_at_begin = offsets.iter().all(|next| next.offset == 0);
                Some((*act, *refused, offsets.len(), all_at_begin))
            }
            _ => None,
        })
        .collect();
    assert_eq!(resets, [(1, true, 2, true), (2, false, 2, true)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_broker_cleans_a_topic_up_as_its_settings_say() {
    if !has_kafka() {
        return;
    }
    let policy: (&str, &[&str]) = ("policy", &["delete", "compact"]);
    let latest = ("latest", "{ latest_of_each_key = { act = 1, topic = \"cola\" } }");
    let mut text = exercise("{ policy = \"compact\" }", &[policy], &[latest]);
    text += r#"
[exercise.scenario]
needs = { kafka = true }
data = { orders = { kind = "short", count = [10, 10], clients = [3, 3] } }

[exercise.scenario.topics.cola]
name = "cola"
partitions = 1
config = { "cleanup.policy" = "$policy", "retention.ms" = 1000, "segment.ms" = 100 }

[exercise.scenario.cast.app.group]
topics = ["cola"]
client_version = "3.0"
keywords = { group_id = "app", auto_offset_reset = "earliest" }
loop = { max_poll_records = 3, commit = "batch" }
handler = [{ process = {} }]

[[exercise.scenario.act]]
title = { es = "Uno", en = "One" }
steps = [
  { write = { topic = "cola", upto = 9 } },
  { start = { actor = "app" } },
  { settle = { actors = ["app"] } },
  { read_all = { actors = ["app"] } },
  { close = { actors = ["app"] } },
  { write = { topic = "cola", after = 9 } },
  { await_cleanup = { topic = "cola" } },
]

[[exercise.wrong]]
fields = { policy = "delete" }
fails = ["latest"]
"#;
    let lab = Lab::start(&text, Broker::Local);
    lab.judge_all().await;

    let Evidence { acts, .. } = lab.evidence().await;
    let cola = &acts[0].topics["cola"];
    let offsets = |log: &[Partition]| -> Vec<i64> {
        log.iter().flat_map(Partition::records).map(|record| record.offset).collect()
    };
    assert_eq!(offsets(&cola.removed), (0..10).collect::<Vec<_>>(), "all that were written");
    let left = offsets(&cola.partitions);
    assert!(left.len() <= 4 && left.last() == Some(&9), "{left:?}");
    assert_eq!((cola.partitions[0].begin, cola.partitions[0].end), (0, 10), "offsets stay");

    let (events, _) = lab.events(&[("policy", "delete")]).await;
    let deleted = events.iter().find_map(|event| match &event.kind {
        EventKind::RecordsDeleted { offsets, .. } => Some(offsets.clone()),
        _ => None,
    });
    assert_eq!(deleted, Some(vec![PartitionOffset { partition: 0, offset: 10 }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_cannot_reach_what_the_brokers_advertise() {
    let mut text = exercise(
        "{ client_version = \"3.0\" }",
        &[
            ("network", &["", "advertises_unreachable"]),
            ("client_version", &["2.0.2", "2.3", "3.0"]),
            ("confirm", &["flush", "get"]),
        ],
        &[("in_log", "{ every_order_in_log = { act = 1 } }")],
    );
    text += r#"
[exercise.scenario]
data = { orders = { kind = "short", count = [10, 20], clients = [3, 3] } }

[exercise.scenario.topics]
cola = { name = "cola", partitions = 2 }

[exercise.scenario.cast.script.producer]
client_version = "$client_version"
value_serializer = "json"
confirm = "$confirm"

[[exercise.scenario.act]]
title = { es = "Uno", en = "One" }
steps = [{ play = { actor = "script", topic = "cola", network = "$network" } }]

[[exercise.wrong]]
fields = { network = "advertises_unreachable", client_version = "2.3" }
fails = ["in_log"]
"#;
    let lab = Lab::start(&text, Broker::Simulated);
    lab.judge_all().await;

    let metadata = Some("Failed to update metadata after 60.0 secs.");
    let waited = Some("Timeout after waiting for 10 secs.");
    for (version, confirm, message) in [
        ("3.0", "flush", metadata),
        ("2.0.2", "get", waited),
        // Nobody looks at the futures.
        ("2.0.2", "flush", None),
    ] {
        let (events, orders) = lab
            .events(&[
                ("network", "advertises_unreachable"),
                ("client_version", version),
                ("confirm", confirm),
            ])
            .await;
        let (mut raised, mut given_up, mut ended) = (None, 0, None);
        for event in &events {
            match &event.kind {
                EventKind::ScriptError { class, message, .. } => {
                    assert_eq!(class, "KafkaTimeoutError");
                    raised = Some(message.as_str());
                }
                EventKind::Undelivered { records, .. } => given_up += records.len(),
                EventKind::ProcessEnded { exit, .. } => ended = Some(*exit),
                EventKind::LogRead { partitions, .. } => {
                    assert!(partitions.iter().all(|partition| partition.end == 0));
                }
                EventKind::Acknowledged { .. } | EventKind::Inconclusive { .. } => {
                    panic!("{version}: {:?}", event.kind)
                }
                _ => {}
            }
        }
        assert_eq!(raised, message, "{version}");
        assert_eq!(ended, Some(Exit::Code(i32::from(message.is_some()))), "{version}");
        let expected = match (version, confirm) {
            ("2.0.2", "get") => 1,
            ("2.0.2", _) => orders,
            _ => 0,
        };
        assert_eq!(given_up, expected, "{version}, {confirm}");
    }
}

const VARIED: &str = r#"
[exercise.scenario]
data = { orders = { kind = "short", count = [40, 40], clients = [3, 3] } }

[exercise.scenario.topics]
cola = { name = "cola", partitions = 1 }
aparte = { name = "aparte", partitions = 1 }

[exercise.scenario.cast.script.producer]
client_version = "3.0"
value_serializer = "json"
confirm = "flush"
pace = "per_ms"
keywords = { linger_ms = "$linger_ms", compression_type = "$compression_type" }

[exercise.scenario.cast.otro.producer]
client_version = "2.0.2"
value_serializer = "json"
confirm = "$confirm"

[[exercise.scenario.act]]
title = { es = "Uno", en = "One" }
vary = { linger_ms = [0, "$wait"], compression_type = ["none", "$codec"] }
repeat = 2
steps = [{ play = { actor = "script", topic = "cola" } }]

[[exercise.scenario.act]]
title = { es = "Dos", en = "Two" }
steps = [{ play = { actor = "otro", topic = "aparte", network = "held" } }]

[[exercise.wrong]]
fields = { codec = "none" }
fails = ["smaller"]

[[exercise.wrong]]
fields = { confirm = "none" }
fails = ["in_log"]
"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_varied() {
    let smaller = r#"{ ratio = { measure = "bytes_per_record", of = { act = 1, variant = { linger_ms = 50, compression_type = "gzip" } }, to = { act = 1, variant = { linger_ms = 0, compression_type = "none" } }, at_most = 50 } }"#;
    let mut text = exercise(
        "{ codec = \"gzip\", confirm = \"flush\" }",
        &[("codec", &["none", "gzip"]), ("confirm", &["none", "flush"])],
        &[("smaller", smaller), ("in_log", "{ every_order_in_log = { act = 2 } }")],
    );
    text += &VARIED.replace("\"$wait\"", "50");
    let lab = Lab::start(&text, Broker::Simulated);
    lab.judge_all().await;

    let evidence = lab.evidence().await;
    let told = evidence.acts.iter().map(|act| {
        let performance = act.performance.as_ref().unwrap();
        assert!(performance.duration_us > 0);
        let of = |name| performance.variant.get(name).cloned();
        (act.act, performance.of, of("compression_type"), of("linger_ms"), performance.repeat)
    });
    let variants = [("none", 0), ("none", 50), ("gzip", 0), ("gzip", 50)];
    let turns =
        (1..).zip([1, 2].into_iter().flat_map(|turn| variants.map(|variant| (turn, variant))));
    let expected = turns.map(|(act, (turn, (codec, ms)))| {
        (act, 1, Some(Value::Text(codec.to_owned())), Some(Value::Integer(ms)), turn)
    });
    assert!(told.eq(expected.chain([(9, 2, None, None, 1)])), "{:#?}", evidence.acts);
    // None of them finds what another one wrote.
    for act in &evidence.acts {
        let records = act.whole().records().count();
        assert_eq!(records, evidence.variant.orders.len(), "act {}", act.act);
    }
}
