//! Lists of records as they are sent and stored: one JSON array for each field instead of one
//! object for each record. A fast client makes a hundred thousand records a second, and each is
//! written by its worker, read and stored by the server, and read by every browser that watches.
//!
//! ```json
//! { "order": [0, [1, 3]], "partition": [2, [0, 3]], "offset": [70, [1, 3]],
//!   "at_us": [912, 4, 3, 4] }
//! ```
//!
//! are four records of partition 2. How numbers are written: [`Column`](crate::columns::Column).

/// A column of numbers.
mod column;
/// The columns of each kind of record.
mod records;

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

pub use self::column::{Column, Number};

/// A record whose lists are written in columns; [`columnar`](crate::columnar) implements it.
pub trait Columnar: DeserializeOwned {
    /// One column for each of the record's fields.
    type Columns: Serialize + DeserializeOwned;

    fn columns(records: &[Self]) -> Self::Columns;

    /// `None` if the columns differ in length.
    fn records(columns: Self::Columns) -> Option<Vec<Self>>;
}

/// For `#[serde(with = "columns")]`.
pub fn serialize<R: Columnar, S: Serializer>(records: &[R], to: S) -> Result<S::Ok, S::Error> {
    R::columns(records).serialize(to)
}

/// For `#[serde(with = "columns")]`. It also reads a list of objects, as events were stored before
/// there were columns.
pub fn deserialize<'de, R: Columnar, D: Deserializer<'de>>(from: D) -> Result<Vec<R>, D::Error> {
    from.deserialize_any(Records(PhantomData))
}

struct Records<R>(PhantomData<R>);

impl<'de, R: Columnar> Visitor<'de> for Records<R> {
    type Value = Vec<R>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("records in columns")
    }

    fn visit_map<A: MapAccess<'de>>(self, columns: A) -> Result<Vec<R>, A::Error> {
        let columns = R::Columns::deserialize(MapAccessDeserializer::new(columns))?;
        R::records(columns).ok_or_else(|| A::Error::custom("the columns differ in length"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut objects: A) -> Result<Vec<R>, A::Error> {
        let mut records = Vec::new();
        while let Some(record) = objects.next_element()? {
            records.push(record);
        }
        Ok(records)
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};
    use serde_json::{Value, json};

    use crate::event::{Acknowledged, Effect, EventKind, Processed, Sent, TopicFound};

    fn acknowledged(order: u32, offset: i64, at_us: u64) -> Acknowledged {
        Acknowledged { order, partition: 2, offset, at_us }
    }

    fn read(kind: &Value) -> Result<EventKind, serde_json::Error> {
        serde_json::from_str(&kind.to_string())
    }

    #[test]
    fn what_counts_up_takes_no_room() {
        let records = vec![
            acknowledged(7, 70, 912),
            acknowledged(8, 71, 916),
            acknowledged(9, 72, 919),
            acknowledged(10, 73, 923),
        ];
        let kind = EventKind::Acknowledged { act: 1, actor: 0, topic: 0, records };
        let columns = json!({
            "kind": "acknowledged",
            "act": 1,
            "records": {
                "order": [7, [1, 3]],
                "partition": [2, [0, 3]],
                "offset": [70, [1, 3]],
                "at_us": [912, 4, 3, 4],
            },
        });
        assert_eq!(serde_json::to_value(&kind).unwrap(), columns);
        assert_eq!(read(&columns).unwrap(), kind);
    }

    #[test]
    fn the_first_actor_and_topic_are_not_written() {
        let written = |actor, topic| {
            let kind = EventKind::Processed { act: 1, actor, topic, member: 2, records: vec![] };
            let text = serde_json::to_string(&kind).unwrap();
            assert_eq!(serde_json::from_str::<EventKind>(&text).unwrap(), kind);
            text
        };
        assert!(!written(0, 0).contains("actor") && !written(0, 0).contains("topic"));
        assert!(written(2, 1).contains(r#""actor":2,"topic":1"#));
    }

    #[test]
    fn effects_are_columns_and_what_is_neither_true_nor_false_is_refused() {
        let effect = |offset, again| Effect {
            partition: 1,
            offset,
            order: None,
            row: offset as u64,
            again,
            at_us: 100 + offset as u64,
        };
        let records = vec![effect(0, false), effect(1, true), effect(2, true)];
        let kind = EventKind::Effects { act: 1, actor: 0, topic: 0, member: 1, records };
        let mut columns = json!({
            "kind": "effects",
            "act": 1,
            "member": 1,
            "records": {
                "partition": [1, 0, 0],
                "offset": [0, 1, 1],
                "order": [-1, 0, 0],
                "row": [0, 1, 1],
                "again": [0, 1, 0],
                "at_us": [100, 1, 1],
            },
        });
        assert_eq!(serde_json::to_value(&kind).unwrap(), columns);
        assert_eq!(read(&columns).unwrap(), kind);
        columns["records"]["again"] = json!([0, 1, 1]);
        assert!(read(&columns).is_err(), "2 is neither");
    }

    #[test]
    fn a_topic_that_was_looked_for_is_named_by_its_index_unless_it_is_the_first() {
        let read_topics = json!({
            "kind": "topics_read",
            "act": 2,
            "topics": [{ "partitions": 3 }, { "topic": 1, "partitions": null }],
        });
        let topics = vec![
            TopicFound { topic: 0, partitions: Some(3) },
            TopicFound { topic: 1, partitions: None },
        ];
        let kind = EventKind::TopicsRead { act: 2, topics };
        assert_eq!(serde_json::to_value(&kind).unwrap(), read_topics);
        assert_eq!(read(&read_topics).unwrap(), kind);
        let letter = json!({
            "kind": "dead_lettered",
            "act": 2,
            "member": 1,
            "record": { "partition": 1, "offset": 4, "order": null, "at_us": 90 },
            "to": 1,
            "partition": 0,
            "offset": 7,
        });
        assert_eq!(serde_json::to_value(read(&letter).unwrap()).unwrap(), letter);
    }

    #[test]
    fn events_stored_as_objects_are_still_read() {
        let stored = json!({
            "kind": "sent",
            "act": 1,
            "records": [
                { "order": 3, "key": null, "at_us": 5 },
                { "order": 4, "key": "c1", "at_us": 9 },
            ],
        });
        let records = vec![
            Sent { order: 3, key: None, at_us: 5 },
            Sent { order: 4, key: Some("c1".into()), at_us: 9 },
        ];
        assert_eq!(read(&stored).unwrap(), EventKind::Sent { act: 1, actor: 0, topic: 0, records });
    }

    #[test]
    fn what_is_no_column_is_refused() {
        let sent = |order: Value, key: Value, at_us: Value| {
            let records = json!({ "order": order, "key": key, "at_us": at_us });
            read(&json!({ "kind": "sent", "act": 1, "records": records }))
        };
        assert!(sent(json!([1]), json!([null]), json!([5])).is_ok());
        for (order, key, at_us) in [
            (json!([1, 1]), json!([null]), json!([5])),
            (json!([1]), json!([]), json!([5])),
            (json!([1]), json!([null]), json!([-5])),
            (json!([1]), json!([null]), json!([5.5])),
            (json!([1]), json!([null]), json!([[5]])),
            (json!([1]), json!([null]), json!([u64::MAX])),
            (json!([u64::from(u32::MAX) + 1]), json!([null]), json!([5])),
            (json!([[0, 1_u64 << 60]]), json!([null]), json!([5])),
        ] {
            assert!(sent(order.clone(), key, at_us).is_err(), "{order}");
        }
    }

    proptest! {
        #[test]
        fn records_come_back(
            records in vec((any::<u32>(), 0..i64::MAX, any::<Option<u32>>(), 0..1_u64 << 63), 0..40),
        ) {
            let processed = records.into_iter().map(|(partition, offset, order, at_us)| Processed {
                partition, offset, order, at_us,
            });
            let records = processed.collect();
            let kind = EventKind::Processed { act: 1, actor: 3, topic: 1, member: 2, records };
            let text = serde_json::to_string(&kind).unwrap();
            prop_assert_eq!(serde_json::from_str::<EventKind>(&text).unwrap(), kind);
        }
    }
}
