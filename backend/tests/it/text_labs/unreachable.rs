//! Brokers that advertise an address where nobody listens.

use api::event::{EventKind, Exit};

use super::{Lab, exercise};
use crate::workbook::Broker;

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
