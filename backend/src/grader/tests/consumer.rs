//! Evidence of a healthy run of the consumer's exercise: two members share the partitions, get every
//! order once and commit; the second start finds nothing new.

use std::collections::BTreeMap;

use api::{
    broker::BrokerKind,
    event::{Assigned, Ending, Exit, PartitionOffset, PositionSource},
    exercise::Value,
};
use lessons::exercise::Lab;

use super::{
    CONSUMIDOR_BASICO,
    run::{self, Run},
};
use crate::lab::{
    evidence::{Act, Assignment, Evidence, Got, Group, Member, Processed},
    orders::Orders,
    seed::Seed,
};

const MEMBERS: u32 = 2;

pub(super) fn healthy() -> Run {
    let seed = Seed::derive("ana", &CONSUMIDOR_BASICO.id, 1);
    let orders = Orders::derive(&seed, Lab::Consumer);
    let count = orders.orders.len() as i64;
    let first = run::act(&orders, 1, Ending::Normal, Exit::Code(0));
    let second = Act { act: 2, ..first.clone() };
    let prediction =
        [("delivered", count), ("first_offset", 0), ("idle_members", 0), ("delivered_again", 0)];
    let has_first = first.log[0].end > 0;
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
            partitions: orders.partitions,
            acts: vec![
                with_group(first, &orders, true, MEMBERS),
                with_group(second, &orders, false, MEMBERS),
            ],
            orders: orders.orders,
            early: orders.early,
            crash: None,
            failures: Vec::new(),
        },
    }
}

/// The act with a group whose members share the partitions in turns, got all of them or nothing,
/// and committed to the end.
pub(super) fn with_group(act: Act, orders: &Orders, gets: bool, members: u32) -> Act {
    let ends: BTreeMap<u32, i64> = act.log.iter().map(|log| (log.partition, log.end)).collect();
    let member = |member: u32| {
        let own = |partition: u32| partition % members == member - 1;
        let processed = act.records().filter(|(partition, _)| gets && own(*partition));
        Member {
            member,
            assignments: vec![Assignment {
                generation: Some(1),
                partitions: ends
                    .iter()
                    .filter(|(partition, _)| own(**partition))
                    .map(|(partition, end)| Assigned {
                        partition: *partition,
                        position: if gets { 0 } else { *end },
                        source: PositionSource::Earliest,
                    })
                    .collect(),
            }],
            processed: processed
                .map(|(partition, record)| Processed {
                    partition,
                    offset: record.offset,
                    order: record.order,
                    got: Got::Json((&orders.orders[record.order.unwrap() as usize]).into()),
                })
                .collect(),
            in_hand: None,
            commits: vec![
                ends.iter()
                    .filter(|(partition, _)| own(**partition))
                    .map(|(partition, offset)| PartitionOffset {
                        partition: *partition,
                        offset: *offset,
                    })
                    .collect(),
            ],
            error: None,
            exit: Exit::Code(0),
            closed: true,
        }
    };
    let group = Group {
        group: Some("my-group".to_owned()),
        members: (1..=members).map(member).collect(),
        committed: ends.iter().map(|(partition, end)| (*partition, Some(*end))).collect(),
    };
    Act { group: Some(group), ..act }
}
