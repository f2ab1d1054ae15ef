//! An act that is performed once for each variant, several times over.

use api::value::Value;

use super::{Lab, exercise};
use crate::workbook::Broker;

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
