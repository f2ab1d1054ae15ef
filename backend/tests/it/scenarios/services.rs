//! Services that send on what they read, one behind the other.

use std::collections::BTreeMap;

use api::{
    event::{Event, EventKind},
    value::{Value, Values},
    verdict::VerdictResult,
};
use backend::evidence::{Evidence, act::Actor};
use lessons::course::Course;
use tempfile::TempDir;

use super::course_with;
use crate::{
    labs,
    workbook::{Broker, Learner, Options, TestWorkbook, has_kafka},
};

/// A service drops some orders and sends the others on, and another one adds up what it reads of
/// two topics, while the first one still writes to one of them. Then both start again.
const SERVICES: &str = r#"
[[exercise]]
id = "servicios"
spec_version = 1
label = { es = "Laboratorio", en = "Lab" }
title = { es = "Servicios", en = "Services" }
goal = { es = "Que cuadren los totales.", en = "Let the totals be right." }
limits = { records = 80, bytes = 1048576, partitions = 3, members = 2, seconds = 90 }
model = { least = 3, key = "pedido", changelog = "cambios", dlq = "errores" }

[[exercise.field]]
name = "least"
default = 1
note = { es = "Qué pasa.", en = "What passes." }
input = { integer = { min = 1, max = 5 } }

[[exercise.field]]
name = "key"
default = ""
note = { es = "La clave.", en = "The key." }
input = { choice = [
  { value = "", label = { es = "la que tiene", en = "the one it has" } },
  { value = "pedido", label = { es = "pedido", en = "pedido" } },
] }

[[exercise.field]]
name = "changelog"
default = ""
note = { es = "Dónde queda.", en = "Where it stays." }
input = { choice = [
  { value = "", label = { es = "en memoria", en = "in memory" } },
  { value = "cambios", label = { es = "en un topic", en = "in a topic" } },
] }

[[exercise.field]]
name = "dlq"
default = ""
note = { es = "Los que fallan.", en = "Those that fail." }
input = { choice = [
  { value = "", label = { es = "saltarlos", en = "skip them" } },
  { value = "errores", label = { es = "apartarlos", en = "put them away" } },
] }

[[exercise.question]]
id = "dropped"
text = { es = "¿Cuántos no pasan?", en = "How many do not pass?" }
observes = { records_filtered = { act = 1, topic = "pedidos" } }

[[exercise.snippet]]
code = "consumer.subscribe(['pagados', 'avisos'])"
field = "least"

[[exercise.check]]
id = "arrived"
kind = { forwarded_once = { act = 2, from = "pedidos", topic = "pagados", only = { field = "unidades", at_least = 3 }, take = ["pedido", "cliente", "unidades"], key = "pedido" } }
points = 3
claim = { es = "Llegan todos.", en = "All of them arrive." }
hints = [{ es = "a", en = "a" }, { es = "b", en = "b" }, { es = "c", en = "c" }, { es = "d", en = "d" }]

[[exercise.check]]
id = "no_others"
kind = { nothing_else_forwarded = { act = 2, from = "pedidos", topic = "pagados", only = { field = "unidades", at_least = 3 } } }
points = 3
claim = { es = "No llega ningún otro.", en = "No other one arrives." }
hints = [{ es = "a", en = "a" }, { es = "b", en = "b" }, { es = "c", en = "c" }, { es = "d", en = "d" }]

[[exercise.check]]
id = "put_away"
kind = { dead_letters = { act = 1, topic = "errores" } }
points = 3
claim = { es = "Quedan apartados.", en = "They are put away." }
hints = [{ es = "a", en = "a" }, { es = "b", en = "b" }, { es = "c", en = "c" }, { es = "d", en = "d" }]

[[exercise.check]]
id = "totals"
kind = { rows_are_fold = { act = 2, actor = "totales", by = "cliente", sum = "unidades" } }
points = 4
claim = { es = "Cuadran los totales.", en = "The totals are right." }
hints = [{ es = "a", en = "a" }, { es = "b", en = "b" }, { es = "c", en = "c" }, { es = "d", en = "d" }]

[exercise.scenario]
data = { orders = { kind = "short", count = [20, 30], clients = [3, 3] } }
draws = { half = { share = { percent = [50, 50] } } }

[exercise.scenario.topics]
pedidos = { name = "pedidos", partitions = 3 }
pagados = { name = "pagados", partitions = 2 }
avisos = { name = "avisos", partitions = 1 }
cambios = { name = "cambios", partitions = 2 }
errores = { name = "errores", partitions = 1 }

[exercise.scenario.cast.filtro.group]
topics = ["pedidos"]
members = 2
client_version = "3.0"
keywords = { group_id = "filtro", auto_offset_reset = "earliest", enable_auto_commit = false }
loop = { max_poll_records = 3, commit = "each" }
handler = [
  { dead_letter = { topic = "$dlq" } },
  { filter = { field = "unidades", at_least = "$least" } },
  { forward = { topic = "pagados", take = ["pedido", "cliente", "unidades"], key = "$key" } },
]

[exercise.scenario.cast.totales.group]
topics = ["pagados", "avisos"]
client_version = "3.0"
keywords = { group_id = "totales", auto_offset_reset = "earliest", enable_auto_commit = false }
loop = { max_poll_records = 50, commit = "batch" }
handler = [{ fold = { by = "cliente", sum = "unidades", changelog = "$changelog" } }]

[[exercise.scenario.act]]
title = { es = "Uno", en = "One" }
steps = [
  { write = { topic = "pedidos", upto = "$half", placing = "in_turn", spoil = 2 } },
  { write = { topic = "avisos", upto = 5 } },
  { start = { actor = "totales" } },
  { start = { actor = "filtro" } },
  { settle = { actors = ["filtro", "totales"] } },
  { read_all = { actors = ["filtro", "totales"] } },
  { close = { actors = ["filtro", "totales"] } },
]

[[exercise.scenario.act]]
title = { es = "Dos", en = "Two" }
steps = [
  { write = { topic = "pedidos", after = "$half" } },
  { start = { actor = "filtro" } },
  { start = { actor = "totales" } },
  { settle = { actors = ["filtro", "totales"] } },
  { until = { any = [{ read_all = "totales" }, { raised = "filtro" }] } },
  { close = { actors = ["filtro", "totales"] } },
]

[[exercise.wrong]]
fields = { key = "" }
fails = ["arrived"]

[[exercise.wrong]]
fields = { least = 1 }
fails = ["no_others"]

[[exercise.wrong]]
fields = { dlq = "" }
fails = ["put_away"]

[[exercise.wrong]]
fields = { changelog = "" }
fails = ["totals"]
"#;

#[tokio::test(flavor = "multi_thread")]
async fn services_in_a_row_on_the_simulated_cluster() {
    services(Broker::Simulated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn services_in_a_row_on_real_kafka() {
    if has_kafka() {
        services(Broker::Local).await;
    }
}

async fn services(broker: Broker) {
    let folder = TempDir::new().unwrap();
    let content = course_with(folder.path(), "servicios", SERVICES);
    let course = Course::load(&content).unwrap();
    let exercise = course.exercise("servicios").unwrap();
    let options = Options { broker, content: Some(content), ..Options::default() };
    let workbook = TestWorkbook::start_with(options);
    for wrong in (0..exercise.wrong.len()).map(Some) {
        assert_eq!(labs::judge(&workbook, exercise, wrong).await, None);
    }
    let learner = Learner::new(&workbook).await.on("servicios");
    let run = learner.start_run(&exercise.model, Some(prediction())).await;
    let events = learner.events(&run).await;
    let verdict = learner.run(&run).await.verdict.unwrap();
    assert_eq!(verdict.result, VerdictResult::Passed, "{verdict:#?}");
    let evidence: Evidence = learner.read(&format!("/api/runs/{run}/evidence")).await;
    told(&events, &evidence);
    proved(&evidence);
}

fn prediction() -> Values {
    [("dropped".to_owned(), Value::Integer(0))].into()
}

/// Every order is sent on, dropped or put away, and each event names its own topic.
fn told(events: &[Event], evidence: &Evidence) {
    let mut topics: Vec<String> = Vec::new();
    let mut counted: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for event in events {
        let (what, topic, count) = match &event.kind {
            EventKind::ActStarted { topics: declared, .. } => {
                topics = declared.iter().map(|topic| topic.name.clone()).collect();
                continue;
            }
            EventKind::Filtered { topic, .. } => ("dropped", *topic, 1),
            EventKind::Forwarded { topic, to, .. } => {
                assert_eq!(topics[*to as usize], "pagados");
                ("sent on", *topic, 1)
            }
            EventKind::DeadLettered { topic, .. } => ("put away", *topic, 1),
            EventKind::Folded { topic, .. } => ("added", *topic, 1),
            EventKind::GroupRead { topic, .. } => ("read", *topic, 1),
            EventKind::Processed { topic, records, .. } => ("processed", *topic, records.len()),
            _ => continue,
        };
        *counted.entry((what, topics[topic as usize].clone())).or_default() += count;
    }
    let of = |what, topic: &str| counted.get(&(what, topic.to_owned())).copied().unwrap_or(0);
    let orders = evidence.variant.orders.len();
    let sent_on = of("sent on", "pedidos");
    assert!(sent_on > 0);
    assert_eq!(of("put away", "pedidos"), 2);
    assert_eq!(sent_on + of("dropped", "pedidos") + 2, orders);
    assert_eq!((of("added", "pagados"), of("added", "avisos")), (sent_on, 5));
    assert_eq!((of("processed", "pagados"), of("processed", "avisos")), (sent_on, 5));
    assert_eq!((of("read", "pagados"), of("read", "avisos")), (2, 2));
}

/// The evidence has the offsets of each topic, and where each record went.
fn proved(evidence: &Evidence) {
    let act = evidence.act(2).unwrap();
    let group = |name: &str| match &act.actors[name] {
        Actor::Group(group) => group,
        Actor::Producer(_) => panic!("a group"),
    };
    let totals = group("totales");
    assert_eq!(totals.topics, ["pagados", "avisos"]);
    for (topic, committed) in &totals.committed {
        for partition in &act.topics[topic].partitions {
            let nothing = partition.end == 0;
            let next = committed[&partition.partition];
            assert!(nothing || next == Some(partition.end), "{topic}: {committed:?}");
        }
    }
    let held = &totals.members[0].assignments[0].partitions;
    let held: Vec<(u32, u32)> = held.iter().map(|held| (held.topic, held.partition)).collect();
    assert_eq!(held.len(), 3, "{held:?}");
    assert!(held.contains(&(0, 1)) && held.contains(&(1, 0)), "{held:?}");
    for member in &group("filtro").members {
        for sent in &member.forwarded {
            let partition = &act.topics[&sent.to].partitions[sent.to_partition as usize];
            let mut records = partition.records();
            let arrived = records.find(|record| record.offset == sent.to_offset).unwrap();
            assert_eq!(arrived.order, sent.order);
        }
    }
    // One record of the changelog for each change.
    let changes = act.topics["cambios"].partitions.iter().flat_map(|it| it.records()).count();
    let added = |act: u32| {
        let members = match &evidence.act(act).unwrap().actors["totales"] {
            Actor::Group(group) => &group.members,
            Actor::Producer(_) => panic!("a group"),
        };
        members.iter().map(|member| member.effects.len()).sum::<usize>()
    };
    assert_eq!(changes, added(1) + added(2));
}
