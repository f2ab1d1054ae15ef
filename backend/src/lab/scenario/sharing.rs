//! How a Kafka group shares its partitions: several actors may be in one, if they have the same
//! `group_id`, and then each moves the others' partitions when it comes or goes.

use std::collections::{BTreeMap, BTreeSet};

use lessons::scenario::name::ActorName;

use super::act::Performance;
use crate::lab::{actor::group::Running, run::interruption::Interruption};

impl<'a> Performance<'a> {
    pub(super) async fn settle(&mut self, actors: &'a [ActorName]) -> Result<(), Interruption> {
        // Whoever is not named may be a part of the same group.
        let all: Vec<ActorName> = self.running.keys().map(|name| (*name).clone()).collect();
        let are_settled = |groups: &[&Running<'a>]| {
            actors.iter().all(|name| {
                let of_it = |group: &&&Running<'a>| group.name() == name;
                let Some(group) = groups.iter().find(of_it) else { return true };
                // Its members have ended, with an exception.
                if !group.members.any_alive() {
                    return true;
                }
                let mates = groups.iter().copied().filter(|other| are_mates(group, other));
                have_settled(&mates.collect::<Vec<_>>())
            })
        };
        self.wait(&all, are_settled).await?;
        for group in self.of(actors) {
            group.read().await;
        }
        Ok(())
    }

    /// Partitions of the others in its group may move from now on, until the group has settled.
    pub(super) fn share(&mut self, name: &ActorName) {
        let Some(real_group) = self.running.get(name).map(|group| group.part().real_group.clone())
        else {
            return;
        };
        let others = self.running.values_mut().filter(|group| group.name() != name);
        others.filter(|group| group.part().real_group == real_group).for_each(Running::share);
    }
}

/// The actors of its Kafka group, itself among them.
pub(super) fn mates<'r, 'a>(
    running: &'r BTreeMap<&'a ActorName, Running<'a>>,
    name: &ActorName,
) -> impl Iterator<Item = &'r Running<'a>> {
    let group = running.get(name);
    running.values().filter(move |other| group.is_some_and(|group| are_mates(group, other)))
}

fn are_mates(one: &Running<'_>, other: &Running<'_>) -> bool {
    one.part().real_group == other.part().real_group
}

/// Whether the actors of one Kafka group have all their members in one generation, with an
/// assignment from it.
///
/// That is all where everybody gives back everything before anybody is assigned anything. Where
/// members keep what stays, and where others have gone meanwhile, there may still be partitions
/// without an owner; and a newcomer may have none yet although it is in the generation. What a
/// member gave back may still have two owners, when its own report of it is behind the new owner's.
/// Assignors that keep what stays are fair: with them the group has settled when no member has two
/// partitions more than another one.
fn have_settled(mates: &[&Running<'_>]) -> bool {
    if !mates.iter().all(|group| group.members.are_settled()) {
        return false;
    }
    let keeps_what_stays = mates.iter().any(|group| group.part().group.keeps_what_stays());
    if !keeps_what_stays && !mates.iter().any(|group| group.is_sharing()) {
        return true;
    }
    let mut owned = BTreeSet::new();
    let mut held_in_all = 0;
    let mut shares = BTreeSet::new();
    let mut generations = BTreeSet::new();
    for group in mates {
        for (held, joined) in group.members.holdings() {
            generations.insert(joined);
            shares.insert(held.len());
            held_in_all += held.len();
            let key = |index: u32| group.part().reads.get(index as usize).map(|read| &read.key);
            owned.extend(held.into_iter().map(|held| (key(held.topic), held.partition)));
        }
    }
    let are_all_owned = mates.iter().flat_map(|group| &group.part().reads).all(|read| {
        (0..read.topic.partitions).all(|partition| owned.contains(&(Some(&read.key), partition)))
    });
    let is_fair = match (shares.first(), shares.last()) {
        (Some(least), Some(most)) => most - least <= 1,
        _ => true,
    };
    let has_one_owner_each = owned.len() == held_in_all;
    generations.len() <= 1 && are_all_owned && has_one_owner_each && (is_fair || !keeps_what_stays)
}
