//! Evidence of a healthy run of the consumer's exercise: two members share the partitions, get
//! every order once and commit; the second start finds nothing new.

use api::{
    broker::BrokerKind,
    event::{Exit, PositionSource},
    value::Value,
};
use serde_json::Value as Order;

use super::{
    CONSUMIDOR_BASICO,
    run::{self, Run},
};
use crate::{
    evidence::{
        Evidence,
        act::{Act, Actor},
        group::{Assignment, Commit, Group, Holding, Member, Processed},
        seed::Seed,
        topic::Topic,
        value::Got,
    },
    lab::orders,
};

const MEMBERS: u32 = 2;
const TOPIC: &str = "pedidos";

pub(super) fn healthy() -> Run {
    let seed = Seed::derive("ana", &CONSUMIDOR_BASICO.id, 1);
    let variant = orders::derive(&seed, *CONSUMIDOR_BASICO);
    let count = variant.orders.len() as i64;
    let topic = run::topic(&variant);
    let act = |act, gets| Act {
        act,
        performance: None,
        compared_with: None,
        topics: [(TOPIC.to_owned(), topic.clone())].into(),
        actors: run::actors("app", group(TOPIC, &topic, &variant.orders, gets, MEMBERS)),
        disturbances: Vec::new(),
        admin: Vec::new(),
    };
    let prediction =
        [("delivered", count), ("first_offset", 0), ("idle_members", 0), ("delivered_again", 0)];
    let has_first = topic.partitions[0].end > 0;
    assert!(has_first, "partition 0 of this seed has records");
    Run {
        exercise: &CONSUMIDOR_BASICO,
        fields: CONSUMIDOR_BASICO.model.clone(),
        prediction: Some(
            prediction.map(|(id, answer)| (id.to_owned(), Value::Integer(answer))).into(),
        ),
        evidence: Evidence {
            version: Evidence::VERSION,
            exercise: CONSUMIDOR_BASICO.id.clone(),
            seed: seed.as_str().to_owned(),
            broker: BrokerKind::Local,
            broker_label: "Kafka local".to_owned(),
            acts: vec![act(1, true), act(2, false)],
            variant,
            failures: Vec::new(),
            rules: Evidence::RULES,
        },
    }
}

/// A group whose members take the topic's partitions in turn, get all records or none, and commit
/// to the end.
pub(super) fn group(
    name: &str,
    topic: &Topic,
    orders: &[Order],
    gets: bool,
    members: u32,
) -> Actor {
    let ends = || topic.partitions.iter().map(|partition| (partition.partition, partition.end));
    let member = |member: u32| {
        let is_own = |partition: u32| partition % members == member - 1;
        let own = || ends().filter(|(partition, _)| is_own(*partition));
        let holding = |(partition, end)| Holding {
            topic: 0,
            partition,
            position: if gets { 0 } else { end },
            source: PositionSource::Earliest,
        };
        let assignment =
            Assignment { generation: Some(1), partitions: own().map(holding).collect() };
        let processed = topic.records(name).filter(|(place, _)| gets && is_own(place.partition));
        let commit = |(partition, offset)| Commit { topic: 0, partition, offset };
        Member {
            member,
            assignments: vec![assignment],
            revocations: Vec::new(),
            processed: processed
                .map(|(place, record)| Processed {
                    topic: 0,
                    partition: place.partition,
                    offset: place.offset,
                    order: record.order,
                    got: Got::Json((&orders[record.order.unwrap() as usize]).into()),
                })
                .collect(),
            in_hand: None,
            effects: Vec::new(),
            filtered: Vec::new(),
            forwarded: Vec::new(),
            failed: Vec::new(),
            seeks: Vec::new(),
            commits: vec![own().map(commit).collect()],
            error: None,
            exit: Exit::Code(0),
            closed: true,
            expelled: false,
        }
    };
    let committed = ends().map(|(partition, end)| (partition, Some(end))).collect();
    Actor::Group(Group {
        topics: vec![name.to_owned()],
        group_id: Some("my-group".to_owned()),
        properties: Default::default(),
        members: (1..=members).map(member).collect(),
        committed: [(name.to_owned(), committed)].into(),
        rows: Default::default(),
    })
}
