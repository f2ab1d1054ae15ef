//! Labs that exist only as text: no Rust knows their exercises, their topics or their actors.

mod services;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use api::{event::EventKind, value::Value, verdict::VerdictResult};
use tempfile::TempDir;

use crate::workbook::{CONTENT, Learner, Options, TestWorkbook};

const LESSON: &str = "\
+++
slug = \"turnos\"
number = \"5.9\"
title = \"Turnos\"
summary = \"Dos grupos, uno tras otro.\"
minutes = 1
+++

Texto.

{{ejercicio turnos}}
";

/// Two groups read one topic, one after the other, while a third actor's script sends more; one of
/// them puts away what it cannot read.
const EXERCISES: &str = r#"
[[exercise]]
id = "turnos"
spec_version = 1
label = { es = "Laboratorio", en = "Lab" }
title = { es = "Turnos", en = "Turns" }
goal = { es = "Que lleguen todos.", en = "Let all of them arrive." }
limits = { records = 80, bytes = 1048576, partitions = 2, members = 2, seconds = 60 }
model = { reset = "earliest" }
question = []

[[exercise.field]]
name = "reset"
default = "latest"
note = { es = "Dónde empieza.", en = "Where it begins." }
input = { choice = [
  { value = "latest", label = { es = "latest", en = "latest" } },
  { value = "earliest", label = { es = "earliest", en = "earliest" } },
] }

[[exercise.snippet]]
code = "consumer.subscribe(['cola'])"
field = "reset"

[[exercise.check]]
id = "first_all"
kind = { every_order_delivered = { act = 1, actor = "primero" } }
points = 5
claim = { es = "Llegan todos al primero.", en = "All reach the first." }
hints = [
  { es = "a", en = "a" },
  { es = "b", en = "b" },
  { es = "c", en = "c" },
  { es = "d", en = "d" },
]

[exercise.scenario]
data = { orders = { kind = "short", count = [10, 20], clients = [3, 3] } }

[exercise.scenario.topics]
cola = { name = "cola", partitions = 2 }
aparte = { name = "aparte", partitions = 1 }

[exercise.scenario.cast.script.producer]
client_version = "2.3"
value_serializer = "json"
confirm = "get"

[exercise.scenario.cast.primero.group]
topics = ["cola"]
members = 2
client_version = "3.0"
keywords = { group_id = "primero", auto_offset_reset = "$reset" }
loop = { max_poll_records = 3, commit = "batch" }
handler = [{ process = {} }]

[exercise.scenario.cast.segundo.group]
topics = ["cola"]
client_version = "3.0"
keywords = { group_id = "segundo", auto_offset_reset = "earliest" }
loop = { max_poll_records = 1, commit = "each" }
handler = [{ retry = { times = 1 } }, { dead_letter = { topic = "aparte" } }, { effect = { key = "event_id" } }]

[[exercise.scenario.act]]
title = { es = "Uno", en = "One" }
steps = [
  { play = { actor = "script", topic = "cola" } },
  { write = { topic = "cola", placing = "in_turn", spoil = 2 } },
  { start = { actor = "primero" } },
  { settle = { actors = ["primero"] } },
  { read_all = { actors = ["primero"] } },
  { close = { actors = ["primero"] } },
  { start = { actor = "segundo" } },
  { settle = { actors = ["segundo"] } },
  { read_all = { actors = ["segundo"] } },
  { close = { actors = ["segundo"] } },
]

[[exercise.wrong]]
fields = { reset = "latest" }
fails = ["first_all"]
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_is_text_and_needs_no_rust() {
    let folder = TempDir::new().unwrap();
    let content = course_with(folder.path(), "turnos", EXERCISES);
    let workbook =
        TestWorkbook::start_with(Options { content: Some(content), ..Options::default() });

    let learner = Learner::new(&workbook).await.on("turnos");
    let exercise = learner.exercise().await;
    let model = [("reset".to_owned(), Value::Text("earliest".to_owned()))].into();
    let run = learner.start_run(&model, None).await;
    let events = learner.events(&run).await;
    let verdict = learner.run(&run).await.verdict.unwrap();
    assert_eq!(verdict.result, VerdictResult::Passed, "{verdict:#?}");

    let orders = exercise.variant.orders.len();
    let (mut cast, mut effects, mut put_away) = (Vec::new(), 0, 0);
    for event in events {
        match event.kind {
            EventKind::ActStarted { cast: declared, .. } => {
                cast = declared.into_iter().map(|actor| actor.name).collect();
            }
            EventKind::Effects { records, .. } => effects += records.len(),
            EventKind::DeadLettered { .. } => put_away += 1,
            _ => {}
        }
    }
    assert_eq!(cast, ["script", "primero", "segundo", "lab"]);
    assert_eq!((effects, put_away), (2 * orders - 2, 2));
}

/// The course with one more lesson, which has this exercise.
fn course_with(folder: &Path, id: &str, exercises: &str) -> PathBuf {
    let content = folder.join("content");
    let copied = Command::new("cp").arg("-r").arg(CONTENT).arg(&content).status().unwrap();
    assert!(copied.success());
    let lesson = content.join(format!("99-{id}"));
    fs::create_dir(&lesson).unwrap();
    for name in ["lesson.es.md", "lesson.en.md"] {
        fs::write(lesson.join(name), LESSON.replace("turnos", id)).unwrap();
    }
    fs::write(lesson.join("exercises.toml"), exercises).unwrap();
    content
}
