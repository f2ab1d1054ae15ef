//! Why a group has a new generation: who came, who went, and how.

use crate::run_view::{Group, Member};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A member by its number.
    Joined(u32),
    Left(u32),
    Died(u32),
    Expelled(u32),
    MorePartitions,
}

/// What a generation differs in from the one before it; nothing for the first one.
pub fn causes(group: &Group, generation: i32) -> Vec<Cause> {
    let tenures = group.members.iter().flat_map(|member| &member.tenures);
    let earlier = tenures.filter_map(|tenure| tenure.generation).filter(|it| *it < generation);
    let Some(before) = earlier.max() else { return Vec::new() };
    let mut causes = Vec::new();
    for member in &group.members {
        match (is_in(member, before), is_in(member, generation)) {
            (false, true) => causes.push(Cause::Joined(member.number)),
            (true, false) => causes.push(gone(member)),
            (true, true) | (false, false) => {}
        }
    }
    if causes.is_empty() && held(group, generation) > held(group, before) {
        causes.push(Cause::MorePartitions);
    }
    causes
}

fn is_in(member: &Member, generation: i32) -> bool {
    member.tenures.iter().any(|tenure| tenure.generation == Some(generation))
}

fn gone(member: &Member) -> Cause {
    let is_dead = member.ended.as_ref().is_some_and(|end| !end.closed);
    match member.expulsions.is_empty() {
        false => Cause::Expelled(member.number),
        true if is_dead => Cause::Died(member.number),
        true => Cause::Left(member.number),
    }
}

/// How many partitions a generation has shared out.
fn held(group: &Group, generation: i32) -> usize {
    let first = |member: &Member| {
        let tenure = member.tenures.iter().find(|tenure| tenure.generation == Some(generation))?;
        Some(tenure.partitions.len())
    };
    group.members.iter().filter_map(first).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenes;

    #[test]
    fn a_generation_says_who_came_and_who_went() {
        let view = scenes::expelled();
        let group = view.acts[0].groups().next().unwrap();
        assert_eq!(causes(group, 1), []);
        assert_eq!(causes(group, 2), [Cause::Expelled(1), Cause::Joined(2)]);
    }

    #[test]
    fn a_generation_of_the_same_members_may_have_more_partitions() {
        let view = scenes::partitions_added();
        let group = view.acts[0].groups().next().unwrap();
        assert_eq!(causes(group, 2), [Cause::MorePartitions]);
    }
}
