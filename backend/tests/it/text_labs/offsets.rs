//! Where a group reads from, told to its members by `seek()` and to its coordinator by an
//! administrator.

use std::collections::BTreeMap;

use api::event::EventKind;

use super::{Lab, exercise};
use crate::workbook::{Broker, has_kafka};

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
