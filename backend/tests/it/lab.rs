//! One suite of lab runs, on the simulated cluster and on real Kafka alike: what the model answer
//! gets, what each wrong answer fails, what each release of kafka-python loses.

use api::{
    event::{EventKind, Exit},
    verdict::{CheckVerdict, Verdict, VerdictResult},
};
use futures_util::{StreamExt, stream};

use crate::workbook::{
    Broker, Learner, Options, TestWorkbook, assert_numbered, fields, has_kafka, model,
    what_happened,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_suite_on_the_simulated_cluster() {
    suite(Broker::Simulated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_suite_on_real_kafka() {
    if has_kafka() {
        suite(Broker::Local).await;
    }
}

async fn suite(broker: Broker) {
    let workbook = TestWorkbook::start_with(Options { broker, ..Options::default() });
    the_default_form_gets_nothing(&workbook).await;
    each_wrong_answer_fails_its_check_alone(&workbook).await;
    every_release_loses_what_it_loses(&workbook).await;
    a_run_tells_its_story_in_order(&workbook).await;
}

async fn the_default_form_gets_nothing(workbook: &TestWorkbook) {
    let learner = Learner::new(workbook).await;
    let verdict = learner.verdict(&fields([]), None).await;
    assert_eq!(verdict.result, VerdictResult::NotYet);
    assert_eq!((verdict.points, verdict.max_points), (0, 9), "{verdict:#?}");
}

async fn each_wrong_answer_fails_its_check_alone(workbook: &TestWorkbook) {
    let with = |name: &str, value: &str| {
        let mut fields = model();
        fields.extend(self::fields([(name, value)]));
        fields
    };
    let wrong = [
        (with("confirm", "none"), true, vec!["survives_kill"]),
        (with("value_serializer", "str"), true, vec!["value_json"]),
        (with("key", "cliente_json"), true, vec!["key_partition"]),
        (model(), false, vec!["prediction"]),
    ];
    for (fields, predicts, expected) in wrong {
        let learner = Learner::new(workbook).await;
        let prediction = if predicts { Some(learner.any_prediction(&fields).await) } else { None };
        let verdict = learner.verdict(&fields, prediction).await;
        assert_eq!(failed(&verdict), expected, "{fields:?}");
    }
    // With a client that does not flush at exit, both acts lose everything.
    let mut fields = with("confirm", "none");
    fields.extend(self::fields([("client_version", "2.0.2")]));
    let learner = Learner::new(workbook).await;
    let prediction = learner.any_prediction(&fields).await;
    let verdict = learner.verdict(&fields, Some(prediction)).await;
    assert_eq!(failed(&verdict), ["in_log", "survives_kill", "value_json", "key_partition"]);
    assert!(verdict.comparisons.iter().any(|comparison| what_happened(comparison) == "0"));
}

fn failed(verdict: &Verdict) -> Vec<&str> {
    let failed = verdict.checks.iter().filter(|check| check.result == CheckVerdict::NotYet);
    failed.map(|check| check.id.as_str()).collect()
}

async fn every_release_loses_what_it_loses(workbook: &TestWorkbook) {
    // Version, confirmation, and whether everything is in the log after act 1 and after act 2.
    let table = [
        ("2.0.2", "none", [false, false]),
        ("2.3", "none", [false, false]),
        ("3.0", "none", [true, false]),
        ("2.0.2", "flush", [true, true]),
        ("2.3", "flush", [true, true]),
        ("3.0", "flush", [true, true]),
        ("2.0.2", "get", [true, true]),
        ("2.3", "get", [true, true]),
        ("3.0", "get", [true, true]),
    ];
    let learners = stream::iter(table).map(|(version, confirm, expected)| async move {
        let learner = Learner::new(workbook).await;
        let form =
            [("client_version", version), ("value_serializer", "json"), ("confirm", confirm)];
        let run = learner.start_run(&fields(form), None).await;
        let orders = learner.events(&run).await.into_iter().filter_map(|event| match event.kind {
            EventKind::LogRead { partitions, .. } => {
                Some(partitions.iter().map(|partition| partition.records.len()).sum::<usize>() > 0)
            }
            _ => None,
        });
        let kept: Vec<bool> = orders.collect();
        assert_eq!(kept, expected, "kafka-python {version}, confirm {confirm}");
    });
    learners.buffer_unordered(4).collect::<Vec<()>>().await;
}

async fn a_run_tells_its_story_in_order(workbook: &TestWorkbook) {
    let learner = Learner::new(workbook).await;
    let run = learner.start_run(&model(), None).await;
    let events = learner.events(&run).await;
    assert_numbered(&events, 1);
    let place = |wanted: &dyn Fn(&EventKind) -> bool| {
        events.iter().position(|event| wanted(&event.kind)).expect("the event is there")
    };
    let story = [
        place(&|kind| matches!(kind, EventKind::Started { .. })),
        place(&|kind| matches!(kind, EventKind::ActStarted { act: 2, .. })),
        place(&|kind| matches!(kind, EventKind::Sent { act: 2, .. })),
        place(&|kind| matches!(kind, EventKind::Waiting { act: 2, .. })),
        place(&|kind| matches!(kind, EventKind::NetworkReleased { act: 2, .. })),
        place(&|kind| matches!(kind, EventKind::Acknowledged { act: 2, .. })),
        place(&|kind| {
            matches!(
                kind,
                EventKind::ProcessEnded {
                    act: 2,
                    exit: Exit::Signal(9),
                    unconfirmed: 0,
                    requests: Some(1..),
                    ..
                }
            )
        }),
        place(&|kind| matches!(kind, EventKind::LogRead { act: 2, .. })),
        place(&|kind| matches!(kind, EventKind::RunFinished { .. })),
    ];
    assert!(story.is_sorted(), "{events:#?}");
    // The confirmations in the stream match the log.
    let mut confirmed = std::collections::BTreeSet::new();
    let mut logged = std::collections::BTreeSet::new();
    for event in &events {
        match &event.kind {
            EventKind::Acknowledged { act, records, .. } => confirmed.extend(
                records.iter().map(|record| (*act, record.partition, record.offset, record.order)),
            ),
            EventKind::LogRead { act, partitions, .. } => {
                for partition in partitions {
                    let records = partition.records.iter();
                    logged.extend(records.map(|record| {
                        (
                            *act,
                            partition.partition,
                            record.offset,
                            record.order.expect("an order of this run"),
                        )
                    }));
                }
            }
            _ => {}
        }
    }
    assert_eq!(confirmed, logged);
}
