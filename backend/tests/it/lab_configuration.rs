//! The exercise on configuration, one suite on both broker kinds.

use api::exercise::{Value, Values};
use api::text::Lang;

use crate::workbook::{Broker, Learner, Options, TestWorkbook, has_kafka, told};

const EXERCISE: &str = "configuracion-avanzada";

#[tokio::test(flavor = "multi_thread")]
async fn explore_simulated() {
    explore(Broker::Simulated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn explore_local() {
    if has_kafka() {
        explore(Broker::Local).await;
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

async fn explore(broker: Broker) {
    let workbook = TestWorkbook::start_with(Options { broker, ..Options::default() });
    let mut base = Values::new();
    for (name, value) in [
        ("auto_offset_reset", text("earliest")),
        ("enable_auto_commit", Value::Bool(false)),
        ("commit", text("batch")),
    ] {
        base.insert(name.to_owned(), value);
    }
    let i = Value::Integer;
    let table: Vec<Vec<(&str, Value)>> = vec![
        vec![],
        vec![("linger_ms", i(50)), ("compression_type", text("gzip")), ("pace", text("per_ms"))],
        vec![("compression_type", text("gzip")), ("pace", text("per_ms"))],
        vec![("compression_type", text("gzip"))],
        vec![("compression_type", text("snappy")), ("pace", text("per_ms"))],
        vec![("linger_ms", i(5)), ("pace", text("per_ms"))],
        vec![("linger_ms", i(50)), ("pace", text("per_ms"))],
        vec![("linger_ms", i(5)), ("compression_type", text("zstd")), ("pace", text("per_ms"))],
        vec![("acks", i(1)), ("pace", text("per_ms"))],
        vec![("client_version", text("2.3")), ("pace", text("per_ms"))],
        vec![("client_version", text("2.0.2")), ("pace", text("per_ms"))],
        vec![("client_version", text("2.0.2")), ("retries", i(3)), ("pace", text("per_ms"))],
        vec![("client_version", text("2.0.2")), ("retries", i(1)), ("pace", text("per_ms"))],
        vec![("retries", i(1)), ("pace", text("per_ms"))],
        vec![("retries", i(1))],
    ];
    for changes in table {
        let mut fields = base.clone();
        fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let learner = Learner::new(&workbook).await.on(EXERCISE);
        let prediction = learner.any_prediction(&fields).await;
        let began = std::time::Instant::now();
        let verdict = learner.verdict(&fields, Some(prediction)).await;
        println!(
            "=== {changes:?} {:?} {}/{} in {:?}",
            verdict.result,
            verdict.points,
            verdict.max_points,
            began.elapsed()
        );
        for check in &verdict.checks {
            println!("   {} {:?}: {}", check.id, check.result, check.found.get(Lang::En));
        }
        for comparison in &verdict.comparisons {
            println!("   ? {} {}", comparison.question, told(comparison));
        }
    }
}
