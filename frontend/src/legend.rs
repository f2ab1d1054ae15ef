//! The signs that occur in a run's drawings. Pure.

use api::event::Fault;

use crate::run_view::{Act, ChangeKind, Group, Oddity, RunView, SetbackKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Confirmed,
    Unconfirmed,
    Buffered,
    Lost,
    Repeated,
    OutOfPlace,
    Fault(Fault),
    Position,
    Committed,
    Risk,
    Processed,
    Again,
    InHand,
    Skipped,
    Attempt,
    PutAside,
    DeadLettered,
    Wrote,
    Replaced,
    OneMore,
    Expelled,
    Grown,
    Deleted,
    Compacted,
    Exists,
    Missing,
    Rebalance,
}

/// The common signs of each kind of drawing, and the rare ones that occur.
pub fn signs(view: &RunView) -> Vec<Sign> {
    use Sign::{
        Again, Buffered, Committed, Confirmed, InHand, Lost, OutOfPlace, Position, Processed,
        Rebalance, Repeated, Risk, Skipped, Unconfirmed,
    };
    let scripts = || view.acts.iter().filter(|act| !act.has_group());
    let groups = || view.acts.iter().flat_map(Act::groups);
    let has_in_hand = |group: &Group| group.members.iter().any(|member| member.in_hand.is_some());
    let mut signs = Vec::new();
    if scripts().next().is_some() || view.acts.is_empty() {
        signs.extend([Confirmed, Unconfirmed, Buffered, Lost]);
    }
    let has_odd = |oddity: Oddity| scripts().any(|act: &Act| act.odd(oddity) > 0);
    let all_scripts = || view.acts.iter().flat_map(Act::scripts);
    let faults = || all_scripts().flat_map(|script| &script.faults);
    let has_fault = |fault| faults().any(|seen| seen.fault == fault);
    let rare = [
        (Repeated, has_odd(Oddity::Again)),
        (OutOfPlace, has_odd(Oddity::OutOfPlace)),
        (Sign::Fault(Fault::Refused), has_fault(Fault::Refused)),
        (Sign::Fault(Fault::AcknowledgementLost), has_fault(Fault::AcknowledgementLost)),
    ];
    signs.extend(rare.into_iter().filter(|(_, is_there)| *is_there).map(|(sign, _)| sign));
    if groups().next().is_some() {
        signs.extend([Position, Committed, Risk, Processed, Again]);
        if groups().any(has_in_hand) {
            signs.push(InHand);
        }
        if groups().any(Group::has_skipped) {
            signs.push(Skipped);
        }
        let produces = |act: &&Act| act.has_group() && act.scripts().next().is_some();
        if scripts().next().is_none() && view.acts.iter().any(|act| produces(&act)) {
            signs.extend([Unconfirmed, Buffered, Lost]);
        }
        signs.extend(of_handlers(view));
        signs.push(Rebalance);
    }
    signs.extend(of_topics(view));
    signs
}

/// What handlers did besides processing, and members that were put out.
fn of_handlers(view: &RunView) -> Vec<Sign> {
    let members = || view.acts.iter().flat_map(Act::groups).flat_map(|group| &group.members);
    let setbacks = |is: fn(&SetbackKind) -> bool| {
        members().flat_map(|member| &member.setbacks).any(|setback| is(&setback.what))
    };
    let effects = || members().flat_map(|member| &member.effects);
    let signs = [
        (Sign::Attempt, setbacks(|it| matches!(it, SetbackKind::Failed { .. }))),
        (Sign::PutAside, setbacks(|it| matches!(it, SetbackKind::Skipped))),
        (Sign::DeadLettered, setbacks(|it| matches!(it, SetbackKind::DeadLettered { .. }))),
        (Sign::Wrote, effects().next().is_some()),
        (Sign::Replaced, effects().any(|effect| effect.again)),
        (Sign::OneMore, effects().any(|effect| !effect.again && effect.rows > 1)),
        (Sign::Expelled, members().any(|member| !member.expulsions.is_empty())),
    ];
    signs.into_iter().filter(|(_, is_there)| *is_there).map(|(sign, _)| sign).collect()
}

fn of_topics(view: &RunView) -> Vec<Sign> {
    let topics = view.acts.iter().flat_map(|act| &act.topics);
    let changes: Vec<&ChangeKind> =
        topics.flat_map(|topic| &topic.changes).map(|change| &change.what).collect();
    let has = |is: fn(&ChangeKind) -> bool| changes.iter().any(|change| is(change));
    let signs = [
        (Sign::Grown, has(|it| matches!(it, ChangeKind::Grown(_)))),
        (Sign::Deleted, has(|it| matches!(it, ChangeKind::Deleted(_)))),
        (Sign::Compacted, has(|it| matches!(it, ChangeKind::Compacted(_)))),
        (Sign::Exists, has(|it| matches!(it, ChangeKind::Found(Some(_))))),
        (Sign::Missing, has(|it| matches!(it, ChangeKind::Found(None)))),
    ];
    signs.into_iter().filter(|(_, is_there)| *is_there).map(|(sign, _)| sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::event::{Event, EventKind};

    use crate::{scenes, stage};

    fn view(kinds: Vec<EventKind>) -> RunView {
        let mut view = RunView::default();
        view.take((1..).zip(kinds).map(|(seq, kind)| Event { seq, at_ms: seq, at_us: None, kind }));
        view
    }

    #[test]
    fn rare_signs_are_explained_where_they_occur() {
        let script = vec![stage::script(1, 1)];
        let plain = signs(&view(script.clone()));
        assert_eq!(plain, [Sign::Confirmed, Sign::Unconfirmed, Sign::Buffered, Sign::Lost]);
        let fault = EventKind::Fault {
            act: 1,
            actor: 0,
            topic: 0,
            request: 1,
            fault: Fault::Refused,
            partition: 0,
            records: 1,
        };
        let faulty = signs(&view([script, vec![fault]].concat()));
        assert_eq!(faulty.last(), Some(&Sign::Fault(Fault::Refused)));
    }

    #[test]
    fn each_act_brings_the_signs_that_it_needs() {
        let of = |view: &RunView| signs(view);
        let letters = of(&scenes::dead_letters());
        for sign in [Sign::Attempt, Sign::PutAside, Sign::DeadLettered, Sign::Wrote] {
            assert!(letters.contains(&sign), "{sign:?}");
        }
        assert!(!letters.contains(&Sign::Replaced) && !letters.contains(&Sign::Buffered));
        let produced = of(&scenes::producer_and_group());
        let lost = Sign::Fault(Fault::AcknowledgementLost);
        assert!([Sign::Unconfirmed, Sign::Lost, lost].iter().all(|sign| produced.contains(sign)));
        assert!(of(&scenes::expelled()).contains(&Sign::Expelled));
        assert!(of(&scenes::partitions_added()).contains(&Sign::Grown));
        assert!(of(&scenes::records_deleted()).contains(&Sign::Deleted));
        assert!(of(&scenes::records_compacted()).contains(&Sign::Compacted));
        let topics = of(&scenes::topics_read());
        assert!(topics.contains(&Sign::Exists) && topics.contains(&Sign::Missing));
    }
}
