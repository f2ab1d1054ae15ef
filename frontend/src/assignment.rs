//! Which member of a group gets which partition, by each of kafka-python's strategies: the arithmetic
//! of a figure. All members read all topics. Pure.
//!
//! Sources: `kafka/coordinator/assignors/` of kafka-python 3.0.12, whose results the vectors of the
//! tests are; KIP-54 (sticky), KIP-429 (cooperative).

/// A topic, by its place in the list of topics, and a partition of it. They sort as clients sort
/// them, since the list is in the order of the names.
pub type TopicPartition = (usize, u32);

/// By member, what it owns.
pub type Assignment = Vec<Vec<TopicPartition>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    Range,
    RoundRobin,
    Sticky,
    CooperativeSticky,
}

impl Strategy {
    pub const ALL: [Self; 4] =
        [Self::Range, Self::RoundRobin, Self::Sticky, Self::CooperativeSticky];

    /// As `partition_assignment_strategy` names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::RoundRobin => "roundrobin",
            Self::Sticky => "sticky",
            Self::CooperativeSticky => "cooperative-sticky",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.name() == name)
    }
}

/// What a change of the group did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebalance {
    pub after: Assignment,
    /// Those that have another owner than before.
    pub moved: Vec<TopicPartition>,
    /// Those that nobody reads for a while: an eager strategy takes all from everybody first.
    pub stopped: Vec<TopicPartition>,
    /// How often the group joins: a cooperative member gives up a partition in one round, and it is
    /// given to another in the next.
    pub rounds: u32,
}

/// `before` has the members of before, of which the first `members` stay; those that are new come
/// behind them. `topics` are numbers of partitions.
pub fn rebalance(
    strategy: Strategy,
    topics: &[u32],
    before: &Assignment,
    members: usize,
) -> Rebalance {
    let after = match strategy {
        Strategy::Range => range(topics, members),
        Strategy::RoundRobin => round_robin(topics, members),
        Strategy::Sticky | Strategy::CooperativeSticky => sticky(topics, before, members),
    };
    let owner = |assignment: &Assignment, wanted: &TopicPartition| {
        assignment.iter().position(|owned| owned.contains(wanted))
    };
    let all = partitions(topics);
    let moved: Vec<_> = all
        .iter()
        .filter(|it| owner(before, it).is_some_and(|was| owner(&after, it) != Some(was)))
        .copied()
        .collect();
    let owned_before = || all.iter().filter(|it| owner(before, it).is_some()).copied();
    let is_cooperative = strategy == Strategy::CooperativeSticky;
    let stopped = if is_cooperative { moved.clone() } else { owned_before().collect() };
    // Whoever left gave up what she had; only those who stay need a round for it.
    let revoked = moved.iter().any(|it| owner(before, it).is_some_and(|was| was < members));
    let rounds = if is_cooperative && revoked { 2 } else { 1 };
    Rebalance { after, moved, stopped, rounds }
}

fn partitions(topics: &[u32]) -> Vec<TopicPartition> {
    let of = |(topic, partitions): (usize, &u32)| (0..*partitions).map(move |it| (topic, it));
    topics.iter().enumerate().flat_map(of).collect()
}

/// Of each topic a run of neighbours; the first members get one more where it does not come out
/// even.
fn range(topics: &[u32], members: usize) -> Assignment {
    let mut assignment = vec![Vec::new(); members];
    for (topic, partitions) in topics.iter().enumerate() {
        let (each, more) = (*partitions as usize / members, *partitions as usize % members);
        let mut next = 0;
        for (member, owned) in assignment.iter_mut().enumerate() {
            let count = (each + usize::from(member < more)) as u32;
            owned.extend((next..next + count).map(|partition| (topic, partition)));
            next += count;
        }
    }
    assignment
}

/// All partitions of all topics in one line, dealt in turn.
fn round_robin(topics: &[u32], members: usize) -> Assignment {
    let mut assignment = vec![Vec::new(); members];
    for (turn, partition) in partitions(topics).into_iter().enumerate() {
        assignment[turn % members].push(partition);
    }
    assignment
}

/// Each keeps what it had, as long as nobody has two more than another; what is free goes to whoever
/// has least.
fn sticky(topics: &[u32], before: &Assignment, members: usize) -> Assignment {
    let all = partitions(topics);
    let (least, mut more) = (all.len() / members, all.len() % members);
    let mut assignment: Assignment = (0..members)
        .map(|member| {
            let mut kept: Vec<_> = before.get(member).into_iter().flatten().copied().collect();
            kept.retain(|it| all.contains(it));
            let quota = if kept.len() > least && more > 0 {
                more -= 1;
                least + 1
            } else {
                least
            };
            kept.truncate(quota);
            kept
        })
        .collect();
    let is_free = |it: &TopicPartition| !assignment.iter().any(|owned: &Vec<_>| owned.contains(it));
    let free: Vec<_> = all.into_iter().filter(is_free).collect();
    for partition in free {
        let poorest = assignment.iter_mut().min_by_key(|owned| owned.len());
        poorest.expect("a group has members").push(partition);
    }
    assignment
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The topics are `pagos` and `pedidos`, in this order.
    fn fresh(strategy: Strategy, topics: &[u32], members: usize) -> Assignment {
        rebalance(strategy, topics, &Vec::new(), members).after
    }

    fn sizes(assignment: &Assignment) -> Vec<usize> {
        assignment.iter().map(Vec::len).collect()
    }

    #[test]
    fn range_counts_in_each_topic_from_the_first_member() {
        assert_eq!(sizes(&fresh(Strategy::Range, &[3, 3], 2)), [4, 2]);
        assert_eq!(sizes(&fresh(Strategy::Range, &[3, 3, 3], 2)), [6, 3]);
        assert_eq!(sizes(&fresh(Strategy::Range, &[3, 3], 4)), [2, 2, 2, 0]);
        assert_eq!(sizes(&fresh(Strategy::Range, &[2, 4], 3)), [3, 2, 1]);
        assert_eq!(sizes(&fresh(Strategy::Range, &[4, 4], 3)), [4, 2, 2]);
        let two = fresh(Strategy::Range, &[3, 3], 2);
        assert_eq!(two[0], [(0, 0), (0, 1), (1, 0), (1, 1)]);
        assert_eq!(two[1], [(0, 2), (1, 2)]);
    }

    #[test]
    fn round_robin_deals_all_topics_in_one_line() {
        let two = fresh(Strategy::RoundRobin, &[3, 3], 2);
        assert_eq!(two, [[(0, 0), (0, 2), (1, 1)], [(0, 1), (1, 0), (1, 2)]]);
        let three = fresh(Strategy::RoundRobin, &[2, 4], 3);
        assert_eq!(three, [[(0, 0), (1, 1)], [(0, 1), (1, 2)], [(1, 0), (1, 3)]]);
        assert_eq!(sizes(&fresh(Strategy::RoundRobin, &[3, 3], 4)), [2, 2, 1, 1]);
        assert_eq!(sizes(&fresh(Strategy::RoundRobin, &[4, 4], 3)), [3, 3, 2]);
    }

    #[test]
    fn sticky_keeps_what_it_may_and_begins_as_round_robin() {
        let begin = fresh(Strategy::Sticky, &[3, 3], 2);
        assert_eq!(begin, fresh(Strategy::RoundRobin, &[3, 3], 2));
        let alone = fresh(Strategy::Sticky, &[3, 3], 1);
        let change = rebalance(Strategy::Sticky, &[3, 3], &alone, 2);
        assert_eq!(change.after[0], [(0, 0), (0, 1), (0, 2)], "all of `pagos`");
        assert_eq!(change.after[1], [(1, 0), (1, 1), (1, 2)], "all of `pedidos`");
        assert_eq!((change.moved.len(), change.stopped.len(), change.rounds), (3, 6, 1));
    }

    #[test]
    fn cooperative_stops_only_what_moves_and_takes_two_rounds() {
        let alone = fresh(Strategy::CooperativeSticky, &[6], 1);
        let joins = rebalance(Strategy::CooperativeSticky, &[6], &alone, 2);
        assert_eq!((joins.moved.len(), joins.stopped.len(), joins.rounds), (3, 3, 2));
        // Nobody has to give anything up when the second one leaves.
        let leaves = rebalance(Strategy::CooperativeSticky, &[6], &joins.after, 1);
        assert_eq!((leaves.moved.len(), leaves.stopped.len(), leaves.rounds), (3, 3, 1));
        let eager = rebalance(Strategy::Range, &[6], &joins.after, 1);
        assert_eq!((eager.stopped.len(), eager.rounds), (6, 1));
    }

    #[test]
    fn every_partition_has_one_owner_whatever_the_group_was() {
        for strategy in Strategy::ALL {
            for topics in [&[1][..], &[3], &[8], &[3, 3], &[8, 2]] {
                for first in 1..=6 {
                    for then in 1..=6 {
                        let before = fresh(strategy, topics, first);
                        let after = rebalance(strategy, topics, &before, then).after;
                        let mut owned: Vec<_> = after.iter().flatten().copied().collect();
                        owned.sort_unstable();
                        assert_eq!(owned, partitions(topics), "{strategy:?} {first} to {then}");
                        if strategy != Strategy::Range {
                            let sizes = sizes(&after);
                            let most = sizes.iter().max().unwrap();
                            assert!(most - sizes.iter().min().unwrap() <= 1, "{strategy:?}");
                        }
                    }
                }
            }
        }
    }
}
