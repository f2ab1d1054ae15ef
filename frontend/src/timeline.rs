//! An act with a group at one moment: what each partition and each member shows then. A pure
//! function of the events that were folded so far, whatever was shown before.

use std::collections::HashMap;

use api::{
    event::{Assigned, GroupOffset},
    verdict::EvidenceLink,
};

use crate::run_view::{Act, Group, Member, Tenure};

#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    pub standing: Standing,
    /// By number of the partition.
    pub partitions: Vec<PartitionMoment>,
    pub members: Vec<MemberMoment>,
}

/// How the group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has started.
    NotYet,
    /// Members are there, and no partition was given out yet.
    Forming,
    Settled(i32),
    Rebalancing,
    /// Consumers without a group.
    Ungrouped,
    /// Everybody is gone.
    Over,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartitionMoment {
    /// The offset that the next record will get.
    pub end: i64,
    /// Member and the next offset that it reads. Between two owners, where the last one stood.
    pub positions: Vec<(u32, i64)>,
    pub committed: Option<i64>,
    /// The first offset that a group would lose sight of if it died now: what is committed, or
    /// else where it began. `None` without a group.
    pub safe_to: Option<i64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MemberMoment {
    pub number: u32,
    pub doing: Doing,
    pub processed: usize,
    /// Of those, how many had been processed before.
    pub again: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Doing {
    NotYet,
    /// Started, and nothing given to it yet; or taken away and not given anew.
    Waiting,
    Holding(Vec<Assigned>),
    /// In the group, without a partition.
    Idle,
    Closed,
    /// Gone without a word; the class of its exception, if that is why.
    Gone(Option<String>),
}

/// A stretch of the group's life, in microseconds of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub standing: Standing,
    pub from_us: u64,
    /// `None` while it lasts.
    pub to_us: Option<u64>,
}

pub fn moment(act: &Act, at_us: u64) -> Moment {
    let no_group = Group::default();
    let group = act.group.as_ref().unwrap_or(&no_group);
    let standing = spans(group)
        .iter()
        .rev()
        .find(|span| span.from_us <= at_us)
        .map_or(Standing::NotYet, |span| span.standing);
    let partitions = (0..act.partitions).map(|partition| {
        let committed = committed(group, partition, at_us);
        PartitionMoment {
            end: end(act, partition, at_us),
            positions: positions(group, partition, at_us),
            committed,
            safe_to: committed.or_else(|| began(group, partition)),
        }
    });
    Moment {
        standing,
        partitions: partitions.collect(),
        members: group.members.iter().map(|member| member_at(member, at_us)).collect(),
    }
}

/// When each record of a partition was in the log, by offset. What the act found there was there
/// from its start; the confirmation may come after a consumer has already got the record.
pub fn appended(act: &Act, partition: u32) -> Vec<(usize, u64)> {
    let mut read_us: HashMap<i64, u64> = HashMap::new();
    for handled in act.group.iter().flat_map(Group::handled) {
        if handled.partition == partition {
            let first = read_us.entry(handled.offset).or_insert(handled.at_us);
            *first = handled.at_us.min(*first);
        }
    }
    let mut previous = 0;
    let mut appended: Vec<(usize, u64)> = act
        .lane(partition)
        .iter()
        .map(|(index, record)| {
            previous = record.confirmed_us.unwrap_or(previous);
            let read_us = record.place.and_then(|(_, offset)| read_us.get(&offset));
            (*index, read_us.map_or(previous, |read_us| previous.min(*read_us)))
        })
        .collect();
    // A lower offset was there first.
    let mut next = u64::MAX;
    for (_, at_us) in appended.iter_mut().rev() {
        *at_us = next.min(*at_us);
        next = *at_us;
    }
    appended
}

/// The stretches of the group's life, one behind the other.
pub fn spans(group: &Group) -> Vec<Span> {
    let mut moments: Vec<u64> = Vec::new();
    for member in &group.members {
        moments.push(member.started_us);
        for tenure in &member.tenures {
            moments.extend([Some(tenure.from_us), tenure.to_us].into_iter().flatten());
        }
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

/// All moments at which something happens, in order: where a replay can stop.
pub fn stops(act: &Act) -> Vec<u64> {
    let mut stops = vec![0];
    for record in &act.records {
        // What the laboratory hands to its own client is nothing to stop at.
        let sent_us = record.sent_us.filter(|_| act.group.is_none());
        stops.extend([sent_us, record.confirmed_us].into_iter().flatten());
    }
    stops.extend(act.held.iter().flat_map(|(from, to)| [Some(*from), *to]).flatten());
    stops.extend(act.calls.iter().map(|(at_us, _)| *at_us));
    stops.extend(act.ended_us);
    for member in act.group.iter().flat_map(|group| &group.members) {
        stops.push(member.started_us);
        stops.extend(member.handled.iter().map(|handled| handled.at_us));
        stops.extend(member.commits.iter().map(|commit| commit.at_us));
        let tenures = member.tenures.iter();
        stops.extend(tenures.flat_map(|tenure| [Some(tenure.from_us), tenure.to_us]).flatten());
        stops.extend(member.ended.as_ref().map(|end| end.at_us));
    }
    stops.sort_unstable();
    stops.dedup();
    stops
}

/// The moment that proves: when the record was processed last, else when it entered the log, else
/// when it was handed over.
pub fn moment_of(act: &Act, link: &EvidenceLink) -> Option<u64> {
    let record = act.records.iter().find(|record| match link {
        EvidenceLink::Record { partition, offset, .. } => {
            record.place == Some((*partition, *offset))
        }
        EvidenceLink::Order { order, .. } => record.order == Some(*order),
    })?;
    let members = act.group.iter().flat_map(|group| &group.members);
    let processed = members
        .flat_map(|member| &member.handled)
        .filter(|handled| Some((handled.partition, handled.offset)) == record.place)
        .map(|handled| handled.at_us);
    processed.max().or(record.confirmed_us).or(record.sent_us)
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
    // Neither a member that was never given anything nor one on its way out unsettles the others.
    let counts =
        |member: &&&&Member| member.last_tenure(at_us).is_some() && !is_leaving(member, at_us);
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
        Some(generation) => Standing::Settled(generation),
        None if group.is_ungrouped() => Standing::Ungrouped,
        None => Standing::Forming,
    }
}

/// Whether a member has given back what it had, and ends without getting anything again.
fn is_leaving(member: &Member, at_us: u64) -> bool {
    let comes_back = member.tenures.iter().any(|tenure| tenure.from_us > at_us);
    let has_held = member.last_tenure(at_us).is_some();
    member.ended.is_some() && has_held && !comes_back && member.tenure(at_us).is_none()
}

fn end(act: &Act, partition: u32, at_us: u64) -> i64 {
    appended(act, partition)
        .iter()
        .filter(|(_, appended_us)| *appended_us <= at_us)
        .filter_map(|(index, _)| act.records[*index].place)
        .map(|(_, offset)| offset + 1)
        .max()
        .unwrap_or(0)
}

fn positions(group: &Group, partition: u32, at_us: u64) -> Vec<(u32, i64)> {
    let reached = |member: &Member| Some((member.number, member.position(partition, at_us)?));
    let holds = |member: &&Member| {
        member
            .tenure(at_us)
            .is_some_and(|tenure| tenure.partitions.iter().any(|held| held.partition == partition))
    };
    let held: Vec<_> = group.members.iter().filter(holds).filter_map(reached).collect();
    if !held.is_empty() {
        return held;
    }
    // Consumers without a group leave one position each; a group leaves one.
    if group.is_ungrouped() {
        return group.members.iter().filter_map(reached).collect();
    }
    let since = |member: &&Member| {
        let held = |tenure: &&Tenure| {
            tenure.from_us <= at_us
                && tenure.partitions.iter().any(|held| held.partition == partition)
        };
        member.tenures.iter().rev().find(held).map(|tenure| tenure.from_us)
    };
    let last = group.members.iter().filter(|member| since(member).is_some()).max_by_key(since);
    last.and_then(reached).into_iter().collect()
}

/// Where a group first read a partition in this act.
fn began(group: &Group, partition: u32) -> Option<i64> {
    if group.is_ungrouped() {
        return None;
    }
    let tenures = group.members.iter().flat_map(|member| &member.tenures);
    let held = tenures.flat_map(|tenure| &tenure.partitions);
    held.filter(|held| held.partition == partition).map(|held| held.position).min()
}

fn committed(group: &Group, partition: u32, at_us: u64) -> Option<i64> {
    let read = |offsets: &[GroupOffset]| {
        offsets.iter().find(|read| read.partition == partition)?.committed
    };
    if let Some(after) = &group.after
        && group.last_us().is_none_or(|last_us| last_us <= at_us)
    {
        return read(after);
    }
    let commits = group.members.iter().flat_map(|member| &member.commits);
    let commits = commits.filter(|commit| commit.partition == partition && commit.at_us <= at_us);
    commits
        .max_by_key(|commit| commit.at_us)
        .map(|commit| commit.offset)
        .or_else(|| read(&group.before))
}

fn member_at(member: &Member, at_us: u64) -> MemberMoment {
    let doing = match &member.ended {
        _ if member.started_us > at_us => Doing::NotYet,
        Some(end) if end.at_us <= at_us && end.closed => Doing::Closed,
        Some(end) if end.at_us <= at_us => Doing::Gone(end.error.clone()),
        _ => match member.tenure(at_us) {
            Some(tenure) if tenure.partitions.is_empty() => Doing::Idle,
            Some(tenure) => Doing::Holding(tenure.partitions.clone()),
            None => Doing::Waiting,
        },
    };
    let handled = member.handled.iter().filter(|handled| handled.at_us <= at_us);
    MemberMoment {
        number: member.number,
        doing,
        processed: handled.clone().count(),
        again: handled.filter(|handled| handled.time > 1).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::event::{
        Acknowledged, Ending, Event, EventKind, Exit, GroupOffset, LoggedRecord, PartitionLog,
        PartitionOffset, PositionSource, Processed,
    };

    use crate::run_view::{RunView, Scene};

    fn held(partition: u32, position: i64, source: PositionSource) -> Assigned {
        Assigned { partition, position, source }
    }

    fn processed(partition: u32, offset: i64, at_us: u64) -> Processed {
        Processed { partition, offset, order: None, at_us }
    }

    /// m1 reads both partitions alone, m2 comes, each keeps one; m1 commits, m2 dies. Then the
    /// same group once more: m1 alone.
    fn events() -> Vec<EventKind> {
        use EventKind as Kind;
        use PositionSource::{Committed, Earliest};
        let written = |order, partition, offset| Acknowledged {
            order,
            partition,
            offset,
            at_us: 500 + u64::from(order),
        };
        let records = |count: i64| {
            let record = |offset| LoggedRecord { offset, order: None, key: None, value: None };
            (0..count).map(record).collect()
        };
        vec![
            Kind::TopicCreated { act: 1, topic: "t".into(), partitions: 2 },
            Kind::ActStarted { act: 1, ending: Ending::Normal },
            Kind::Acknowledged {
                act: 1,
                records: vec![written(0, 0, 0), written(1, 0, 1), written(2, 1, 0)],
            },
            Kind::MemberStarted { act: 1, member: 1 },
            Kind::MemberStarted { act: 1, member: 2 },
            Kind::Assigned {
                act: 1,
                member: 1,
                generation: Some(1),
                partitions: vec![held(0, 0, Earliest), held(1, 0, Earliest)],
                at_us: 3_000,
            },
            Kind::Processed { act: 1, member: 1, records: vec![processed(0, 0, 3_100)] },
            Kind::Revoked { act: 1, member: 1, partitions: vec![0, 1], at_us: 4_000 },
            Kind::Assigned {
                act: 1,
                member: 1,
                generation: Some(2),
                partitions: vec![held(0, 0, Earliest)],
                at_us: 5_000,
            },
            Kind::Assigned {
                act: 1,
                member: 2,
                generation: Some(2),
                partitions: vec![held(1, 0, Earliest)],
                at_us: 5_100,
            },
            Kind::Processed {
                act: 1,
                member: 1,
                records: vec![processed(0, 0, 5_200), processed(0, 1, 5_300)],
            },
            Kind::Processed { act: 1, member: 2, records: vec![processed(1, 0, 5_250)] },
            Kind::Committed {
                act: 1,
                member: 1,
                offsets: vec![PartitionOffset { partition: 0, offset: 2 }],
                at_us: 6_000,
            },
            Kind::ScriptError {
                act: 1,
                member: Some(2),
                class: "ValueError".into(),
                message: "no".into(),
            },
            Kind::MemberEnded { act: 1, member: 2, exit: Exit::Code(1), closed: false },
            Kind::MemberEnded { act: 1, member: 1, exit: Exit::Code(0), closed: true },
            Kind::GroupRead {
                act: 1,
                partitions: vec![
                    GroupOffset { partition: 0, committed: Some(2), end: 2 },
                    GroupOffset { partition: 1, committed: None, end: 1 },
                ],
            },
            Kind::ActStarted { act: 2, ending: Ending::Normal },
            Kind::LogRead {
                act: 2,
                partitions: vec![
                    PartitionLog {
                        partition: 0,
                        begin: 0,
                        end: 2,
                        batches: 1,
                        records: records(2),
                    },
                    PartitionLog {
                        partition: 1,
                        begin: 0,
                        end: 1,
                        batches: 1,
                        records: records(1),
                    },
                ],
            },
            Kind::MemberStarted { act: 2, member: 1 },
            Kind::Assigned {
                act: 2,
                member: 1,
                generation: Some(4),
                partitions: vec![held(0, 2, Committed), held(1, 0, Earliest)],
                at_us: 2_000,
            },
            Kind::Processed { act: 2, member: 1, records: vec![processed(1, 0, 2_100)] },
        ]
    }

    fn acts() -> Vec<Act> {
        let mut view = RunView::new(Scene::Group);
        let at_ms = |place: u64| if place < 14 { 10 } else { 17 };
        let event = |(place, kind)| Event { seq: place + 1, at_ms: at_ms(place), kind };
        view.take((0..).zip(events()).map(event).collect());
        view.acts
    }

    #[test]
    fn generations_and_the_rebalance_between_them_follow_each_other() {
        let spans = spans(acts()[0].group.as_ref().unwrap());
        let told: Vec<(Standing, u64)> =
            spans.iter().map(|span| (span.standing, span.from_us)).collect();
        assert_eq!(
            told,
            [
                (Standing::Forming, 0),
                (Standing::Settled(1), 3_000),
                (Standing::Rebalancing, 4_000),
                (Standing::Settled(2), 5_000),
                (Standing::Over, 7_000),
            ]
        );
        assert!(spans.windows(2).all(|pair| pair[0].to_us == Some(pair[1].from_us)));
    }

    #[test]
    fn a_moment_shows_what_was_true_then_and_nothing_later() {
        let act = &acts()[0];
        let before = moment(act, 3_150);
        assert_eq!(before.standing, Standing::Settled(1));
        assert_eq!(before.partitions[0].end, 2);
        assert_eq!(before.partitions[0].positions, [(1, 1)]);
        assert_eq!(before.partitions[1].positions, [(1, 0)]);
        assert_eq!(before.partitions[0].committed, None);
        assert_eq!(before.partitions[0].safe_to, Some(0), "all that was read is at risk");
        assert_eq!(before.members[1].doing, Doing::Waiting);

        let rebalance = moment(act, 4_500);
        assert_eq!(rebalance.standing, Standing::Rebalancing);
        assert_eq!(rebalance.partitions[0].positions, [(1, 1)], "where the last owner stood");

        let settled = moment(act, 5_260);
        assert_eq!(settled.partitions[0].positions, [(1, 1)], "read again from what is committed");
        assert_eq!(settled.partitions[1].positions, [(2, 1)]);
        assert_eq!((settled.members[0].processed, settled.members[0].again), (2, 1));

        let after = moment(act, act.last_us());
        assert_eq!(after.partitions[0].committed, Some(2));
        assert_eq!(after.partitions[1].committed, None);
        assert_eq!(after.members[0].doing, Doing::Closed);
        assert_eq!(after.members[1].doing, Doing::Gone(Some("ValueError".into())));
    }

    #[test]
    fn the_next_act_starts_from_what_was_committed_and_knows_what_is_a_repeat() {
        let act = &acts()[1];
        assert_eq!(act.topic, "t");
        let start = moment(act, 0);
        assert_eq!(start.partitions[0].end, 2, "the log is there from the start");
        assert_eq!(start.partitions[0].committed, Some(2));
        let end = moment(act, 2_200);
        assert_eq!(end.partitions[0].positions, [(1, 2)]);
        assert_eq!(end.partitions[1].positions, [(1, 1)]);
        assert_eq!((end.members[0].processed, end.members[0].again), (1, 1));
    }

    #[test]
    fn a_record_was_in_the_log_before_it_was_processed_whenever_that_is_confirmed() {
        let mut act = acts().remove(0);
        act.records[1].confirmed_us = Some(9_000);
        let times: Vec<u64> = appended(&act, 0).into_iter().map(|(_, at_us)| at_us).collect();
        assert_eq!(times, [500, 5_300]);
    }

    #[test]
    fn evidence_leads_to_the_last_time_a_record_was_processed() {
        let act = &acts()[0];
        let link = |partition, offset| EvidenceLink::Record { act: 1, partition, offset };
        assert_eq!(moment_of(act, &link(0, 0)), Some(5_200));
        assert_eq!(moment_of(act, &link(1, 0)), Some(5_250));
        assert_eq!(moment_of(act, &link(1, 7)), None);
    }

    #[test]
    fn stops_are_the_moments_at_which_something_happens() {
        let stops = stops(&acts()[0]);
        assert!(stops.is_sorted());
        assert!([0, 3_000, 3_100, 4_000, 5_250, 6_000].iter().all(|stop| stops.contains(stop)));
    }
}
