//! For every check of every exercise, evidence that fails it and no other: a check that cannot fail
//! alone would teach nothing.

use api::{
    partitioner,
    text::Text,
    verdict::{CheckVerdict, EvidenceLink, Verdict, VerdictResult},
};

use super::{CONFIGURACION_AVANZADA, configuration, consumer, failed, run::Run};
use crate::evidence::{
    value::{Data, Got},
    variant::client_of,
};

/// A check, and a change of the run that fails it alone.
type Spoiled = (&'static str, fn(&mut Run));

const PRODUCER: [Spoiled; 5] = [
    ("in_log", |run| drop(run.take(1, 0))),
    ("survives_kill", |run| drop(run.take(2, 0))),
    ("value_json", |run| {
        run.record(1, 0).value = Some(Data::Text("{'pedido': 10001}".to_owned()));
    }),
    ("key_partition", |run| {
        let client = client_of(&run.evidence.variant.orders[0]).unwrap().to_owned();
        run.record(2, 0).key = Some(Data::Text(format!("\"{client}\"")));
    }),
    ("prediction", |run| run.prediction = None),
];

const CONSUMER: [Spoiled; 6] = [
    // Nobody got the order; the commits match what was delivered.
    ("all_delivered", |run| {
        let last = run.member(1, 1).processed.pop().unwrap();
        run.committed(1).insert(last.partition, Some(last.offset));
    }),
    // A record that two members got.
    ("each_once", |run| {
        let twice = run.member(1, 1).processed[0].clone();
        run.member(1, 2).processed.push(twice);
    }),
    // The offset of the last record processed, instead of the next one.
    ("committed", |run| {
        for offset in run.committed(1).values_mut() {
            *offset = offset.map(|next| next - 1);
        }
    }),
    ("restart_clean", |run| {
        let again = run.member(1, 1).processed[0].clone();
        run.member(2, 1).processed.push(again);
    }),
    ("parsed", |run| {
        run.member(1, 1).processed[0].got = Got::Str("{\"pedido\": 10001}".to_owned());
    }),
    ("prediction", |run| run.prediction = None),
];

const CONFIGURATION: [Spoiled; 7] = [
    ("codec", |run| {
        run.batches(2).next().unwrap().codec = "none".to_owned();
    }),
    ("nothing_lost", |run| drop(run.take(3, 0))),
    ("no_duplicates_no_inversions", |run| {
        let again = run.record(3, 0).clone();
        let (partition, _) = run.place(3, 0);
        run.append(3, partition, again);
    }),
    ("effective_settings", |run| {
        run.settings(2).insert("acks".to_owned(), "1".to_owned());
    }),
    ("measured_effect", |run| {
        for batch in run.batches(2) {
            batch.bytes *= 4;
        }
    }),
    // Committed although it was never processed.
    ("no_skip_after_restart", |run| drop(run.member(5, 1).processed.pop())),
    ("reread_as_predicted", |run| {
        let again = run.member(4, 1).processed[0].clone();
        run.member(5, 1).processed.push(again);
    }),
];

/// Each exercise's healthy run, with its table.
fn tables() -> [(Run, &'static [Spoiled]); 3] {
    [
        (Run::healthy(), &PRODUCER),
        (consumer::healthy(), &CONSUMER),
        (configuration::healthy(), &CONFIGURATION),
    ]
}

#[test]
fn a_healthy_run_gets_all_points() {
    for (run, _) in tables() {
        let verdict = run.grade();
        assert_eq!(verdict.result, VerdictResult::Passed, "{verdict:#?}");
        assert_eq!(verdict.points, verdict.max_points);
        assert_eq!(verdict.spec_version, run.exercise.spec_version);
        assert!(verdict.checks.iter().all(|check| check.misconception.is_none()));
        assert!(verdict.comparisons.iter().all(|comparison| comparison.agrees), "{verdict:#?}");
    }
}

#[test]
fn every_check_can_fail_alone() {
    for (healthy, table) in tables() {
        for (id, spoil) in table {
            let mut run = healthy.clone();
            spoil(&mut run);
            let verdict = run.grade();
            assert_eq!(failed(&verdict), [*id], "{verdict:#?}");
            assert_eq!(verdict.result, VerdictResult::NotYet);
            let check = verdict.checks.iter().find(|check| check.id == *id).unwrap();
            assert_eq!(check.points, 0);
            assert_eq!(verdict.points, verdict.max_points - check.max_points);
            let spec = run.exercise.checks.iter().find(|check| check.id == *id).unwrap();
            assert_eq!((&check.misconception, &check.hints), (&spec.misconception, &spec.hints));
        }
    }
}

#[test]
fn no_check_of_an_exercise_is_left_out_above() {
    for (run, table) in tables() {
        let spoiled = table.iter().map(|(id, _)| *id);
        // The next test fails the check of the prediction.
        let claims = (run.exercise.id == CONFIGURACION_AVANZADA.id).then_some("prediction");
        let checks: Vec<&str> = run.exercise.checks.iter().map(|check| check.id.as_str()).collect();
        assert_eq!(spoiled.chain(claims).collect::<Vec<_>>(), checks);
    }
}

#[test]
fn a_claim_without_anything_to_compare_counts_neither_for_nor_against() {
    let claims = ["effective_settings", "measured_effect", "reread_as_predicted"];
    let not_compared = |verdict: &Verdict| -> Vec<String> {
        let checks = verdict.checks.iter();
        let checks = checks.filter(|check| check.result == CheckVerdict::NotCompared);
        checks
            .map(|check| {
                assert_eq!((check.points, check.misconception.as_ref()), (0, None));
                assert!(check.hints.is_empty() && check.found != Text::default());
                check.id.clone()
            })
            .collect()
    };
    let whole = configuration::healthy();
    let max_points = whole.grade().max_points;

    // Nothing was predicted.
    let mut silent = whole.clone();
    silent.prediction = None;
    let verdict = silent.grade();
    assert_eq!(failed(&verdict), ["prediction"]);
    assert_eq!(not_compared(&verdict), claims);
    assert_eq!(verdict.max_points, max_points - 3);

    // Nothing could be observed.
    let mut empty = whole.clone();
    empty.settings(2).clear();
    let verdict = empty.grade();
    assert_eq!(not_compared(&verdict), ["effective_settings"]);
    assert_eq!((verdict.result, verdict.max_points), (VerdictResult::Passed, max_points - 1));

    // As runs of before are judged for ever.
    silent.evidence.rules = 1;
    let verdict = silent.grade();
    assert_eq!(
        failed(&verdict),
        ["effective_settings", "measured_effect", "reread_as_predicted", "prediction"]
    );
    assert_eq!(verdict.max_points, max_points);
}

#[test]
fn a_check_takes_part_only_while_its_condition_holds() {
    let mut run = Run::healthy();
    run.fields.insert("key".to_owned(), api::value::Value::Text("none".to_owned()));
    let verdict = run.grade();
    assert!(verdict.checks.iter().all(|check| check.id != "key_partition"));
    assert_eq!((verdict.result, verdict.max_points), (VerdictResult::Passed, 9));
}

#[test]
fn values_are_compared_by_what_they_say() {
    let mut run = Run::healthy();
    let order = run.evidence.variant.orders[0].clone();
    // Blanks and escapes do not matter: Python writes `, ` and `\u00e1`.
    let mut text = serde_json::to_string_pretty(&order).unwrap();
    text = text.replace('á', "\\u00e1").replace('ñ', "\\u00f1");
    run.record(1, 0).value = Some(Data::Text(text));
    assert_eq!(failed(&run.grade()), [""; 0]);

    let mut other = order.clone();
    other["referencia"] = (order["referencia"].as_u64().unwrap() + 1).into();
    let (partition, offset) = run.place(1, 0);
    let wrong = [
        // A number that no `f64` holds exactly.
        Some(Data::Text(other.to_string())),
        Some(Data::Text("null".to_owned())),
        Some(Data::new(&[0xff, 0xfe])),
        None,
    ];
    for value in wrong {
        run.record(1, 0).value = value.clone();
        let verdict = run.grade();
        assert_eq!(failed(&verdict), ["value_json"], "{value:?}");
        let check = verdict.checks.iter().find(|check| check.id == "value_json").unwrap();
        let link = EvidenceLink::Record { act: 1, topic: None, partition, offset: offset as i64 };
        assert_eq!(check.evidence, [link], "{value:?}");
    }
}

#[test]
fn a_right_key_in_another_partition_is_wrong() {
    let mut run = Run::healthy();
    let record = run.take(1, 0);
    let home = partitioner::partition(record.key.as_ref().unwrap().as_str().as_bytes(), 3);
    let elsewhere = (home + 1) % 3;
    let offset = run.append(1, elsewhere, record);
    let verdict = run.grade();
    assert_eq!(failed(&verdict), ["key_partition"]);
    let check = verdict.checks.iter().find(|check| check.result == CheckVerdict::NotYet).unwrap();
    assert_eq!(
        check.evidence,
        [EvidenceLink::Record { act: 1, topic: None, partition: elsewhere, offset }]
    );
    assert!(check.found.es.contains(&format!("P{home}")), "{}", check.found.es);
    assert!(check.found.en.contains(&format!("P{elsewhere}")), "{}", check.found.en);
}

#[test]
fn a_record_without_a_key_is_not_where_it_belongs() {
    let mut run = Run::healthy();
    run.record(1, 0).key = None;
    assert_eq!(failed(&run.grade()), ["key_partition"]);
    run.record(1, 0).key = Some(Data::new(&[0xff]));
    assert_eq!(failed(&run.grade()), ["key_partition"]);
}
