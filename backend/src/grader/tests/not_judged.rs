//! Runs that the infrastructure spoiled, brokers that cannot judge, and runs that left nothing.

use api::{
    broker::BrokerKind,
    text::Text,
    verdict::{CheckVerdict, VerdictResult},
};

use super::{PRODUCTOR_BASICO, run::Run};
use crate::grader::grade;

#[test]
fn what_the_infrastructure_spoiled_is_inconclusive_in_every_check() {
    let awaited = Text::new("Esperábamos al broker.", "We waited for the broker.");
    // Whatever else the evidence holds, right or wrong.
    let mut spoiled = Run::healthy();
    drop(spoiled.take(1, 0));
    for mut run in [Run::healthy(), spoiled] {
        run.evidence.failures.push(awaited.clone());
        let verdict = run.grade();
        assert_eq!(verdict.result, VerdictResult::Inconclusive);
        assert_eq!(verdict.points, 0);
        assert_eq!(verdict.checks.len(), 5);
        for check in &verdict.checks {
            assert_eq!((check.result, check.points), (CheckVerdict::Inconclusive, 0));
            assert_eq!(check.found, awaited);
            assert_eq!(check.misconception, None, "{} blames nobody", check.id);
            assert!(check.hints.is_empty() && check.evidence.is_empty());
        }
        let happened = verdict.comparisons.iter().any(|comparison| comparison.happened.is_some());
        assert!(!happened, "{:#?}", verdict.comparisons);
    }
}

#[test]
fn nothing_sent_gets_nothing() {
    let mut without_records = Run::healthy();
    for act in [1, 2] {
        for partition in 0..3 {
            without_records.records(act, partition).clear();
        }
    }
    let mut without_acts = Run::healthy();
    without_acts.evidence.acts.clear();
    let mut without_orders = without_records.clone();
    without_orders.evidence.variant.orders.clear();
    for mut run in [without_records, without_acts, without_orders] {
        run.prediction = None;
        let verdict = run.grade();
        assert_eq!((verdict.result, verdict.points), (VerdictResult::NotYet, 0), "{verdict:#?}");
        assert_eq!(verdict.max_points, 10);
    }
}

#[test]
fn a_check_that_needs_kafka_counts_for_nothing_on_the_simulated_cluster() {
    let mut exercise = (*PRODUCTOR_BASICO).clone();
    let check = exercise.checks.iter_mut().find(|check| check.id == "survives_kill").unwrap();
    check.needs_kafka = true;
    let mut run = Run::healthy();
    // It would fail if it were judged.
    drop(run.take(2, 0));
    let grade = |run: &Run| grade(&exercise, &run.fields, run.prediction.as_ref(), &run.evidence);

    run.evidence.broker = BrokerKind::Simulated;
    let verdict = grade(&run);
    assert_eq!((verdict.result, verdict.points), (VerdictResult::Passed, 7));
    assert_eq!(verdict.max_points, 7, "neither for nor against");
    let check = verdict.checks.iter().find(|check| check.id == "survives_kill").unwrap();
    assert_eq!((check.result, check.points), (CheckVerdict::NeedsKafka, 0));
    assert!(check.misconception.is_none() && check.hints.is_empty());
    assert!(check.found.es.contains("cargo xtask run"), "{}", check.found.es);

    for real in [BrokerKind::Local, BrokerKind::External] {
        run.evidence.broker = real;
        assert_eq!(grade(&run).result, VerdictResult::NotYet);
    }
}
