//! Tests of the prediction compared with what happened, and of what the lesson's text tells.

use api::{
    text::Text,
    value::{Outcomes, Value},
    verdict::{Comparison, VerdictResult},
};

use lessons::{outcome::Outcome, question::Observation, scenario::selector::Selector};

use super::run::Run;
use crate::{evidence::Evidence, grader::grade};

/// Makes a prediction, and returns the comparison for that question.
fn compared(run: &mut Run, question: &str, answer: Value) -> Comparison {
    run.prediction.get_or_insert_default().insert(question.to_owned(), answer);
    let comparisons = run.grade().comparisons;
    comparisons.into_iter().find(|comparison| comparison.question == question).unwrap()
}

#[test]
fn every_answered_question_is_compared_in_its_order_and_in_the_learners_words() {
    let run = Run::healthy();
    let comparisons = run.grade().comparisons;
    let questions: Vec<&str> = comparisons.iter().map(|one| one.question.as_str()).collect();
    assert_eq!(questions, ["records_act_1", "records_act_2", "watched_partition"]);
    for comparison in comparisons {
        assert!(comparison.agrees, "{comparison:?}");
        assert_eq!(Some(&comparison.predicted), comparison.happened.as_ref());
        let (es, en) = (comparison.text.es, comparison.text.en);
        assert!(!es.contains('{') && !en.contains('{'), "{es} {en}");
    }
}

#[test]
fn a_wrong_prediction_costs_nothing() {
    let mut run = Run::healthy();
    let orders = run.evidence.variant.orders.len();
    let comparison = compared(&mut run, "records_act_2", Value::Integer(0));
    assert!(!comparison.agrees);
    assert_eq!(comparison.predicted, plain("0"));
    assert_eq!(comparison.happened, Some(plain(&orders.to_string())));
    let verdict = run.grade();
    assert_eq!((verdict.result, verdict.points), (VerdictResult::Passed, 10));
}

#[test]
fn what_happened_is_counted_in_the_log() {
    let mut run = Run::healthy();
    let twin = run.record(1, 0).clone();
    run.append(1, 0, twin);
    let count = run.evidence.variant.orders.len() as i64 + 1;
    assert!(compared(&mut run, "records_act_1", Value::Integer(count)).agrees);
}

#[test]
fn a_watched_key_in_several_partitions_or_none_has_no_partition() {
    let mut run = Run::healthy();
    let answer = run.prediction.as_ref().unwrap()["watched_partition"].clone();
    let Value::Integer(home) = answer else { panic!("a partition is a number: {answer:?}") };
    let record = run.records(1, home as u32)[0].clone();
    run.append(1, (home as u32 + 1) % 3, record);
    // The first record of that partition may belong to another client that shares the partition.
    let several = compared(&mut run, "watched_partition", answer.clone());
    let watched = several.happened.is_none();
    run.records(1, home as u32).clear();
    run.records(1, (home as u32 + 1) % 3).clear();
    let none = compared(&mut run, "watched_partition", answer);
    assert!(watched && none.happened.is_none() && !none.agrees, "{several:?} {none:?}");
}

#[test]
fn a_question_that_is_not_asked_is_not_compared() {
    let mut run = Run::healthy();
    run.fields.insert("key".to_owned(), Value::Text("none".to_owned()));
    let comparisons = run.grade().comparisons;
    assert!(comparisons.iter().all(|comparison| comparison.question != "watched_partition"));
    run.prediction = None;
    assert!(run.grade().comparisons.is_empty());
}

#[test]
fn an_answer_of_another_type_never_agrees() {
    let mut run = Run::healthy();
    let right = run.evidence.variant.orders.len().to_string();
    let comparison = compared(&mut run, "records_act_1", Value::Text(right.clone()));
    assert!(!comparison.agrees);
    assert_eq!(comparison.predicted, plain(&right));
}

/// An answer that reads the same in both languages.
fn plain(answer: &str) -> Text {
    Text::new(answer, answer)
}

#[test]
fn batches_are_counted_and_their_bytes_shared_among_the_records() {
    let mut run = Run::healthy();
    let mut exercise = run.exercise.clone();
    let told = |observes: fn(Selector) -> Observation| Outcome {
        name: format!("{:?}", observes(Selector::whole(1))),
        observes: observes(Selector::whole(1)),
        examples: Vec::new(),
    };
    let told = [told(Observation::BatchesInLog), told(Observation::MeanRecordBytes)];
    let names = told.clone().map(|outcome| outcome.name);
    exercise.outcomes = told.into();
    let records: usize = run.batches(1).map(|batch| batch.records.len()).sum();
    for batch in run.batches(1) {
        batch.bytes = 61 + 100 * batch.records.len() as u64;
    }
    let batches = run.batches(1).count();
    let mean = (100.0 + (61 * batches) as f64 / records as f64).round() as u64;
    let outcomes = grade(&exercise, &run.fields, None, &run.evidence).outcomes;
    assert_eq!(outcomes, names.into_iter().zip([batches as u64, mean]).collect());
    for batch in run.batches(1) {
        batch.records.clear();
    }
    let outcomes = grade(&exercise, &run.fields, None, &run.evidence).outcomes;
    assert_eq!(outcomes.len(), 1, "an empty log has no mean: {outcomes:?}");
}

#[test]
fn the_text_tells_what_the_evidence_gives() {
    let run = Run::healthy();
    let told = |act| Outcome {
        name: format!("records_in_log act={act}"),
        observes: Observation::RecordsInLog(Selector::whole(act)),
        examples: Vec::new(),
    };
    let mut exercise = run.exercise.clone();
    // The exercise has no ninth act.
    exercise.outcomes = vec![told(1), told(9)];
    let outcomes = |evidence: &Evidence| grade(&exercise, &run.fields, None, evidence).outcomes;
    let orders = run.evidence.variant.orders.len() as u64;
    assert_eq!(
        outcomes(&run.evidence),
        Outcomes::from([("records_in_log act=1".to_owned(), orders)])
    );
    let mut interrupted = run.evidence.clone();
    interrupted.failures.push(plain("no broker"));
    assert_eq!(outcomes(&interrupted), Outcomes::new());
    exercise.outcomes.clear();
    assert_eq!(grade(&exercise, &run.fields, None, &run.evidence).outcomes, Outcomes::new());
}
