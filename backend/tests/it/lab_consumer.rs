//! The consumer's exercise, one suite on both broker kinds: what the model answer gets, what each
//! wrong answer fails, and what a group does.

use api::{
    event::{EventKind, PositionSource},
    value::{Value, Values},
    verdict::{CheckVerdict, VerdictResult},
};
use futures_util::{StreamExt, stream};

use crate::workbook::{
    Broker, Learner, Options, TestWorkbook, assert_numbered, fields, has_kafka, what_happened,
};

pub const EXERCISE: &str = "consumidor-basico";

#[tokio::test(flavor = "multi_thread")]
async fn the_consumer_suite_on_the_simulated_cluster() {
    suite(Broker::Simulated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_consumer_suite_on_real_kafka() {
    if has_kafka() {
        suite(Broker::Local).await;
    }
}

async fn suite(broker: Broker) {
    let workbook = TestWorkbook::start_with(Options { broker, ..Options::default() });
    each_wrong_answer_fails_its_checks(&workbook).await;
    five_members_leave_somebody_idle(&workbook).await;
}

pub fn model() -> Values {
    let mut model = fields([("auto_offset_reset", "earliest"), ("value_deserializer", "json")]);
    model.insert("members".to_owned(), Value::Integer(3));
    model
}

async fn learner(workbook: &TestWorkbook) -> Learner {
    Learner::new(workbook).await.on(EXERCISE)
}

async fn each_wrong_answer_fails_its_checks(workbook: &TestWorkbook) {
    let with = |changes: &[(&str, Value)]| {
        let mut fields = model();
        fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        fields
    };
    let text = |text: &str| Value::Text(text.to_owned());
    let table = [
        (with(&[("auto_offset_reset", text("latest"))]), vec!["all_delivered"]),
        (with(&[("group_id", text(""))]), vec!["each_once", "committed", "restart_clean"]),
        (with(&[("enable_auto_commit", Value::Bool(false))]), vec!["committed", "restart_clean"]),
        (with(&[("value_deserializer", text("none"))]), vec!["parsed"]),
        (with(&[("value_deserializer", text("str"))]), vec!["parsed"]),
        (
            with(&[("auto_offset_reset", text("none"))]),
            vec!["all_delivered", "each_once", "committed", "restart_clean", "parsed"],
        ),
    ];
    let runs = stream::iter(table).map(|(fields, expected)| async move {
        let learner = learner(workbook).await;
        let prediction = learner.any_prediction(&fields).await;
        let verdict = learner.verdict(&fields, Some(prediction)).await;
        let failed = verdict.checks.iter().filter(|check| check.result == CheckVerdict::NotYet);
        let failed: Vec<&str> = failed.map(|check| check.id.as_str()).collect();
        assert_eq!(failed, expected, "{fields:?} {verdict:#?}");
    });
    runs.buffer_unordered(2).collect::<Vec<()>>().await;
    let learner = learner(workbook).await;
    let verdict = learner.verdict(&model(), None).await;
    assert_eq!(verdict.points, verdict.max_points - 1, "all but the prediction");
}

async fn five_members_leave_somebody_idle(workbook: &TestWorkbook) {
    let learner = learner(workbook).await;
    let mut five = model();
    five.insert("members".to_owned(), Value::Integer(5));
    let partitions = learner.exercise().await.variant.partitions;
    let prediction = learner.any_prediction(&five).await;
    let run = learner.start_run(&five, Some(prediction)).await;
    let events = learner.events(&run).await;
    assert_numbered(&events, 1);
    let verdict = learner.run(&run).await.verdict.unwrap();
    assert_eq!(verdict.result, VerdictResult::Passed, "{verdict:#?}");
    let idle = verdict.comparisons.iter().find(|comparison| comparison.question == "idle_members");
    assert_eq!(what_happened(idle.unwrap()), (5 - partitions).to_string());
    // The second start begins at the first one's commits.
    let second = events.iter().filter_map(|event| match &event.kind {
        EventKind::Assigned { act: 2, partitions, .. } => Some(partitions),
        _ => None,
    });
    let sources: Vec<PositionSource> = second.flatten().map(|assigned| assigned.source).collect();
    assert!(sources.len() >= partitions as usize);
    assert!(sources.iter().all(|source| *source == PositionSource::Committed), "{sources:?}");
}
