//! The stretches of a group's life: forming, settled, rebalancing, over.

use crate::run_view::{Group, Member};

/// The state of the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has started.
    NotYet,
    /// Members are there, and no partition is assigned yet.
    Forming,
    /// All members are in this generation.
    Settled(i32),
    /// The same where each member has an epoch of its own: theirs are equal.
    InEpoch(i32),
    Rebalancing,
    /// Consumers without a group.
    Ungrouped,
    /// All members have ended or were put out.
    Over,
}

/// A stretch of the group's life, in microseconds of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub standing: Standing,
    pub from_us: u64,
    /// `None` while it lasts.
    pub to_us: Option<u64>,
}

/// The stretches of the group's life, in order.
pub fn spans(group: &Group) -> Vec<Span> {
    let mut moments: Vec<u64> = Vec::new();
    for member in &group.members {
        moments.push(member.started_us);
        for tenure in &member.tenures {
            moments.extend([Some(tenure.from_us), tenure.to_us].into_iter().flatten());
        }
        let expulsions = member.expulsions.iter();
        moments.extend(expulsions.flat_map(|out| [Some(out.at_us), out.until_us]).flatten());
        moments.extend(member.ended.as_ref().map(|end| end.at_us));
    }
    moments.sort_unstable();
    moments.dedup();
    let mut spans: Vec<Span> = Vec::new();
    for at_us in moments {
        let standing = standing(group, at_us);
        match spans.last_mut() {
            Some(last) if last.standing == standing => continue,
            Some(last) => last.to_us = Some(at_us),
            None => {}
        }
        spans.push(Span { standing, from_us: at_us, to_us: None });
    }
    spans
}

fn standing(group: &Group, at_us: u64) -> Standing {
    let started: Vec<&Member> =
        group.members.iter().filter(|member| member.started_us <= at_us).collect();
    if started.is_empty() {
        return Standing::NotYet;
    }
    let alive: Vec<&&Member> = started.iter().filter(|member| member.is_alive(at_us)).collect();
    if alive.iter().all(|member| is_leaving(member, at_us)) {
        // More members may still come.
        let all = group.members.iter().all(|member| member.started_us <= at_us);
        return if all { Standing::Over } else { Standing::Forming };
    }
    let mut settled = None;
    if alive.iter().all(|member| is_leaving(member, at_us) || member.is_outside(at_us)) {
        return Standing::Over;
    }
    // Members that never had an assignment, are leaving or were put out do not unsettle the others.
    let counts = |member: &&&&Member| {
        member.last_tenure(at_us).is_some()
            && !is_leaving(member, at_us)
            && !member.is_outside(at_us)
    };
    for member in alive.iter().filter(counts) {
        let Some(tenure) = member.tenure(at_us) else { return Standing::Rebalancing };
        match (tenure.generation, settled) {
            (None, _) => return Standing::Ungrouped,
            (Some(generation), Some(other)) if generation != other => {
                return Standing::Rebalancing;
            }
            (Some(generation), _) => settled = Some(generation),
        }
    }
    match settled {
        Some(epoch) if group.has_epochs => Standing::InEpoch(epoch),
        Some(generation) => Standing::Settled(generation),
        None if group.is_ungrouped() => Standing::Ungrouped,
        None => Standing::Forming,
    }
}

/// Whether a member has given back its partitions, and ends without getting any again.
fn is_leaving(member: &Member, at_us: u64) -> bool {
    let comes_back = member.tenures.iter().any(|tenure| tenure.from_us > at_us);
    let has_held = member.last_tenure(at_us).is_some();
    member.ended.is_some() && has_held && !comes_back && member.tenure(at_us).is_none()
}
