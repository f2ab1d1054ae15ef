//! The form of a consumer's exercise, parsed into types, and the script that it stands for.

use std::collections::BTreeMap;

use api::exercise::{Value, Values};

use super::{
    orders::MAX_POLL_RECORDS,
    producer_form::{UnknownChoice, choice, value},
    profile::{
        self, GROUP_ID, GroupTiming, LAB_CONSUMER_PROPERTIES, LAB_PROPERTIES, Profile,
        refusal::Refusal,
        setting::{Keywords, Setting},
        version::ClientVersion,
    },
    worker::protocol::{Commit, Deserializer, Reset},
};

#[derive(Debug, Clone, PartialEq)]
pub struct ConsumerForm {
    pub topic: String,
    pub version: ClientVersion,
    /// As the learner named it; `None` for a consumer without a group.
    pub group: Option<String>,
    pub reset: Reset,
    pub auto_commit: bool,
    pub commit: Commit,
    /// How many records the script's loop gets at once.
    pub max_poll_records: u32,
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
            reset: reset(fields)?,
            auto_commit: auto_commit(fields)?,
            commit: Commit::Never,
            // `for message in consumer`.
            max_poll_records: 1,
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
                Value::Bool(_) | Value::Text(_) | Value::Several(_) => None,
            })?,
        })
    }

    /// For the configuration exercise: one member, which works through batches.
    pub fn read_for_configuration(fields: &Values) -> Result<Self, UnknownChoice> {
        Ok(Self {
            topic: choice(fields, "topic", |text| Some(text.to_owned()))?,
            version: choice(fields, "client_version", ClientVersion::parse)?,
            group: choice(fields, "group_id", |text| Some(Some(text.to_owned())))?,
            reset: reset(fields)?,
            auto_commit: auto_commit(fields)?,
            commit: choice(fields, "commit", |text| match text {
                "none" => Some(Commit::Never),
                "each" => Some(Commit::Each),
                "batch" => Some(Commit::Batch),
                "before" => Some(Commit::Before),
                _ => None,
            })?,
            max_poll_records: MAX_POLL_RECORDS,
            deserializer: Deserializer::Json,
            members: 1,
        })
    }

    /// kafka-python's configuration for a member.
    pub fn profile(&self, member: u32) -> Result<Profile, Refusal> {
        let reset = match &self.reset {
            Reset::Earliest => "earliest",
            Reset::Latest => "latest",
            Reset::None => "none",
        };
        let mut given = Keywords::new();
        given.insert("auto_offset_reset".to_owned(), Setting::Text(reset.into()));
        given.insert("enable_auto_commit".to_owned(), Setting::Bool(self.auto_commit));
        given.insert("client_id".to_owned(), Setting::Text(client_id(member).into()));
        if let Some(name) = &self.group {
            given.insert("group_id".to_owned(), Setting::Text(name.clone().into()));
        }
        let deserializer = match self.deserializer {
            Deserializer::None => None,
            Deserializer::Str => Some("lambda x: x.decode('utf-8')"),
            Deserializer::Json => Some("lambda x: json.loads(x.decode('utf-8'))"),
        };
        if let Some(source) = deserializer {
            given.insert("value_deserializer".to_owned(), Setting::Object(source.into()));
        }
        profile::consumer(self.version, &given)
    }

    /// The properties of a member, without those that say where it connects. `group` is the real
    /// name, which a consumer without a group needs, too: librdkafka demands one, and nothing is
    /// ever committed under it.
    pub fn properties(
        &self,
        group: &str,
        member: u32,
        timing: GroupTiming,
    ) -> Result<BTreeMap<String, String>, Refusal> {
        let profile = self.profile(member)?;
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut properties: BTreeMap<String, String> =
            profile.properties.iter().map(|(name, value)| own((name, value))).collect();
        properties.extend(LAB_PROPERTIES.map(own));
        properties.extend(LAB_CONSUMER_PROPERTIES.map(own));
        properties.extend(timing.properties().map(|(name, value)| (name.to_owned(), value)));
        properties.extend([own((GROUP_ID, group))]);
        Ok(properties)
    }
}

/// How the proxy recognises a member.
pub fn client_id(member: u32) -> String {
    format!("m{member}")
}

fn reset(fields: &Values) -> Result<Reset, UnknownChoice> {
    choice(fields, "auto_offset_reset", |text| match text {
        "earliest" => Some(Reset::Earliest),
        "latest" => Some(Reset::Latest),
        "none" => Some(Reset::None),
        _ => None,
    })
}

fn auto_commit(fields: &Values) -> Result<bool, UnknownChoice> {
    value(fields, "enable_auto_commit", |value| match value {
        Value::Bool(commits) => Some(*commits),
        Value::Integer(_) | Value::Text(_) | Value::Several(_) => None,
    })
}
