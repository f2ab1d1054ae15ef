//! What a script takes of a cluster, to be compared with the limits of its exercise.

use std::collections::BTreeMap;

use super::{actor::Actor, admin::AddPartitions, script::Script, step::Step};

/// All acts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Orders that are written, counted once for each time that they are written. What handlers
    /// send is not among them.
    pub records: u64,
    /// The most partitions that a topic has.
    pub partitions: u32,
    /// The most consumers that have the same group id, whoever they belong to, or none at all.
    pub members: u64,
}

impl Script {
    /// What the script takes where there are so many orders.
    pub fn taken(&self, orders: u32) -> Taken {
        let steps = || self.acts.iter().flat_map(|act| &act.steps);
        let records = steps().map(|step| match step {
            Step::Write(write) => write.range(orders).len() as u64,
            step => step.writes_to().map_or(0, |_| orders.into()),
        });
        let mut added = 0;
        for step in steps() {
            if let Step::AddPartitions(AddPartitions { to, .. }) = step {
                added = added.max(*to);
            }
        }
        // A topic that a client creates has as many as the broker's default, which is 1.
        let created = self.topics.values().map(|topic| topic.partitions.unwrap_or(1));
        let members = self.acts.iter().map(|act| {
            let mut members: BTreeMap<Option<&str>, u64> = BTreeMap::new();
            for actor in self.cast.values().chain(act.cast.values()) {
                if let Actor::Group(group) = actor {
                    let count = members.entry(group.keywords.group_id.as_deref()).or_default();
                    *count += u64::from(group.members);
                }
            }
            members.into_values().max().unwrap_or_default()
        });
        Taken {
            records: records.sum(),
            partitions: created.max().unwrap_or_default().max(added),
            members: members.max().unwrap_or_default(),
        }
    }
}
