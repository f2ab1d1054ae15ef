//! The form of a consumer's exercise, read once into types, and the script that it stands for.

use std::collections::BTreeMap;

use api::{
    broker::BrokerKind,
    exercise::{Value, Values},
};

use super::{
    producer_form::{UnknownChoice, choice, value},
    profile::{
        self, BOOTSTRAP_SERVERS, GROUP_ID, OF_THE_LAB, group_timing,
        refusal::Refusal,
        setting::{Keywords, Setting},
        version::ClientVersion,
    },
    worker::protocol::{Deserializer, PythonException, Reset},
};

#[derive(Debug, Clone, PartialEq)]
pub struct ConsumerForm {
    pub topic: String,
    pub version: ClientVersion,
    /// As the learner named it; `None` for a consumer without a group.
    pub group: Option<String>,
    pub reset: Reset,
    pub auto_commit: bool,
    pub deserializer: Deserializer,
    pub members: u32,
}

impl ConsumerForm {
    pub fn read(fields: &Values) -> Result<Self, UnknownChoice> {
        Ok(Self {
            topic: choice(fields, "topic", |text| Some(text.to_owned()))?,
            version: choice(fields, "client_version", ClientVersion::parse)?,
            group: choice(fields, "group_id", |text| {
                Some(Some(text.to_owned()).filter(|name| !name.is_empty()))
            })?,
            reset: choice(fields, "auto_offset_reset", |text| match text {
                "earliest" => Some(Reset::Earliest),
                "latest" => Some(Reset::Latest),
                "none" => Some(Reset::None(no_offset())),
                _ => None,
            })?,
            auto_commit: value(fields, "enable_auto_commit", |value| match value {
                Value::Bool(commits) => Some(*commits),
                Value::Integer(_) | Value::Text(_) => None,
            })?,
            deserializer: choice(fields, "value_deserializer", |text| match text {
                "none" => Some(Deserializer::None),
                "str" => Some(Deserializer::Str),
                "json" => Some(Deserializer::Json),
                _ => None,
            })?,
            members: value(fields, "members", |value| match value {
                Value::Integer(members) => {
                    u32::try_from(*members).ok().filter(|members| *members > 0)
                }
                Value::Bool(_) | Value::Text(_) => None,
            })?,
        })
    }

    /// The properties of a member. `group` is the real name, which a consumer without a group
    /// needs too: librdkafka demands one, and nothing is ever committed under it.
    pub fn properties(
        &self,
        bootstrap: &str,
        group: &str,
        member: u32,
        broker: BrokerKind,
    ) -> Result<BTreeMap<String, String>, Refusal> {
        let reset = match &self.reset {
            Reset::Earliest => "earliest",
            Reset::Latest => "latest",
            Reset::None(_) => "none",
        };
        let mut given = Keywords::new();
        given.insert("auto_offset_reset".to_owned(), Setting::Text(reset.into()));
        given.insert("enable_auto_commit".to_owned(), Setting::Bool(self.auto_commit));
        given.insert("client_id".to_owned(), Setting::Text(client_id(member).into()));
        if let Some(name) = &self.group {
            given.insert("group_id".to_owned(), Setting::Text(name.clone().into()));
        }
        let profile = profile::consumer(self.version, &given)?;
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut properties: BTreeMap<String, String> =
            profile.properties.iter().map(|(name, value)| own((name, value))).collect();
        properties.extend(OF_THE_LAB.map(own));
        properties.extend(group_timing(broker, matches!(self.reset, Reset::None(_))).map(own));
        properties.extend([own((BOOTSTRAP_SERVERS, bootstrap)), own((GROUP_ID, group))]);
        Ok(properties)
    }
}

/// How the proxy knows a member.
pub fn client_id(member: u32) -> String {
    format!("m{member}")
}

fn no_offset() -> PythonException {
    PythonException {
        class: "NoOffsetForPartitionError".to_owned(),
        message: "auto_offset_reset='none', and the group has committed nothing yet".to_owned(),
    }
}
