//! Any evidence at all, also what no run leaves: the grader never panics, never gives more than
//! there is, and says the same twice, also over what was stored in between.

use std::collections::BTreeMap;

use api::{
    broker::BrokerKind,
    event::{Assigned, Ending, Exit, PositionSource, Role},
    exercise::{Value, Values},
    text::Text,
    verdict::{CheckVerdict, VerdictResult},
};
use lessons::exercise::Exercise;
use proptest::{
    collection::{btree_map, vec},
    option,
    prelude::*,
    sample::Index,
};
use serde_json::json;

use super::{CONFIGURACION_AVANZADA, CONSUMIDOR_BASICO, PRODUCTOR_BASICO, run::Run};
use crate::{
    grader::grade,
    lab::evidence::{
        Act, Assignment, Batch, Data, Evidence, Got, Group, Member, PartitionLog, Processed, Record,
    },
};

/// Bytes that a record may hold: any, or those that are nearly right.
fn data() -> impl Strategy<Value = Data> {
    prop_oneof![
        vec(any::<u8>(), 0..40).prop_map(|bytes| Data::new(&bytes)),
        (0_usize..12)
            .prop_map(|order| { Data::Text(Run::healthy().evidence.orders[order].to_string()) }),
        "\"?cliente-0[1-8]\"?".prop_map(Data::Text),
    ]
}

fn record() -> impl Strategy<Value = Record> {
    let order = option::of(prop_oneof![0_u32..45, any::<u32>()]);
    (any::<i64>(), order, option::of(data()), option::of(data()))
        .prop_map(|(offset, order, key, value)| Record { offset, order, key, value })
}

fn log() -> impl Strategy<Value = PartitionLog> {
    let batch = vec(record(), 0..6).prop_map(|records| Batch {
        base_offset: 0,
        codec: "none".to_owned(),
        producer_id: -1,
        base_sequence: -1,
        bytes: 0,
        raw_bytes: 0,
        records,
    });
    (prop_oneof![0_u32..4, any::<u32>()], any::<i64>(), any::<i64>(), vec(batch, 0..3)).prop_map(
        |(partition, begin, end, batches)| PartitionLog { partition, begin, end, batches },
    )
}

fn processed() -> impl Strategy<Value = Processed> {
    let offset = prop_oneof![0_i64..4, any::<i64>()];
    let order = option::of(prop_oneof![0_u32..4, any::<u32>()]);
    let got = prop_oneof![
        data().prop_map(Got::Bytes),
        ".{0,8}".prop_map(Got::Str),
        any::<i64>().prop_map(|number| Got::Json((&json!({ "pedido": number })).into())),
    ];
    (prop_oneof![0_u32..4, any::<u32>()], offset, order, got)
        .prop_map(|(partition, offset, order, got)| Processed { partition, offset, order, got })
}

fn member() -> impl Strategy<Value = Member> {
    let assigned = (0_u32..4, any::<i64>()).prop_map(|(partition, position)| Assigned {
        partition,
        position,
        source: PositionSource::Latest,
    });
    let assignment = (option::of(any::<i32>()), vec(assigned, 0..3))
        .prop_map(|(generation, partitions)| Assignment { generation, partitions });
    (0_u32..4, vec(assignment, 0..3), vec(processed(), 0..4), option::of(processed())).prop_map(
        |(member, assignments, processed, in_hand)| Member {
            member,
            assignments,
            processed,
            in_hand,
            commits: Vec::new(),
            error: None,
            exit: Exit::Code(0),
            closed: true,
        },
    )
}

fn group() -> impl Strategy<Value = Group> {
    let committed = btree_map(0_u32..4, option::of(any::<i64>()), 0..4);
    (vec(member(), 0..3), committed).prop_map(|(members, committed)| Group {
        group: None,
        members,
        committed,
    })
}

fn act() -> impl Strategy<Value = Act> {
    let settings = btree_map("acks|retries|[a-z]{1,4}", ".{0,4}", 0..3);
    let role = prop_oneof![Just(Role::Answer), Just(Role::Control)];
    let act = prop_oneof![0_u32..6, any::<u32>()];
    (act, vec(log(), 0..4), settings, role, option::of(group())).prop_map(
        |(act, log, settings, role, group)| Act {
            act,
            topic: "pedidos".to_owned(),
            ending: Ending::Killed,
            role,
            settings,
            requests: 0,
            faults: Vec::new(),
            properties: BTreeMap::new(),
            sent: Vec::new(),
            reports: Vec::new(),
            error: None,
            exit: Exit::Signal(9),
            log,
            group,
        },
    )
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let orders = prop_oneof![
        Just(Run::healthy().evidence.orders),
        vec(Just(json!(null)), 0..3),
        vec(any::<i64>().prop_map(|number| json!({ "cliente": number })), 0..3),
    ];
    let broker = prop_oneof![Just(BrokerKind::Local), Just(BrokerKind::Simulated)];
    let failures = vec(Just(Text::new("Esperábamos.", "We waited.")), 0..2);
    let partitions = prop_oneof![Just(3), Just(0), any::<u32>()];
    (orders, broker, failures, partitions, vec(act(), 0..4)).prop_map(
        |(orders, broker, failures, partitions, acts)| Evidence {
            orders,
            broker,
            failures,
            partitions,
            acts,
            crash: None,
            ..Run::healthy().evidence
        },
    )
}

fn exercise() -> impl Strategy<Value = &'static Exercise> {
    let [first, second, third] = [&PRODUCTOR_BASICO, &CONSUMIDOR_BASICO, &CONFIGURACION_AVANZADA];
    prop_oneof![Just(**first), Just(**second), Just(**third)]
}

fn values(name: &'static str) -> impl Strategy<Value = Values> {
    let value = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Integer),
        "cliente|none|json|half|.{0,8}".prop_map(Value::Text),
        vec("acks|retries|.{0,4}", 0..3).prop_map(Value::Several),
    ];
    btree_map(name, value, 0..3)
}

proptest! {
    #[test]
    fn a_verdict_is_sane_and_always_the_same(
        evidence in evidence(),
        exercise in exercise(),
        from_model in any::<bool>(),
        changes in values("key|confirm|auto_offset_reset|[a-z]{1,4}"),
        answered in option::of(any::<Index>()),
        answer in values("answer"),
    ) {
        // The model answer, changed in a few places, or anything.
        let mut fields = if from_model { exercise.model.clone() } else { Values::new() };
        fields.extend(changes);
        let prediction = answered.map(|index| {
            let question = &exercise.questions[index.index(exercise.questions.len())];
            let answer = answer.into_values().next().unwrap_or(Value::Integer(0));
            Values::from([(question.id.clone(), answer)])
        });
        let prediction = prediction.as_ref();
        let verdict = grade(exercise, &fields, prediction, &evidence);

        prop_assert!(verdict.points <= verdict.max_points);
        for check in &verdict.checks {
            let full = check.result == CheckVerdict::Passed;
            prop_assert_eq!(check.points, if full { check.max_points } else { 0 });
        }
        prop_assert_eq!(
            verdict.result == VerdictResult::Inconclusive,
            !evidence.failures.is_empty()
        );
        prop_assert_eq!(
            verdict.result == VerdictResult::Passed,
            evidence.failures.is_empty() && verdict.points == verdict.max_points
        );

        let stored = serde_json::from_str(&evidence.to_stored().body).unwrap();
        prop_assert_eq!(grade(exercise, &fields, prediction, &stored), verdict);
    }
}
