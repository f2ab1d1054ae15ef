//! Evidence of a healthy run, and the ways to spoil it.

use std::collections::BTreeMap;

use api::{
    broker::BrokerKind,
    event::{Ending, Exit, Role},
    exercise::{Value, Values},
    verdict::Verdict,
};

use super::PRODUCTOR_BASICO;
use lessons::exercise::{Exercise, Lab};

use crate::{
    grader::grade,
    lab::{
        evidence::{Act, Batch, Data, Evidence, Group, Member, PartitionLog, Record, Report},
        orders::{Orders, client_of},
        partitioner,
        seed::Seed,
    },
};

/// A run to grade: the model answer with all of it right, until a test spoils it.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) exercise: &'static Exercise,
    pub(super) fields: Values,
    pub(super) prediction: Option<Values>,
    pub(super) evidence: Evidence,
}

impl Run {
    /// What the model answer leaves, predicted right.
    pub(super) fn healthy() -> Self {
        let seed = Seed::derive("ana", &PRODUCTOR_BASICO.id, 1);
        let orders = Orders::derive(&seed, Lab::Producer);
        let count = orders.orders.len() as i64;
        let watched = partitioner::partition(orders.watched_client().as_bytes(), orders.partitions);
        let prediction = [
            ("records_act_1", count),
            ("records_act_2", count),
            ("watched_partition", i64::from(watched)),
        ];
        let acts = [(1, Ending::Normal, Exit::Code(0)), (2, Ending::Killed, Exit::Signal(9))];
        let evidence = Evidence {
            version: 1,
            exercise: PRODUCTOR_BASICO.id.clone(),
            seed: seed.as_str().to_owned(),
            broker: BrokerKind::Local,
            broker_label: "Kafka local".to_owned(),
            partitions: orders.partitions,
            acts: acts.map(|(act, ending, exit)| self::act(&orders, act, ending, exit)).into(),
            orders: orders.orders,
            early: None,
            crash: None,
            failures: Vec::new(),
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
        let log = self.log(act).iter_mut().find(|log| log.partition == partition).unwrap();
        &mut log.batches[0].records
    }

    fn act(&mut self, act: u32) -> &mut Act {
        self.evidence.acts.iter_mut().find(|found| found.act == act).unwrap()
    }

    pub(super) fn log(&mut self, act: u32) -> &mut [PartitionLog] {
        &mut self.act(act).log
    }

    pub(super) fn settings(&mut self, act: u32) -> &mut BTreeMap<String, String> {
        &mut self.act(act).settings
    }

    pub(super) fn group(&mut self, act: u32) -> &mut Group {
        self.act(act).group.as_mut().unwrap()
    }

    /// Members count from 1.
    pub(super) fn member(&mut self, act: u32, member: usize) -> &mut Member {
        &mut self.group(act).members[member - 1]
    }

    /// Where the record of an order is: its partition and its place there.
    pub(super) fn place(&self, act: u32, order: u32) -> (u32, usize) {
        let log = &self.evidence.act(act).unwrap().log;
        let place = log.iter().find_map(|log| {
            let mut records = log.batches.iter().flat_map(|batch| &batch.records);
            Some((log.partition, records.position(|record| record.order == Some(order))?))
        });
        place.unwrap()
    }

    /// The record of an order.
    pub(super) fn record(&mut self, act: u32, order: u32) -> &mut Record {
        let (partition, index) = self.place(act, order);
        &mut self.records(act, partition)[index]
    }

    /// Takes the record of an order out of the log.
    pub(super) fn take(&mut self, act: u32, order: u32) -> Record {
        let (partition, index) = self.place(act, order);
        self.records(act, partition).remove(index)
    }

    /// Puts a record at the end of a partition and returns its offset there.
    pub(super) fn append(&mut self, act: u32, partition: u32, mut record: Record) -> i64 {
        let records = self.records(act, partition);
        let offset = records.last().map_or(0, |last| last.offset + 1);
        record.offset = offset;
        records.push(record);
        offset
    }
}

/// An act after which every order is where it belongs.
pub(super) fn act(orders: &Orders, act: u32, ending: Ending, exit: Exit) -> Act {
    let mut logs: Vec<Vec<Record>> = vec![Vec::new(); orders.partitions as usize];
    let mut reports = Vec::new();
    for (number, order) in (0..).zip(&orders.orders) {
        let client = client_of(order).unwrap();
        let partition = partitioner::partition(client.as_bytes(), orders.partitions);
        let log = &mut logs[partition as usize];
        let offset = log.len() as i64;
        reports.push(Report { order: number, result: Ok((partition, offset)) });
        log.push(Record {
            offset,
            order: Some(number),
            key: Some(Data::new(client.as_bytes())),
            value: Some(Data::new(order.to_string().as_bytes())),
        });
    }
    Act {
        act,
        topic: "pedidos".to_owned(),
        ending,
        role: Role::Answer,
        settings: BTreeMap::new(),
        requests: 0,
        faults: Vec::new(),
        properties: BTreeMap::new(),
        sent: (0..orders.orders.len() as u32).collect(),
        reports,
        error: None,
        exit,
        log: (0..).zip(logs).map(|(partition, records)| log(partition, records)).collect(),
        group: None,
    }
}

fn log(partition: u32, records: Vec<Record>) -> PartitionLog {
    let batch = Batch {
        base_offset: 0,
        codec: "none".to_owned(),
        producer_id: -1,
        base_sequence: -1,
        bytes: 4096,
        raw_bytes: 4096,
        records,
    };
    PartitionLog { partition, begin: 0, end: batch.records.len() as i64, batches: vec![batch] }
}
