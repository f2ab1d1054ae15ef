//! What the broker removes of a topic by itself.

use api::event::{EventKind, PartitionOffset};
use backend::evidence::{Evidence, topic::Partition};

use super::{Lab, exercise};
use crate::workbook::{Broker, has_kafka};

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
