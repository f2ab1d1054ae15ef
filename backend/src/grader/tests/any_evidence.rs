//! Arbitrary evidence, also such as no run leaves: the grader never panics, never gives more points
//! than there are, and gives the same verdict twice, also after the evidence was stored and read.

use std::collections::{BTreeMap, BTreeSet};

use api::{
    broker::BrokerKind,
    event::{Exit, PositionSource},
    text::Text,
    value::{Value, Values},
    verdict::{CheckVerdict, Sentence, VerdictResult},
};
use lessons::exercise::Exercise;
use proptest::{
    collection::{btree_map, vec},
    option,
    prelude::*,
    sample::Index,
};
use serde_json::json;

use super::{
    CONFIGURACION_AVANZADA, CONSUMIDOR_BASICO, PRODUCTOR_BASICO, kind::EVERY_KIND, run::Run,
};
use crate::{
    evidence::{
        Evidence,
        act::{Act, Actor},
        admin::Admin,
        group::{
            Assignment, Effect, Failed, Filtered, Group, Holding, Member, Outcome, Processed,
            Revocation, Revoked,
        },
        producer::Producer,
        stored::StoredEvidence,
        topic::{Batch, Origin, Partition, Record, Topic},
        value::{Data, Got},
        variant::Variant,
    },
    grader::grade,
};

/// Bytes of a record: arbitrary ones, or such as are nearly right.
fn data() -> impl Strategy<Value = Data> {
    prop_oneof![
        vec(any::<u8>(), 0..40).prop_map(|bytes| Data::new(&bytes)),
        (0_usize..12).prop_map(|order| {
            Data::Text(Run::healthy().evidence.variant.orders[order].to_string())
        }),
        "\"?cliente-0[1-8]\"?".prop_map(Data::Text),
    ]
}

fn record() -> impl Strategy<Value = Record> {
    let order = option::of(prop_oneof![0_u32..45, any::<u32>()]);
    let offset = || prop_oneof![0_i64..4, any::<i64>()];
    let origin = (NAME, 0_u32..4, offset(), "[a-z]{0,3}")
        .prop_map(|(topic, partition, offset, error)| Origin { topic, partition, offset, error });
    (offset(), order, option::of(data()), option::of(data()), option::of(origin)).prop_map(
        |(offset, order, key, value, origin)| Record { offset, order, key, value, origin },
    )
}

fn partition() -> impl Strategy<Value = Partition> {
    let batch = vec(record(), 0..6).prop_map(|records| Batch {
        base_offset: 0,
        codec: "none".to_owned(),
        producer_id: -1,
        base_sequence: -1,
        bytes: 0,
        raw_bytes: 0,
        records,
    });
    (prop_oneof![0_u32..4, any::<u32>()], any::<i64>(), any::<i64>(), vec(batch, 0..3))
        .prop_map(|(partition, begin, end, batches)| Partition { partition, begin, end, batches })
}

fn topic() -> impl Strategy<Value = Topic> {
    (vec(partition(), 0..4), vec(partition(), 0..2)).prop_map(|(partitions, removed)| Topic {
        real_name: "b.r.1.1.pedidos".to_owned(),
        partitions,
        removed,
    })
}

/// Names of topics, few enough to collide.
const NAME: &str = "[ab]";

fn processed() -> impl Strategy<Value = Processed> {
    let offset = prop_oneof![0_i64..4, any::<i64>()];
    let order = option::of(prop_oneof![0_u32..4, any::<u32>()]);
    let got = prop_oneof![
        data().prop_map(Got::Bytes),
        ".{0,8}".prop_map(Got::Str),
        any::<i64>().prop_map(|number| Got::Json((&json!({ "pedido": number })).into())),
    ];
    (0_u32..3, prop_oneof![0_u32..4, any::<u32>()], offset, order, got).prop_map(
        |(topic, partition, offset, order, got)| Processed { topic, partition, offset, order, got },
    )
}

fn effect() -> impl Strategy<Value = Effect> {
    let order = option::of(prop_oneof![0_u32..4, any::<u32>()]);
    (0_u32..3, 0_u32..4, 0_i64..4, order, prop_oneof![0_u64..4, any::<u64>()]).prop_map(
        |(topic, partition, offset, order, row)| Effect { topic, partition, offset, order, row },
    )
}

fn failed() -> impl Strategy<Value = Failed> {
    let outcome =
        prop_oneof![Just(Outcome::Raised), Just(Outcome::Skipped), Just(Outcome::DeadLettered)];
    (0_u32..3, 0_u32..4, any::<i64>(), any::<u32>(), outcome).prop_map(
        |(topic, partition, offset, attempts, outcome)| Failed {
            topic,
            partition,
            offset,
            order: None,
            attempts,
            error: String::new(),
            outcome,
        },
    )
}

fn admin() -> impl Strategy<Value = Admin> {
    let count = || prop_oneof![0_u32..4, any::<u32>()];
    prop_oneof![
        (NAME, count(), count()).prop_map(|(topic, from, to)| Admin::PartitionsAdded {
            topic,
            from,
            to
        }),
        (NAME, btree_map(0_u32..4, any::<i64>(), 0..3))
            .prop_map(|(topic, before)| Admin::RecordsDeleted { topic, before }),
        NAME.prop_map(|topic| Admin::RecordsCompacted { topic }),
        (NAME, NAME, btree_map(0_u32..4, any::<i64>(), 0..3), any::<bool>()).prop_map(
            |(actor, topic, offsets, refused)| Admin::OffsetsReset {
                actor,
                topic,
                offsets,
                refused
            }
        ),
        btree_map(NAME, option::of(count()), 0..3).prop_map(|topics| Admin::TopicsRead { topics }),
    ]
}

fn member() -> impl Strategy<Value = Member> {
    let holding = (0_u32..3, 0_u32..4, any::<i64>()).prop_map(|(topic, partition, position)| {
        Holding { topic, partition, position, source: PositionSource::Latest }
    });
    let assignment = (option::of(any::<i32>()), vec(holding, 0..3))
        .prop_map(|(generation, partitions)| Assignment { generation, partitions });
    let revoked = (0_u32..3, 0_u32..4).prop_map(|(topic, partition)| Revoked { topic, partition });
    let revocation = (option::of(any::<i32>()), vec(revoked, 0..3))
        .prop_map(|(generation, partitions)| Revocation { generation, partitions });
    let owned = (vec(assignment, 0..3), vec(revocation, 0..3));
    let processed = (vec(processed(), 0..4), option::of(processed()));
    let place = (0_u32..3, 0_u32..4, any::<i64>());
    let filtered = place.prop_map(|(topic, partition, offset)| Filtered {
        topic,
        partition,
        offset,
        order: None,
    });
    let effects = (vec(effect(), 0..4), vec(failed(), 0..3), vec(filtered, 0..3), any::<bool>());
    (0_u32..4, owned, processed, effects).prop_map(
        |(member, owned, (processed, in_hand), (effects, failed, filtered, expelled))| {
            let (assignments, revocations) = owned;
            Member {
                member,
                assignments,
                revocations,
                processed,
                in_hand,
                effects,
                filtered,
                forwarded: Vec::new(),
                failed,
                expelled,
                commits: Vec::new(),
                seeks: Vec::new(),
                error: None,
                exit: Exit::Code(0),
                closed: true,
            }
        },
    )
}

fn group() -> impl Strategy<Value = Actor> {
    let of_topic = btree_map(0_u32..4, option::of(any::<i64>()), 0..4);
    let committed = btree_map(NAME, of_topic, 0..3);
    let rows = btree_map("cliente-0[1-4]", any::<i64>(), 0..3);
    (vec(NAME, 0..3), vec(member(), 0..3), committed, rows).prop_map(
        |(topics, members, committed, rows)| {
            Actor::Group(Group {
                topics,
                group_id: None,
                properties: BTreeMap::new(),
                members,
                committed,
                rows,
            })
        },
    )
}

fn producer() -> impl Strategy<Value = Actor> {
    let settings = btree_map("acks|retries|[a-z]{1,4}", ".{0,4}", 0..3);
    (NAME, settings).prop_map(|(topic, settings)| {
        Actor::Producer(Producer {
            topic,
            settings,
            properties: BTreeMap::new(),
            requests: 0,
            sent: Vec::new(),
            reports: Vec::new(),
            error: None,
            exit: Exit::Signal(9),
        })
    })
}

fn act() -> impl Strategy<Value = Act> {
    let act = || prop_oneof![0_u32..6, any::<u32>()];
    let actors = btree_map("[a-c]", prop_oneof![producer(), group()], 0..3);
    let admin = vec(admin(), 0..3);
    (act(), option::of(act()), btree_map(NAME, topic(), 0..3), actors, admin).prop_map(
        |(act, compared_with, topics, actors, admin)| Act {
            act,
            performance: None,
            compared_with,
            topics,
            actors,
            disturbances: Vec::new(),
            admin,
        },
    )
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let orders = prop_oneof![
        Just(Run::healthy().evidence.variant.orders),
        vec(Just(json!(null)), 0..3),
        vec(any::<i64>().prop_map(|number| json!({ "cliente": number })), 0..3),
    ];
    let broker = prop_oneof![Just(BrokerKind::Local), Just(BrokerKind::Simulated)];
    let failures = vec(Just(Text::new("Esperábamos.", "We waited.")), 0..2);
    let partitions = prop_oneof![Just(3), Just(0), any::<u32>()];
    (orders, broker, failures, partitions, vec(act(), 0..4)).prop_map(
        |(orders, broker, failures, partitions, acts)| Evidence {
            variant: Variant { partitions, orders, draws: BTreeMap::new() },
            broker,
            failures,
            acts,
            ..Run::healthy().evidence
        },
    )
}

fn exercise() -> impl Strategy<Value = &'static Exercise> {
    let [first, second, third] = [&PRODUCTOR_BASICO, &CONSUMIDOR_BASICO, &CONFIGURACION_AVANZADA];
    prop_oneof![Just(**first), Just(**second), Just(**third), Just(&*EVERY_KIND)]
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

/// The numbers of a sentence; what it quotes is no number.
fn numbers(text: &str) -> Vec<u64> {
    let words =
        text.split('`').step_by(2).flat_map(|part| part.split(|c: char| !c.is_ascii_digit()));
    words.filter_map(|word| word.parse().ok()).collect()
}

/// What a sentence can tell of this evidence.
struct Countable {
    /// No list has more than so many.
    most: u64,
    /// Numbers that stand in it.
    exact: BTreeSet<u64>,
}

fn countable(evidence: &Evidence) -> Countable {
    let mut known = Countable { most: 0, exact: BTreeSet::new() };
    for act in &evidence.acts {
        let whole = act.whole();
        let members = || whole.groups().flat_map(|group| &group.members);
        let lists = [
            whole.records().count(),
            whole.producers().map(|producer| producer.sent.len() + producer.reports.len()).sum(),
            members().map(|it| it.processed.len() + it.effects.len() + it.failed.len() + 2).sum(),
            act.topics
                .values()
                .flat_map(|topic| &topic.removed)
                .map(|it| it.records().count())
                .sum(),
            act.disturbances.len(),
        ];
        known.most += lists.iter().sum::<usize>() as u64;
        for step in &act.admin {
            if let Admin::PartitionsAdded { from, to, .. } = step {
                known.exact.extend([u64::from(*from), u64::from(*to)]);
            }
        }
        let bytes: u64 = whole.batches().map(|(_, batch)| batch.bytes).sum();
        known.exact.insert((bytes as f64 / whole.records().count().max(1) as f64).round() as u64);
    }
    known
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
        // The model answer with a few fields changed, or arbitrary fields.
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

        if let Some(Sentence { act, text }) = &verdict.sentence {
            prop_assert!(evidence.acts.iter().any(|known| known.act == *act));
            let counted = |text: &str| numbers(text).into_iter().collect::<BTreeSet<u64>>();
            prop_assert_eq!(counted(&text.es), counted(&text.en), "{:?}", text);
            let known = countable(&evidence);
            for number in numbers(&text.es) {
                let is_counted = number <= known.most || known.exact.contains(&number);
                prop_assert!(is_counted, "{number} is nowhere: {}", text.es);
            }
            prop_assert!(text.es.ends_with('.') && text.en.ends_with('.'));
        }
        let stored = StoredEvidence::of(&evidence).read().unwrap();
        prop_assert_eq!(grade(exercise, &fields, prediction, &stored), verdict);
    }
}
