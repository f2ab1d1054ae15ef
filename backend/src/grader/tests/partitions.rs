//! Keys and their partitions before and after a topic grows, which topics exist, and where a log
//! begins.

use api::{partitioner::partition, verdict::CheckVerdict};
use serde_json::json;

use super::{
    kind::{judged, observed},
    run::{self, Run},
};
use crate::evidence::{
    admin::Admin,
    topic::{Record, Topic},
    value::Data,
};

const KEYS: u32 = 20;

/// Every key is sent once to a topic of three partitions, and once more when it has four.
fn grown() -> Run {
    let mut run = Run::healthy();
    let mut logs = vec![Vec::new(); 4];
    for partitions in [3, 4] {
        for number in 0..KEYS {
            let key = format!("cliente-{number:02}");
            let log: &mut Vec<Record> = &mut logs[partition(key.as_bytes(), partitions) as usize];
            log.push(Record {
                offset: log.len() as i64,
                order: None,
                key: Some(Data::Text(key)),
                value: None,
                origin: None,
            });
        }
    }
    let topic = Topic {
        real_name: "b.r.1.1.first".to_owned(),
        partitions: (0..).zip(logs).map(|(number, log)| run::partition(number, log)).collect(),
        removed: Vec::new(),
    };
    let act = run.act(1);
    act.topics.insert("first".to_owned(), topic);
    act.admin = vec![Admin::PartitionsAdded { topic: "first".to_owned(), from: 3, to: 4 }];
    run
}

fn one_partition(run: &Run) -> CheckVerdict {
    judged(run, json!({ "keys_in_one_partition": { "act": 1, "topic": "first" } })).result
}

fn as_computed(run: &Run) -> CheckVerdict {
    judged(run, json!({ "moved_keys_as_computed": { "act": 1, "topic": "first" } })).result
}

fn several(run: &Run) -> Option<i64> {
    observed(run, json!({ "keys_in_several_partitions": { "act": 1, "topic": "first" } }))
}

#[test]
fn a_key_has_one_partition_while_nothing_changes() {
    let mut run = Run::healthy();
    assert_eq!((one_partition(&run), several(&run)), (CheckVerdict::Passed, Some(0)));
    assert_eq!(as_computed(&run), CheckVerdict::NotYet, "it did not grow");
    let record = run.record(1, 0).clone();
    let (home, _) = run.place(1, 0);
    run.append(1, (home + 1) % 3, record);
    assert_eq!((one_partition(&run), several(&run)), (CheckVerdict::NotYet, Some(1)));
    for partition in 0..3 {
        for record in run.records(1, partition) {
            record.key = None;
        }
    }
    assert_eq!((one_partition(&run), several(&run)), (CheckVerdict::NotYet, Some(0)), "no keys");
}

#[test]
fn keys_move_as_the_topic_grows_and_no_others() {
    let mut run = grown();
    let computed = (0..KEYS)
        .map(|number| format!("cliente-{number:02}"))
        .filter(|key| partition(key.as_bytes(), 3) != partition(key.as_bytes(), 4))
        .count();
    assert!(0 < computed && computed < KEYS as usize);
    assert_eq!(several(&run), Some(computed as i64));
    assert_eq!(as_computed(&run), CheckVerdict::Passed);
    // A key that would not have moved, as another client's partitioner puts it.
    let stays = (0..KEYS).map(|number| format!("cliente-{number:02}"));
    let mut stays =
        stays.filter(|key| partition(key.as_bytes(), 3) == partition(key.as_bytes(), 4));
    let stays = stays.next().unwrap();
    let elsewhere = (partition(stays.as_bytes(), 3) + 1) % 3;
    let key = Some(Data::Text(stays));
    let stray = Record { offset: 0, order: None, key, value: None, origin: None };
    run.append(1, elsewhere, stray);
    assert_eq!(as_computed(&run), CheckVerdict::NotYet);
}

/// Five records of two keys in one partition; after the cleaner, those at these offsets.
fn compacted(stay: &[i64]) -> CheckVerdict {
    let record = |(offset, key): (i64, &str)| Record {
        offset,
        order: None,
        key: Some(Data::Text(key.to_owned())),
        value: None,
        origin: None,
    };
    let all: Vec<Record> = (0..).zip(["a", "b", "a", "b", "a"]).map(record).collect();
    let left = all.iter().filter(|record| stay.contains(&record.offset)).cloned().collect();
    let topic = Topic {
        real_name: "b.r.1.1.first".to_owned(),
        partitions: vec![run::partition(0, left)],
        removed: vec![run::partition(0, all)],
    };
    let mut run = Run::healthy();
    run.act(1).topics.insert("first".to_owned(), topic);
    judged(&run, json!({ "latest_of_each_key": { "act": 1, "topic": "first" } })).result
}

#[test]
fn a_compacted_topic_keeps_the_last_record_of_each_key() {
    assert_eq!(compacted(&[3, 4]), CheckVerdict::Passed);
    // The newest record closes no segment, so the one before it of its key may still be there.
    assert_eq!(compacted(&[2, 3, 4]), CheckVerdict::Passed);
    assert_eq!(compacted(&[1, 3, 4]), CheckVerdict::NotYet, "an older one of b");
    assert_eq!(compacted(&[4]), CheckVerdict::NotYet, "b is gone");
    assert_eq!(compacted(&[]), CheckVerdict::NotYet, "retention took everything");
    let mut run = Run::healthy();
    let removed = std::mem::take(&mut run.act(1).topics);
    run.act(1).topics.insert(
        "first".to_owned(),
        Topic { partitions: Vec::new(), ..removed.into_values().next().unwrap() },
    );
    let kind = json!({ "latest_of_each_key": { "act": 1, "topic": "first" } });
    assert_eq!(judged(&run, kind).result, CheckVerdict::NotYet, "there was nothing to compact");
}

#[test]
fn nonsense_about_the_growth_is_no_growth() {
    for (from, to) in [(0, 4), (3, 0), (0, 0)] {
        let mut run = grown();
        run.act(1).admin = vec![Admin::PartitionsAdded { topic: "first".to_owned(), from, to }];
        assert_eq!(as_computed(&run), CheckVerdict::NotYet, "{from} {to}");
    }
}

#[test]
fn a_topic_exists_with_so_many_partitions_or_not() {
    let mut run = Run::healthy();
    let has = |run: &Run, topic: &str, partitions: u32| {
        let size = json!({ "act": 1, "topic": topic, "partitions": partitions });
        judged(run, json!({ "topic_has_partitions": size })).result == CheckVerdict::Passed
    };
    let count = |run: &Run, topic: &str| {
        observed(run, json!({ "partitions_of_topic": { "act": 1, "topic": topic } }))
    };
    // Nobody asked: the log that was read says it.
    assert!(has(&run, "first", 3) && !has(&run, "first", 1) && !has(&run, "first", 0));
    assert!(!has(&run, "other", 0), "nobody knows");
    assert_eq!((count(&run, "first"), count(&run, "other")), (Some(3), None));

    let read = |first, other| Admin::TopicsRead {
        topics: [("first".to_owned(), first), ("other".to_owned(), other)].into(),
    };
    run.act(1).admin = vec![read(None, None), read(Some(1), None)];
    assert!(has(&run, "first", 1) && !has(&run, "first", 3), "the last answer counts");
    assert!(has(&run, "other", 0) && !has(&run, "other", 1));
    assert_eq!((count(&run, "first"), count(&run, "other")), (Some(1), Some(0)));
}

#[test]
fn a_log_begins_where_the_deletion_ended() {
    let mut run = Run::healthy();
    let begin = |run: &Run, partition: u32| {
        observed(run, json!({ "begin_offset": { "act": 1, "partition": partition } }))
    };
    assert_eq!(begin(&run, 0), Some(0));
    run.partitions(1).next().unwrap().begin = 4;
    assert_eq!((begin(&run, 0), begin(&run, 1), begin(&run, 7)), (Some(4), Some(0), None));
}
