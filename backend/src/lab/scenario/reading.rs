//! Waits until groups have read everything. What a group reads may be written by another one that
//! still reads: then both are waited for, and the ends are asked for again, until neither had
//! anything more.

use std::collections::{BTreeMap, BTreeSet};

use lessons::scenario::{
    name::ActorName,
    step::{Happening, Until},
};

use super::{act::Performance, evidence::ends};
use crate::lab::{
    actor::group::Running, run::interruption::Interruption, worker::partition::TopicPartition,
};

/// How far each group is to read.
type Goals = BTreeMap<ActorName, BTreeMap<TopicPartition, i64>>;

impl<'a> Performance<'a> {
    pub(super) async fn read_all(&mut self, actors: &[ActorName]) -> Result<(), Interruption> {
        let readers = self.with_feeders(actors.iter());
        loop {
            let goals = self.goals(&readers).await?;
            let waited: Vec<ActorName> = readers.iter().cloned().collect();
            self.wait(&waited, |groups| groups.iter().all(|group| has_reached(group, &goals)))
                .await?;
            if self.goals(&readers).await? == goals {
                return Ok(());
            }
        }
    }

    pub(super) async fn until(&mut self, Until { any }: &Until) -> Result<(), Interruption> {
        let read = any.iter().filter_map(|happening| match happening {
            Happening::ReadAll(name) => Some(name),
            Happening::Raised(_) | Happening::Expelled(_) => None,
        });
        // Each with those that have to have read everything for it to be true.
        let read: BTreeMap<&ActorName, BTreeSet<ActorName>> =
            read.map(|name| (name, self.with_feeders([name].into_iter()))).collect();
        let readers: BTreeSet<ActorName> = read.values().flatten().cloned().collect();
        let named = any.iter().map(Happening::actor).chain(&readers);
        let actors: BTreeSet<ActorName> = named.cloned().collect();
        let actors: Vec<ActorName> = actors.into_iter().collect();
        loop {
            let goals = self.goals(&readers).await?;
            let of = |groups: &[&Running<'a>], name: &ActorName| {
                groups.iter().copied().position(|group| group.name() == name)
            };
            let has_read = |groups: &[&Running<'a>], name: &ActorName| {
                read[name].iter().all(|reader| {
                    of(groups, reader).is_some_and(|place| has_reached(groups[place], &goals))
                })
            };
            let has_failed = |groups: &[&Running<'a>], happening: &Happening| match happening {
                Happening::ReadAll(_) => false,
                Happening::Raised(name) => {
                    of(groups, name).is_some_and(|place| groups[place].members.any_raised())
                }
                Happening::Expelled(name) => {
                    of(groups, name).is_some_and(|place| groups[place].members.any_expelled())
                }
            };
            self.wait(&actors, |groups| {
                any.iter().any(|happening| match happening {
                    Happening::ReadAll(name) => has_read(groups, name),
                    failure => has_failed(groups, failure),
                })
            })
            .await?;
            let groups: Vec<&Running<'a>> = self.running.values().collect();
            if any.iter().any(|happening| has_failed(&groups, happening)) {
                return Ok(());
            }
            if self.goals(&readers).await? == goals {
                return Ok(());
            }
        }
    }

    /// These groups, and those that write what they read and still read themselves.
    fn with_feeders<'b>(&self, actors: impl Iterator<Item = &'b ActorName>) -> BTreeSet<ActorName> {
        let mut readers = BTreeSet::new();
        for name in actors {
            let feeders = self.script.feeders(Some(self.act), name);
            let reads =
                |name: &&&ActorName| self.running.get(**name).is_some_and(Running::is_reading);
            readers.extend(feeders.iter().filter(reads).map(|name| (*name).clone()));
            readers.insert(name.clone());
        }
        readers
    }

    /// The ends of what they read, as they are now; their members are told.
    async fn goals(&mut self, readers: &BTreeSet<ActorName>) -> Result<Goals, Interruption> {
        let mut goals = Goals::new();
        for name in readers {
            let goal = self.ends_for(name).await?;
            if let Some(group) = self.running.get_mut(name) {
                group.read_to(&goal).await;
            }
            goals.insert(name.clone(), goal);
        }
        Ok(goals)
    }

    async fn ends_for(
        &mut self,
        name: &ActorName,
    ) -> Result<BTreeMap<TopicPartition, i64>, Interruption> {
        let topics = &self.group(name)?.topics;
        let known = self.running.get(name).map(|group| group.ends.clone()).unwrap_or_default();
        let mut all = BTreeMap::new();
        for (nth, key) in topics.iter().enumerate() {
            let found = match known.get(nth) {
                Some(Some(known)) => known.clone(),
                Some(None) | None => ends(&self.read_log(key).await?),
            };
            let topic = nth as u32;
            let place = |partition| TopicPartition { topic, partition };
            all.extend(found.into_iter().map(|(partition, end)| (place(partition), end)));
        }
        Ok(all)
    }
}

fn has_reached(group: &Running<'_>, goals: &Goals) -> bool {
    goals.get(group.name()).is_none_or(|goal| group.members.have_reached(goal))
}
