//! One check or one question alone, of any kind, as the content writes it.

use std::sync::LazyLock;

use api::{value::Value, verdict::CheckResult};
use lessons::exercise::Exercise;
use serde_json::{Value as Json, json};

use super::{CONSUMIDOR_BASICO, run::Run};
use crate::grader::grade;

/// The result of a check of this kind.
pub(super) fn judged(run: &Run, kind: Json) -> CheckResult {
    let exercise = with(&[kind], &[]);
    let verdict = grade(&exercise, &run.fields, None, &run.evidence);
    verdict.checks.into_iter().next().unwrap()
}

/// What the evidence answers to a question about this; `None` if it says nothing.
pub(super) fn observed(run: &Run, observes: Json) -> Option<i64> {
    let exercise = with(&[], &[observes]);
    let prediction = [(exercise.questions[0].id.clone(), Value::Integer(-1))].into();
    let verdict = grade(&exercise, &run.fields, Some(&prediction), &run.evidence);
    let happened = verdict.comparisons[0].happened.as_ref()?;
    Some(happened.es.parse().unwrap())
}

/// An exercise with these checks and questions, and no conditions.
fn with(kinds: &[Json], observations: &[Json]) -> Exercise {
    let mut exercise = (*CONSUMIDOR_BASICO).clone();
    let mut check = exercise.checks.remove(0);
    check.when.clear();
    let mut question = exercise.questions.remove(0);
    question.when.clear();
    exercise.checks = (kinds.iter().enumerate())
        .map(|(number, kind)| {
            check.id = format!("check-{number}");
            check.kind = serde_json::from_value(kind.clone()).unwrap();
            check.clone()
        })
        .collect();
    exercise.questions = (observations.iter().enumerate())
        .map(|(number, observes)| {
            question.id = format!("question-{number}");
            question.observes = serde_json::from_value(observes.clone()).unwrap();
            question.clone()
        })
        .collect();
    exercise
}

/// Every kind and every observation that reads a part of an act, with names that arbitrary evidence
/// has.
pub(super) static EVERY_KIND: LazyLock<Exercise> = LazyLock::new(|| {
    let part = json!({ "act": 1, "topic": "a", "actor": "b" });
    let topic = json!({ "act": 1, "topic": "a" });
    let pair = json!({ "act": 1, "actors": ["a", "b"] });
    let parts = [
        "every_order_in_log",
        "every_order_delivered",
        "each_to_one_member",
        "not_expelled",
        "nothing_revoked_in_vain",
        "nobody_idle",
        "committed_is_next",
        "committed_to_end",
        "delivers_nothing_again",
        "goes_on_where_it_stopped",
        "nothing_lost",
        "in_order_without_repeats",
        "batches_compressed",
        "nothing_skipped",
        "effects_once",
        "effects_complete",
        "keys_in_one_partition",
    ];
    let mut kinds: Vec<Json> = parts
        .iter()
        .flat_map(|name| [json!({ *name: part }), json!({ *name: { "act": 2 } })])
        .collect();
    kinds.extend([
        json!({ "dead_letters": topic }),
        json!({ "moved_keys_as_computed": topic }),
        json!({ "latest_of_each_key": topic }),
        json!({ "every_order_to_each": pair }),
        json!({ "delivered_in_order": { "act": 1, "actor": "b" } }),
        json!({ "delivered_in_order": { "act": 1, "actor": "b", "by": "cliente" } }),
        json!({ "forwarded_once": { "act": 1, "from": "a", "topic": "b", "key": "cliente" } }),
        json!({ "nothing_else_forwarded": { "act": 1, "from": "a", "topic": "b" } }),
        json!({ "rows_are_fold": { "act": 1, "actor": "b", "by": "cliente" } }),
        json!({ "attempts_at_most": { "act": 1, "most": 1 } }),
        json!({ "topic_has_partitions": { "act": 1, "topic": "a", "partitions": 3 } }),
        json!({ "ratio": { "measure": "bytes_per_record", "of": part, "to": part, "at_least": 1 } }),
        json!({ "ratio": { "measure": "duration", "of": part, "to": part, "at_most": 1 } }),
        json!({ "predicted_right": { "rows_in_sink": part } }),
    ]);
    let counted = [
        "records_in_log",
        "batches_in_log",
        "bytes_in_log",
        "mean_record_bytes",
        "partition_of_watched_key",
        "idle_members",
        "members_expelled",
        "partitions_revoked",
        "records_delivered",
        "records_filtered",
        "rows_in_sink",
        "keys_in_several_partitions",
        "orders_lost",
        "orders_repeated",
        "orders_out_of_place",
        "records_read_again",
    ];
    let mut observations: Vec<Json> = counted.iter().map(|name| json!({ *name: part })).collect();
    observations.extend([
        json!({ "first_offset": { "act": 1, "partition": 0 } }),
        json!({ "begin_offset": { "act": 1, "topic": "a", "partition": 0 } }),
        json!({ "partitions_of_topic": topic }),
        json!({ "records_in_common": pair }),
        json!({ "delivered_out_of_order": { "act": 1, "actor": "b", "by": "cliente" } }),
    ]);
    with(&kinds, &observations)
});

#[test]
fn an_act_that_was_never_run_passes_nothing() {
    let mut run = Run::healthy();
    run.evidence.acts.clear();
    let verdict = grade(&EVERY_KIND, &run.fields, None, &run.evidence);
    assert_eq!(verdict.points, 0, "{verdict:#?}");
}

#[test]
fn an_act_that_left_nothing_passes_nothing_but_what_must_not_be_there() {
    let mut run = Run::healthy();
    for act in &mut run.evidence.acts {
        act.topics.clear();
        act.actors.clear();
    }
    let verdict = grade(&EVERY_KIND, &run.fields, None, &run.evidence);
    assert_eq!(verdict.points, 0, "{verdict:#?}");
}

#[test]
fn names_choose_among_topics_and_actors() {
    let mut run = super::consumer::healthy();
    let orders = run.evidence.variant.orders.len() as i64;
    let act = run.act(1);
    let mut other = act.topics["pedidos"].clone();
    for partition in &mut other.partitions {
        partition.batches.clear();
    }
    act.topics.insert("avisos".to_owned(), other);
    let mut idle = act.actors["app"].clone();
    if let crate::evidence::act::Actor::Group(group) = &mut idle {
        group.members.clear();
    }
    act.actors.insert("aparte".to_owned(), idle);

    let passes = |selector: Json| {
        let result = judged(&run, json!({ "every_order_delivered": selector }));
        result.points > 0
    };
    assert!(passes(json!({ "act": 1 })), "all actors");
    assert!(passes(json!({ "act": 1, "actor": "app" })));
    assert!(passes(json!({ "act": 1, "actor": "app", "topic": "pedidos" })));
    assert!(!passes(json!({ "act": 1, "actor": "aparte" })));
    assert!(!passes(json!({ "act": 1, "topic": "avisos" })));
    assert!(!passes(json!({ "act": 1, "actor": "nobody" })));
    let held = |selector: Json| observed(&run, json!({ "records_in_log": selector }));
    assert_eq!(held(json!({ "act": 1 })), Some(orders));
    assert_eq!(held(json!({ "act": 1, "topic": "pedidos" })), Some(orders));
    assert_eq!(held(json!({ "act": 1, "topic": "avisos" })), Some(0));
    assert_eq!(held(json!({ "act": 9 })), None);
}
