//! Evidence of a healthy run of the exercise on configuration: the learner's batches are compressed
//! and small, faults leave no trace, and a death over one record has it read again and no other.

use std::collections::BTreeMap;

use api::{
    broker::BrokerKind,
    event::{Ending, Exit, Fault, Role},
    exercise::Value,
};
use lessons::exercise::Lab;

use super::{
    CONFIGURACION_AVANZADA, consumer,
    run::{self, Run},
};
use crate::lab::{
    evidence::{Act, Evidence},
    orders::Orders,
    seed::Seed,
};

pub(super) fn healthy() -> Run {
    let exercise = *CONFIGURACION_AVANZADA;
    let seed = Seed::derive("ana", &exercise.id, 1);
    let orders = Orders::derive(&seed, Lab::Configuration);
    let act = |act, role| Act {
        role,
        settings: settings(role),
        requests: 30,
        ..run::act(&orders, act, Ending::Normal, Exit::Code(0))
    };
    let compressed = |number| {
        let mut act = act(number, Role::Answer);
        for batch in act.log.iter_mut().flat_map(|log| &mut log.batches) {
            batch.codec = "gzip".to_owned();
            batch.bytes /= 4;
        }
        act
    };
    let faults = vec![Fault::Refused, Fault::AcknowledgementLost];
    let prediction = [
        ("effective_settings", Value::Several(vec!["compression_type".to_owned()])),
        ("bytes_per_record", Value::Text("half".to_owned())),
        ("lost", Value::Integer(0)),
        ("repeated", Value::Integer(0)),
        ("out_of_place", Value::Integer(0)),
        ("read_again", Value::Integer(1)),
    ];
    let acts = vec![
        act(1, Role::Control),
        compressed(2),
        Act { faults, ..compressed(3) },
        killed(Act { act: 4, ..compressed(2) }, &orders),
        started_again(Act { act: 5, ..compressed(2) }, &orders),
    ];
    Run {
        exercise,
        fields: exercise.model.clone(),
        prediction: Some(prediction.map(|(id, answer)| (id.to_owned(), answer)).into()),
        evidence: Evidence {
            version: Evidence::VERSION,
            exercise: exercise.id.clone(),
            seed: seed.as_str().to_owned(),
            broker: BrokerKind::Local,
            broker_label: "Kafka local".to_owned(),
            partitions: orders.partitions,
            acts,
            orders: orders.orders,
            early: None,
            crash: orders.crash,
            failures: Vec::new(),
        },
    }
}

/// The member has processed all before the record that it dies over.
fn killed(act: Act, orders: &Orders) -> Act {
    let mut act = consumer::with_group(act, orders, true, 1);
    act.ending = Ending::Killed;
    let member = &mut act.group.as_mut().unwrap().members[0];
    let crash = orders.crash.unwrap() as usize;
    member.in_hand = member.processed.get(crash - 1).cloned();
    member.processed.truncate(crash - 1);
    member.exit = Exit::Signal(9);
    act
}

/// The member gets what the dead one did not finish.
fn started_again(act: Act, orders: &Orders) -> Act {
    let mut act = consumer::with_group(act, orders, true, 1);
    act.group.as_mut().unwrap().members[0].processed.drain(..orders.crash.unwrap() as usize - 1);
    act
}

fn settings(role: Role) -> BTreeMap<String, String> {
    let codec = match role {
        Role::Control => "None",
        Role::Answer => "'gzip'",
    };
    [
        ("acks", "-1"),
        ("retries", "inf"),
        ("batch_size", "16384"),
        ("linger_ms", "0"),
        ("compression_type", codec),
        ("enable_idempotence", "True"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}
