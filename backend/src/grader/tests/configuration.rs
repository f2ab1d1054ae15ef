//! Evidence of a healthy run of the exercise on configuration: the learner's batches are compressed
//! and small, faults leave no trace, and after the crash only the record in hand is read again.

use std::collections::BTreeMap;

use api::{broker::BrokerKind, event::Exit, value::Value};

use super::{
    CONFIGURACION_AVANZADA, consumer,
    run::{self, Run},
};
use crate::{
    evidence::{
        Evidence,
        act::{Act, Actor, Disturbance, Disturbed},
        seed::Seed,
        topic::Topic,
        variant::CRASH,
    },
    lab::orders,
};

pub(super) fn healthy() -> Run {
    let exercise = *CONFIGURACION_AVANZADA;
    let seed = Seed::derive("ana", &exercise.id, 1);
    let variant = orders::derive(&seed, exercise);
    let crash = variant.draw(CRASH).unwrap() as usize;
    let plain = run::topic(&variant);
    let compressed = compressed(plain.clone());
    let act = |act, name: &str, topic: &Topic, actors| Act {
        act,
        performance: None,
        compared_with: None,
        topics: [(name.to_owned(), topic.clone())].into(),
        actors,
        disturbances: Vec::new(),
        admin: Vec::new(),
    };
    let producer = |actor: &str, topic: &str, codec: &str| {
        let mut producer = run::producer(&variant, topic, Exit::Code(0));
        if let Actor::Producer(producer) = &mut producer {
            producer.settings = settings(codec);
            producer.requests = 30;
        }
        run::actors(actor, producer)
    };
    let member = |live: fn(&mut Actor, usize)| {
        let mut group = consumer::group("measured", &compressed, &variant.orders, true, 1);
        live(&mut group, crash);
        run::actors("app", group)
    };
    let disturbance = |request| Disturbance { actor: "script".to_owned(), request };
    let prediction = [
        ("effective_settings", Value::Several(vec!["compression_type".to_owned()])),
        ("bytes_per_record", Value::Text("half".to_owned())),
        ("lost", Value::Integer(0)),
        ("repeated", Value::Integer(0)),
        ("out_of_place", Value::Integer(0)),
        ("read_again", Value::Integer(1)),
    ];
    let acts = vec![
        act(1, "control", &plain, producer("control", "control", "None")),
        Act {
            performance: None,
            compared_with: Some(1),
            ..act(2, "measured", &compressed, producer("script", "measured", "'gzip'"))
        },
        Act {
            disturbances: [Disturbed::Refused, Disturbed::AcknowledgementLost]
                .map(disturbance)
                .into(),
            ..act(3, "disturbed", &compressed, producer("script", "disturbed", "'gzip'"))
        },
        act(4, "measured", &compressed, member(die_over)),
        act(5, "measured", &compressed, member(take_over_from)),
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
            acts,
            variant,
            failures: Vec::new(),
            rules: Evidence::RULES,
        },
    }
}

fn compressed(mut topic: Topic) -> Topic {
    for batch in topic.partitions.iter_mut().flat_map(|partition| &mut partition.batches) {
        batch.codec = "gzip".to_owned();
        batch.bytes /= 4;
    }
    topic
}

/// The member has processed all records before the one during which it dies.
fn die_over(group: &mut Actor, crash: usize) {
    let Actor::Group(group) = group else { panic!("a producer has no members") };
    let member = &mut group.members[0];
    member.in_hand = member.processed.get(crash - 1).cloned();
    member.processed.truncate(crash - 1);
    member.exit = Exit::Signal(9);
}

/// The member gets what the dead one did not finish.
fn take_over_from(group: &mut Actor, crash: usize) {
    let Actor::Group(group) = group else { panic!("a producer has no members") };
    group.members[0].processed.drain(..crash - 1);
}

fn settings(codec: &str) -> BTreeMap<String, String> {
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
