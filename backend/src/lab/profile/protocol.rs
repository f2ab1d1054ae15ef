//! `group.protocol=consumer` (KIP-848), a setting of the lab: no kafka-python has it. The broker then
//! decides what three keywords of kafka-python decide otherwise, and librdkafka refuses to start with
//! their properties (librdkafka's INTRODUCTION.md, "Client Configuration changes").

use std::collections::BTreeMap;

use api::text::Text;

use super::setting::Keywords;

const CONSUMER: (&str, &str) = ("group.protocol", "consumer");

/// The keywords that the broker decides then, and their properties.
const DECIDED_BY_BROKER: [(&str, &str); 3] = [
    ("session_timeout_ms", "session.timeout.ms"),
    ("heartbeat_interval_ms", "heartbeat.interval.ms"),
    ("partition_assignment_strategy", "partition.assignment.strategy"),
];

/// Makes a member's properties those of a member in a group of the new protocol.
pub fn choose_consumer(properties: &mut BTreeMap<String, String>) {
    for (_, property) in DECIDED_BY_BROKER {
        properties.remove(property);
    }
    let (name, value) = CONSUMER;
    properties.insert(name.to_owned(), value.to_owned());
}

/// What to say about the keywords that were given for nothing.
pub fn without_effect(given: &Keywords) -> impl Iterator<Item = Text> {
    let names = DECIDED_BY_BROKER.into_iter().map(|(keyword, _)| keyword);
    names.filter(|keyword| given.contains_key(*keyword)).map(|keyword| {
        Text::new(
            format!("Con `group.protocol=consumer`, `{keyword}` no se envía: lo decide el broker."),
            format!(
                "With `group.protocol=consumer`, `{keyword}` is not sent: the broker decides it."
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::profile::{self, setting::Setting, version::ClientVersion};

    fn properties(given: &Keywords) -> BTreeMap<String, String> {
        let profile = profile::consumer(ClientVersion::V3_0, given).unwrap();
        let owned = |(name, value): (&&str, &String)| ((*name).to_owned(), value.clone());
        let mut properties: BTreeMap<String, String> =
            profile.properties.iter().map(owned).collect();
        properties.insert("group.id".to_owned(), "cobros".to_owned());
        properties
    }

    #[test]
    fn librdkafka_starts_only_without_what_the_broker_decides() {
        let starts = |properties: &BTreeMap<String, String>| {
            let mut config = rdkafka::ClientConfig::new();
            config.extend(properties.clone());
            config.create::<rdkafka::consumer::BaseConsumer>().is_ok()
        };
        let group = ("group_id".to_owned(), Setting::text("cobros"));
        let classic = properties(&Keywords::from([group]));
        assert!(starts(&classic));
        for (_, property) in DECIDED_BY_BROKER {
            let mut one = classic.clone();
            choose_consumer(&mut one);
            assert!(starts(&one), "{one:?}");
            one.insert(property.to_owned(), classic[property].clone());
            assert!(!starts(&one), "{property} is refused");
        }
    }

    #[test]
    fn whoever_gave_a_keyword_for_nothing_is_told() {
        let session = ("session_timeout_ms".to_owned(), Setting::Integer(6000));
        let given = Keywords::from([("group_id".to_owned(), Setting::text("cobros")), session]);
        let told: Vec<String> = without_effect(&given).map(|text| text.en).collect();
        let [told] = &told[..] else { panic!("{told:?}") };
        assert!(told.contains("`session_timeout_ms` is not sent"), "{told}");
    }
}
