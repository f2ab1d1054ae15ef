//! Evidence of a healthy run, and ways to change it.

use std::collections::BTreeMap;

use api::{
    broker::BrokerKind,
    event::Exit,
    partitioner,
    value::{Value, Values},
    verdict::Verdict,
};

use super::PRODUCTOR_BASICO;
use lessons::exercise::Exercise;

use crate::{
    evidence::{
        Evidence,
        act::{Act, Actor},
        group::{Group, Member},
        producer::{DeliveryReport, Producer},
        seed::Seed,
        topic::{Batch, Partition, Record, Topic},
        value::Data,
        variant::{Variant, client_of},
    },
    grader::grade,
    lab::orders,
};

/// A run to grade: the model answer with everything right, until a test changes it.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) exercise: &'static Exercise,
    pub(super) fields: Values,
    pub(super) prediction: Option<Values>,
    pub(super) evidence: Evidence,
}

impl Run {
    /// What the model answer leaves, with a right prediction.
    pub(super) fn healthy() -> Self {
        let seed = Seed::derive("ana", &PRODUCTOR_BASICO.id, 1);
        let variant = orders::derive(&seed, *PRODUCTOR_BASICO);
        let count = variant.orders.len() as i64;
        let watched =
            partitioner::partition(variant.watched_client().as_bytes(), variant.partitions);
        let prediction = [
            ("records_act_1", count),
            ("records_act_2", count),
            ("watched_partition", i64::from(watched)),
        ];
        let act = |act, topic: &str, exit| Act {
            act,
            performance: None,
            compared_with: None,
            topics: [(topic.to_owned(), self::topic(&variant))].into(),
            actors: actors("script", producer(&variant, topic, exit)),
            disturbances: Vec::new(),
            admin: Vec::new(),
        };
        let evidence = Evidence {
            version: Evidence::VERSION,
            exercise: PRODUCTOR_BASICO.id.clone(),
            seed: seed.as_str().to_owned(),
            broker: BrokerKind::Local,
            broker_label: "Kafka local".to_owned(),
            acts: vec![act(1, "first", Exit::Code(0)), act(2, "second", Exit::Signal(9))],
            variant,
            failures: Vec::new(),
            rules: Evidence::RULES,
        };
        let prediction = prediction.map(|(id, answer)| (id.to_owned(), Value::Integer(answer)));
        Self {
            exercise: &PRODUCTOR_BASICO,
            fields: PRODUCTOR_BASICO.model.clone(),
            prediction: Some(prediction.into()),
            evidence,
        }
    }

    pub(super) fn grade(&self) -> Verdict {
        grade(self.exercise, &self.fields, self.prediction.as_ref(), &self.evidence)
    }

    /// The records of one partition after an act.
    pub(super) fn records(&mut self, act: u32, partition: u32) -> &mut Vec<Record> {
        let mut partitions = self.partitions(act);
        let found = partitions.find(|found| found.partition == partition).unwrap();
        &mut found.batches[0].records
    }

    pub(super) fn act(&mut self, act: u32) -> &mut Act {
        self.evidence.acts.iter_mut().find(|found| found.act == act).unwrap()
    }

    pub(super) fn partitions(&mut self, act: u32) -> impl Iterator<Item = &mut Partition> {
        self.act(act).topics.values_mut().flat_map(|topic| &mut topic.partitions)
    }

    pub(super) fn batches(&mut self, act: u32) -> impl Iterator<Item = &mut Batch> {
        self.partitions(act).flat_map(|partition| &mut partition.batches)
    }

    pub(super) fn settings(&mut self, act: u32) -> &mut BTreeMap<String, String> {
        match self.act(act).actors.values_mut().next().unwrap() {
            Actor::Producer(producer) => &mut producer.settings,
            Actor::Group(group) => panic!("a group has no settings: {group:?}"),
        }
    }

    pub(super) fn group(&mut self, act: u32) -> &mut Group {
        match self.act(act).actors.values_mut().next().unwrap() {
            Actor::Group(group) => group,
            Actor::Producer(producer) => panic!("a producer is no group: {producer:?}"),
        }
    }

    /// What the group of an act committed, by partition.
    pub(super) fn committed(&mut self, act: u32) -> &mut BTreeMap<u32, Option<i64>> {
        self.group(act).committed.values_mut().next().unwrap()
    }

    /// Members count from 1.
    pub(super) fn member(&mut self, act: u32, member: usize) -> &mut Member {
        &mut self.group(act).members[member - 1]
    }

    /// The partition of an order's record, and its index there.
    pub(super) fn place(&self, act: u32, order: u32) -> (u32, usize) {
        let mut partitions = self.evidence.act(act).unwrap().whole().partitions();
        let place = partitions.find_map(|partition| {
            let mut records = partition.records();
            Some((partition.partition, records.position(|record| record.order == Some(order))?))
        });
        place.unwrap()
    }

    /// The record of an order.
    pub(super) fn record(&mut self, act: u32, order: u32) -> &mut Record {
        let (partition, index) = self.place(act, order);
        &mut self.records(act, partition)[index]
    }

    /// Removes the record of an order from the log.
    pub(super) fn take(&mut self, act: u32, order: u32) -> Record {
        let (partition, index) = self.place(act, order);
        self.records(act, partition).remove(index)
    }

    /// Appends a record to a partition and returns its offset.
    pub(super) fn append(&mut self, act: u32, partition: u32, mut record: Record) -> i64 {
        let records = self.records(act, partition);
        let offset = records.last().map_or(0, |last| last.offset + 1);
        record.offset = offset;
        records.push(record);
        offset
    }
}

/// The only actor of an act.
pub(super) fn actors(name: &str, actor: Actor) -> BTreeMap<String, Actor> {
    [(name.to_owned(), actor)].into()
}

/// A script that sent every order and got every acknowledgement.
pub(super) fn producer(variant: &Variant, topic: &str, exit: Exit) -> Actor {
    let places = (0..).zip(places(variant));
    Actor::Producer(Producer {
        topic: topic.to_owned(),
        settings: BTreeMap::new(),
        properties: BTreeMap::new(),
        requests: 0,
        sent: (0..variant.orders.len() as u32).collect(),
        reports: places.map(|(order, place)| DeliveryReport { order, result: Ok(place) }).collect(),
        error: None,
        exit,
    })
}

/// A topic with every order in its partition.
pub(super) fn topic(variant: &Variant) -> Topic {
    let mut logs: Vec<Vec<Record>> = vec![Vec::new(); variant.partitions as usize];
    for ((number, order), (partition, offset)) in (0..).zip(&variant.orders).zip(places(variant)) {
        logs[partition as usize].push(Record {
            offset,
            order: Some(number),
            key: Some(Data::new(client_of(order).unwrap().as_bytes())),
            value: Some(Data::new(order.to_string().as_bytes())),
            origin: None,
        });
    }
    Topic {
        real_name: "b.r.1.1.pedidos".to_owned(),
        partitions: (0..).zip(logs).map(|(number, records)| partition(number, records)).collect(),
        removed: Vec::new(),
    }
}

/// Partition and offset of each order.
fn places(variant: &Variant) -> Vec<(u32, i64)> {
    let mut next = vec![0; variant.partitions as usize];
    let place = |order| {
        let client: &str = client_of(order).unwrap();
        let partition = partitioner::partition(client.as_bytes(), variant.partitions);
        let next: &mut i64 = &mut next[partition as usize];
        *next += 1;
        (partition, *next - 1)
    };
    variant.orders.iter().map(place).collect()
}

pub(super) fn partition(partition: u32, records: Vec<Record>) -> Partition {
    let batch = Batch {
        base_offset: 0,
        codec: "none".to_owned(),
        producer_id: -1,
        base_sequence: -1,
        bytes: 4096,
        raw_bytes: 4096,
        records,
    };
    Partition { partition, begin: 0, end: batch.records.len() as i64, batches: vec![batch] }
}
