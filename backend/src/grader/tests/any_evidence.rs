//! Any evidence at all, also what no run leaves: the grader never panics, never gives more than
//! there is, and says the same twice, also over what was stored in between.

use std::collections::BTreeMap;

use api::{
    broker::BrokerKind,
    event::{Ending, Exit, Role},
    exercise::{Value, Values},
    text::Text,
    verdict::{CheckVerdict, VerdictResult},
};
use proptest::{
    collection::{btree_map, vec},
    option,
    prelude::*,
};
use serde_json::json;

use super::{PRODUCTOR_BASICO, run::Run};
use crate::{
    grader::grade,
    lab::evidence::{Act, Batch, Data, Evidence, PartitionLog, Record},
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

fn act() -> impl Strategy<Value = Act> {
    (prop_oneof![0_u32..4, any::<u32>()], vec(log(), 0..4)).prop_map(|(act, log)| Act {
        act,
        topic: "pedidos".to_owned(),
        ending: Ending::Killed,
        role: Role::Answer,
        settings: BTreeMap::new(),
        requests: 0,
        faults: Vec::new(),
        properties: BTreeMap::new(),
        sent: Vec::new(),
        reports: Vec::new(),
        error: None,
        exit: Exit::Signal(9),
        log,
        group: None,
    })
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
            ..Run::healthy().evidence
        },
    )
}

/// The model answer, changed in a few places, or anything.
fn fields() -> impl Strategy<Value = Values> {
    (any::<bool>(), values("key|confirm|[a-z]{1,4}")).prop_map(|(from_model, changes)| {
        let mut fields = if from_model { PRODUCTOR_BASICO.model.clone() } else { Values::new() };
        fields.extend(changes);
        fields
    })
}

fn values(name: &'static str) -> impl Strategy<Value = Values> {
    let value = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Integer),
        "cliente|none|json|.{0,8}".prop_map(Value::Text),
    ];
    btree_map(name, value, 0..3)
}

proptest! {
    #[test]
    fn a_verdict_is_sane_and_always_the_same(
        evidence in evidence(),
        fields in fields(),
        prediction in option::of(values("records_act_[12]|watched_partition")),
    ) {
        let prediction = prediction.as_ref();
        let verdict = grade(&PRODUCTOR_BASICO, &fields, prediction, &evidence);

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
        prop_assert_eq!(grade(&PRODUCTOR_BASICO, &fields, prediction, &stored), verdict);
    }
}
