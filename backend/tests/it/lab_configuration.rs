//! The exercise on configuration, one suite on both broker kinds: what the model answers get on
//! each release, what each wrong answer fails, and what faults and a crash leave.

use std::collections::BTreeMap;

use api::{
    event::{Event, EventKind, Exit, Fault},
    value::{Value, Values},
    verdict::{CheckVerdict, Verdict, VerdictResult},
};
use futures_util::{StreamExt, stream};

use crate::workbook::{Broker, Learner, Options, TestWorkbook, assert_numbered, has_kafka};

pub const EXERCISE: &str = "configuracion-avanzada";
/// `max_poll_records` of the script.
const BATCH: i64 = 10;

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_suite_on_the_simulated_cluster() {
    suite(Broker::Simulated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_suite_on_real_kafka() {
    if has_kafka() {
        suite(Broker::Local).await;
    }
}

async fn suite(broker: Broker) {
    let workbook = TestWorkbook::start_with(Options { broker, ..Options::default() });
    other_good_answers_get_all_points(&workbook).await;
    each_wrong_answer_fails_its_checks(&workbook, broker).await;
    each_way_to_commit_repeats_what_it_repeats(&workbook).await;
    a_run_tells_its_faults_and_its_death(&workbook).await;
    without_answers_a_run_is_judged_all_the_same(&workbook).await;
}

/// Changes to the model answer, and the right predictions for it.
pub struct Answer {
    pub fields: Values,
    differ: Vec<&'static str>,
    bytes: &'static str,
    read_again: fn(i64) -> i64,
}

impl Answer {
    pub fn model() -> Self {
        Self {
            fields: [
                ("acks", text("all")),
                ("linger_ms", Value::Integer(50)),
                ("compression_type", text("gzip")),
                ("pace", text("per_ms")),
                ("auto_offset_reset", text("earliest")),
                ("enable_auto_commit", Value::Bool(false)),
                ("commit", text("batch")),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into(),
            differ: vec!["linger_ms", "compression_type"],
            bytes: "half",
            read_again: |crash| crash % BATCH,
        }
    }

    fn with(mut self, changes: &[(&str, Value)]) -> Self {
        let changes = changes.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        self.fields.extend(changes);
        self
    }

    fn differing(self, differ: &[&'static str]) -> Self {
        Self { differ: differ.to_vec(), ..self }
    }

    /// Right answers to the claims that are judged, any answers to the rest.
    pub async fn prediction(&self, learner: &Learner) -> Values {
        let crash = crash(learner).await;
        let mut prediction = learner.any_prediction(&self.fields).await;
        let differ = self.differ.iter().map(|name| (*name).to_owned()).collect();
        prediction.insert("effective_settings".to_owned(), Value::Several(differ));
        prediction.insert("bytes_per_record".to_owned(), text(self.bytes));
        let read_again = Value::Integer((self.read_again)(crash));
        prediction.insert("read_again".to_owned(), read_again);
        prediction
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

async fn learner(workbook: &TestWorkbook) -> Learner {
    Learner::new(workbook).await.on(EXERCISE)
}

/// The record during which her consumer will die, as its question names it.
async fn crash(learner: &Learner) -> i64 {
    let exercise = learner.exercise().await;
    let asked = exercise.questions.iter().find(|question| question.id == "read_again").unwrap();
    let mut words = asked.text.split_whitespace().skip_while(|word| *word != "número");
    words.nth(1).unwrap().parse().unwrap()
}

async fn other_good_answers_get_all_points(workbook: &TestWorkbook) {
    let answers = [
        Answer::model()
            .with(&[("client_version", text("2.3")), ("enable_idempotence", Value::Bool(true))])
            .differing(&["acks", "linger_ms", "compression_type", "enable_idempotence"]),
        Answer { read_again: |_| 1, ..Answer::model() }.with(&[("commit", text("each"))]),
    ];
    let verdicts = stream::iter(answers)
        .map(|answer| async move {
            let learner = learner(workbook).await;
            let prediction = answer.prediction(&learner).await;
            learner.verdict(&answer.fields, Some(prediction)).await
        })
        .buffer_unordered(3);
    for verdict in verdicts.collect::<Vec<Verdict>>().await {
        assert_eq!(verdict.result, VerdictResult::Passed, "{verdict:#?}");
        assert_eq!(verdict.points, verdict.max_points);
    }
}

async fn each_wrong_answer_fails_its_checks(workbook: &TestWorkbook, broker: Broker) {
    let model = Answer::model;
    let none = text("none");
    let table = [
        (
            Answer { bytes: "between", ..model() }
                .with(&[("compression_type", none.clone())])
                .differing(&["linger_ms"]),
            vec!["codec"],
        ),
        (
            // A batch holds one short record, which lz4 does not shrink.
            Answer { bytes: "same", ..model() }
                .with(&[
                    ("compression_type", text("lz4")),
                    ("batch_size", Value::Integer(100)),
                    ("linger_ms", Value::Integer(0)),
                ])
                .differing(&["batch_size", "compression_type"]),
            vec!["codec"],
        ),
        (
            model().with(&[("retries", Value::Integer(0))]).differing(&[
                "retries",
                "linger_ms",
                "compression_type",
                "enable_idempotence",
            ]),
            vec!["nothing_lost"],
        ),
        (
            // 3.x turns idempotence off silently.
            model().with(&[("acks", Value::Integer(1))]).differing(&[
                "acks",
                "linger_ms",
                "compression_type",
                "enable_idempotence",
            ]),
            vec!["no_duplicates_no_inversions"],
        ),
        (
            model()
                .with(&[("client_version", text("2.0.2")), ("retries", Value::Integer(3))])
                .differing(&["acks", "retries", "linger_ms", "compression_type"]),
            vec!["no_duplicates_no_inversions"],
        ),
        (model().differing(&["acks", "linger_ms", "compression_type"]), vec!["effective_settings"]),
        (Answer { bytes: "more", ..model() }, vec!["measured_effect"]),
        (
            Answer { read_again: |_| 0, ..model() }.with(&[("commit", text("before"))]),
            vec!["no_skip_after_restart"],
        ),
        (Answer { read_again: |_| 0, ..model() }, vec!["reread_as_predicted"]),
        (
            Answer { read_again: |_| 0, ..model() }.with(&[("auto_offset_reset", none)]),
            vec!["no_skip_after_restart"],
        ),
        (
            // kafka-python 2.3.3 never sends a record with `acks=0`.
            Answer { read_again: |_| 0, ..model() }
                .with(&[
                    ("client_version", text("2.3")),
                    ("acks", Value::Integer(0)),
                    ("linger_ms", Value::Integer(0)),
                ])
                .differing(&["acks", "compression_type"]),
            vec!["codec", "nothing_lost", "no_duplicates_no_inversions", "no_skip_after_restart"],
        ),
        (
            // The constructor raises an exception.
            Answer { read_again: |_| 0, ..model() }
                .with(&[("enable_idempotence", Value::Bool(true)), ("retries", Value::Integer(0))]),
            vec!["codec", "nothing_lost", "no_duplicates_no_inversions", "no_skip_after_restart"],
        ),
    ];
    let needs_kafka = ["nothing_lost", "no_duplicates_no_inversions"];
    let runs = stream::iter(table).map(|(answer, expected)| async move {
        let learner = learner(workbook).await;
        let prediction = answer.prediction(&learner).await;
        let verdict = learner.verdict(&answer.fields, Some(prediction)).await;
        let is_judged = |id: &&str| broker == Broker::Local || !needs_kafka.contains(id);
        let expected: Vec<&str> = expected.into_iter().filter(is_judged).collect();
        assert_eq!(failed(&verdict), expected, "{:?} {verdict:#?}", answer.fields);
    });
    runs.buffer_unordered(3).collect::<Vec<()>>().await;
    let verdict = learner(workbook).await.verdict(&Answer::model().fields, None).await;
    assert_eq!(failed(&verdict), ["prediction"], "claims that nobody made are not judged");
}

fn failed(verdict: &Verdict) -> Vec<&str> {
    let failed = verdict.checks.iter().filter(|check| check.result == CheckVerdict::NotYet);
    failed.map(|check| check.id.as_str()).collect()
}

async fn each_way_to_commit_repeats_what_it_repeats(workbook: &TestWorkbook) {
    // How often a record was delivered: counted in the events, not taken from the verdict.
    let table =
        [("none", false), ("none", true), ("each", false), ("batch", true), ("before", false)];
    let runs = stream::iter(table).map(|(commit, auto)| async move {
        let learner = learner(workbook).await;
        let crash = crash(&learner).await;
        let expected = match commit {
            "each" => 1,
            "batch" => crash % BATCH,
            "before" => 0,
            // The client did not commit either: it does so every five seconds.
            _ => crash,
        };
        let answer = Answer::model()
            .with(&[("commit", text(commit)), ("enable_auto_commit", Value::Bool(auto))]);
        let run = learner.start_run(&answer.fields, None).await;
        let events = learner.events(&run).await;
        let (first, second) = (delivered(&events, 4), delivered(&events, 5));
        assert_eq!(first.len() as i64, crash, "{commit}");
        let again = second.keys().filter(|place| first.contains_key(place)).count();
        assert_eq!(again as i64, expected, "{commit}, automatic: {auto}");
    });
    runs.buffer_unordered(3).collect::<Vec<()>>().await;
}

/// Records delivered in an act, by partition and offset.
fn delivered(events: &[Event], wanted: u32) -> BTreeMap<(u32, i64), u32> {
    let mut delivered = BTreeMap::new();
    for event in events {
        let records = match &event.kind {
            EventKind::Processed { act, records, .. } if *act == wanted => records.as_slice(),
            EventKind::InHand { act, record, .. } if *act == wanted => std::slice::from_ref(record),
            _ => &[],
        };
        for record in records {
            *delivered.entry((record.partition, record.offset)).or_default() += 1;
        }
    }
    delivered
}

async fn a_run_tells_its_faults_and_its_death(workbook: &TestWorkbook) {
    let learner = learner(workbook).await;
    let run = learner.start_run(&Answer::model().fields, None).await;
    let events = learner.events(&run).await;
    assert_numbered(&events, 1);
    let place = |wanted: &dyn Fn(&EventKind) -> bool| {
        events.iter().position(|event| wanted(&event.kind)).expect("the event is there")
    };
    let story = [
        place(&|kind| matches!(kind, EventKind::ActStarted { act: 1, compared_with: None, .. })),
        place(&|kind| matches!(kind, EventKind::LogRead { act: 1, .. })),
        place(&|kind| matches!(kind, EventKind::ActStarted { act: 2, compared_with: Some(1), .. })),
        place(&|kind| matches!(kind, EventKind::ActStarted { act: 3, .. })),
        place(&|kind| matches!(kind, EventKind::Fault { act: 3, fault: Fault::Refused, .. })),
        place(&|kind| {
            matches!(kind, EventKind::Fault { act: 3, fault: Fault::AcknowledgementLost, .. })
        }),
        place(&|kind| matches!(kind, EventKind::LogRead { act: 3, .. })),
        place(&|kind| matches!(kind, EventKind::ActStarted { act: 4, .. })),
        place(&|kind| matches!(kind, EventKind::InHand { act: 4, .. })),
        place(&|kind| {
            matches!(
                kind,
                EventKind::MemberEnded { act: 4, exit: Exit::Signal(9), closed: false, .. }
            )
        }),
        place(&|kind| matches!(kind, EventKind::ActStarted { act: 5, .. })),
        place(&|kind| {
            matches!(kind, EventKind::MemberEnded { act: 5, exit: Exit::Code(0), closed: true, .. })
        }),
        place(&|kind| matches!(kind, EventKind::RunFinished { .. })),
    ];
    assert!(story.is_sorted(), "{story:?} {events:#?}");
    let acts_with_faults: Vec<u32> = events
        .iter()
        .filter_map(|event| match event.kind {
            EventKind::Fault { act, .. } => Some(act),
            _ => None,
        })
        .collect();
    assert!(acts_with_faults.iter().all(|act| *act == 3), "what is compared is not disturbed");
    // Nor does it go through a proxy, which would count its requests.
    let counts: Vec<(u32, bool)> = events
        .iter()
        .filter_map(|event| match event.kind {
            EventKind::ProcessEnded { act, requests, .. } => Some((act, requests.is_some())),
            _ => None,
        })
        .collect();
    assert_eq!(counts, [(1, false), (2, false), (3, true)]);
}

/// `acks=0`: the client gets no answers, but the lab still knows when the broker has everything.
async fn without_answers_a_run_is_judged_all_the_same(workbook: &TestWorkbook) {
    let table = ["2.0.2", "2.3", "3.0"]
        .into_iter()
        .flat_map(|version| ["burst", "per_ms"].map(|pace| (version, pace)))
        .flat_map(|(version, pace)| [0, 50].map(|linger| (version, pace, linger)));
    let runs = stream::iter(table).map(|(version, pace, linger)| async move {
        let learner = learner(workbook).await;
        let answer = Answer::model().with(&[
            ("client_version", text(version)),
            ("acks", Value::Integer(0)),
            ("pace", text(pace)),
            ("linger_ms", Value::Integer(linger)),
        ]);
        let verdict = learner.verdict(&answer.fields, None).await;
        assert_ne!(verdict.result, VerdictResult::Inconclusive, "{version} {pace} {linger}");
        let codec = verdict.checks.iter().find(|check| check.id == "codec").unwrap();
        // 2.3.3 sends nothing.
        let expected = if version == "2.3" { CheckVerdict::NotYet } else { CheckVerdict::Passed };
        assert_eq!(codec.result, expected, "{version} {pace} {linger}: {verdict:#?}");
    });
    runs.buffer_unordered(3).collect::<Vec<()>>().await;
}
