//! The consumers of a group: the scenario's own words for them become kafka-python's keyword
//! arguments, and the properties of each member.

use std::{borrow::Cow, collections::BTreeMap};

use lessons::scenario::group::{
    Deserializer, Group, GroupKeywords, GroupProtocol, Reset, Strategy,
};

use crate::lab::profile::{
    self, GROUP_ID, GroupTiming, LAB_CONSUMER_PROPERTIES, LAB_PROPERTIES, Profile, SESSION,
    protocol,
    refusal::Refusal,
    setting::{Keywords, Setting},
};

/// kafka-python's default for `auto_offset_reset`.
const RESET: Reset = Reset::Latest;
/// kafka-python's default for `enable_auto_commit`.
const AUTO_COMMIT: bool = true;

/// How the proxy recognises a member.
pub fn client_id(member: u32) -> String {
    format!("m{member}")
}

/// Where a member begins where nothing is committed.
pub fn reset(group: &Group) -> Reset {
    group.keywords.auto_offset_reset.unwrap_or(RESET)
}

/// Whether the client commits by itself: it needs a group for that.
pub fn commits_by_itself(group: &Group) -> bool {
    group.keywords.enable_auto_commit.unwrap_or(AUTO_COMMIT) && group.keywords.group_id.is_some()
}

/// kafka-python's configuration for a member.
pub fn profile(group: &Group, member: u32) -> Result<Profile, Refusal> {
    let GroupKeywords {
        group_id,
        auto_offset_reset,
        enable_auto_commit,
        max_poll_interval_ms,
        session_timeout_ms,
        partition_assignment_strategy,
    } = &group.keywords;
    let text = |text: &'static str| Setting::Text(Cow::Borrowed(text));
    let owned = |text: &str| Setting::Text(Cow::Owned(text.to_owned()));
    let number = |number: &Option<u32>| number.map(|number| Setting::Integer(number.into()));
    let reset = auto_offset_reset.map(|reset| match reset {
        Reset::Earliest => text("earliest"),
        Reset::Latest => text("latest"),
        Reset::None => text("none"),
    });
    let deserializer = match group.value_deserializer {
        Deserializer::None => None,
        Deserializer::Str => Some("lambda x: x.decode('utf-8')"),
        Deserializer::Json => Some("lambda x: json.loads(x.decode('utf-8'))"),
    };
    let strategy = partition_assignment_strategy.map(|strategy| match strategy {
        Strategy::Range => "[RangePartitionAssignor]",
        Strategy::RoundRobin => "[RoundRobinPartitionAssignor]",
        Strategy::CooperativeSticky => "[CooperativeStickyAssignor]",
    });
    let given: Keywords = [
        ("client_id", Some(owned(&client_id(member)))),
        ("group_id", group_id.as_deref().map(owned)),
        ("auto_offset_reset", reset),
        ("enable_auto_commit", enable_auto_commit.map(Setting::Bool)),
        ("max_poll_interval_ms", number(max_poll_interval_ms)),
        ("session_timeout_ms", number(session_timeout_ms)),
        ("partition_assignment_strategy", strategy.map(|list| Setting::Object(list.into()))),
        ("value_deserializer", deserializer.map(|source| Setting::Object(source.into()))),
    ]
    .into_iter()
    .filter_map(|(name, setting)| Some((name.to_owned(), setting?)))
    .collect();
    let mut profile = profile::consumer(group.client_version.into(), &given)?;
    if group.protocol == GroupProtocol::Consumer {
        profile.warnings.extend(protocol::without_effect(&given));
    }
    Ok(profile)
}

/// The properties of a member, without those that say where it connects. `real_group` is the name
/// on the cluster, which a consumer without a group needs, too: librdkafka demands one, and nothing
/// is ever committed under it.
pub fn properties(
    group: &Group,
    real_group: &str,
    member: u32,
    timing: GroupTiming,
) -> Result<BTreeMap<String, String>, Refusal> {
    let profile = profile(group, member)?;
    let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let mut properties: BTreeMap<String, String> =
        profile.properties.iter().map(|(name, value)| own((name, value))).collect();
    properties.extend(LAB_PROPERTIES.map(own));
    properties.extend(LAB_CONSUMER_PROPERTIES.map(own));
    // A session that the scenario gives is part of what it shows.
    let timing = timing.properties().into_iter();
    let is_given = |name: &str| name == SESSION && group.keywords.session_timeout_ms.is_some();
    let timing = timing.filter(|(name, _)| !is_given(name));
    properties.extend(timing.map(|(name, value)| (name.to_owned(), value)));
    properties.extend([own((GROUP_ID, real_group))]);
    if group.protocol == GroupProtocol::Consumer {
        protocol::choose_consumer(&mut properties);
    }
    Ok(properties)
}
