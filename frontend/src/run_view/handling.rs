//! What handlers did besides processing: rows in the lab's sink, failed attempts, records put
//! aside. And members that were put out of their group while they lived.

use api::event::Effect;

use super::{Act, Group, Member, Partition};

/// A row that a handler wrote in the lab's sink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EffectDone {
    /// The record that it was written for.
    pub partition: Partition,
    pub offset: i64,
    pub row: u64,
    /// The row was there already, and was replaced.
    pub again: bool,
    /// How many rows the record has with this one, earlier acts included.
    pub rows: u32,
    pub at_us: u64,
}

/// A record that a handler did not process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setback {
    pub partition: Partition,
    pub offset: i64,
    pub at_us: u64,
    pub what: SetbackKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetbackKind {
    /// The handler failed over it, for the n-th time.
    Failed { attempt: u32, error: String },
    /// Put aside, and nothing is left of it.
    Skipped,
    /// Sent to another topic, where it has this place.
    DeadLettered { to: Partition, offset: i64 },
}

/// A member was put out of its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expulsion {
    pub at_us: u64,
    /// When it noticed, or its process ended.
    pub until_us: Option<u64>,
    /// What it still believes that it owns.
    pub partitions: Vec<Partition>,
}

/// What the handlers of an act did in all besides processing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amounts {
    /// Rows that were written, those that replaced one included.
    pub rows: usize,
    pub replaced: usize,
    /// Failed attempts.
    pub failed: usize,
    /// Records that were put aside, whether anything is left of them or not.
    pub aside: usize,
}

impl Act {
    pub fn amounts(&self) -> Amounts {
        let members = || self.groups().flat_map(|group| &group.members);
        let effects = || members().flat_map(|member| &member.effects);
        let setbacks = || members().flat_map(|member| &member.setbacks);
        let aside = setbacks().filter(|setback| setback.is_final()).count();
        Amounts {
            rows: effects().count(),
            replaced: effects().filter(|effect| effect.again).count(),
            failed: setbacks().count() - aside,
            aside,
        }
    }
}

impl Setback {
    /// Whether the group goes on behind the record.
    pub const fn is_final(&self) -> bool {
        !matches!(self.what, SetbackKind::Failed { .. })
    }
}

impl Member {
    /// Whether it was put out, and has not noticed, at this moment.
    pub fn is_expelled(&self, at_us: u64) -> bool {
        self.expulsion(at_us).is_some()
    }

    /// Whether at this moment it owns a partition only in its own belief.
    pub fn is_expelled_from(&self, partition: Partition, at_us: u64) -> bool {
        self.expulsion(at_us).is_some_and(|expulsion| expulsion.partitions.contains(&partition))
    }

    /// Whether it was put out, and has not got an assignment since.
    pub fn is_outside(&self, at_us: u64) -> bool {
        let last = self.expulsions.iter().rev().find(|expulsion| expulsion.at_us <= at_us);
        last.is_some_and(|expulsion| {
            let tenure = self.last_tenure(at_us);
            tenure.is_none_or(|tenure| tenure.from_us < expulsion.at_us)
        })
    }

    fn expulsion(&self, at_us: u64) -> Option<&Expulsion> {
        let is_open = |expulsion: &&Expulsion| {
            expulsion.at_us <= at_us && expulsion.until_us.is_none_or(|until_us| until_us > at_us)
        };
        self.expulsions.iter().find(is_open)
    }

    /// The highest offset of a partition that it put aside in this time.
    pub(super) fn put_aside(&self, partition: Partition, from_us: u64, to_us: u64) -> Option<i64> {
        let setbacks = self.setbacks.iter().filter(|setback| setback.is_final());
        let meant = setbacks.filter(|setback| {
            setback.partition == partition && (from_us..=to_us).contains(&setback.at_us)
        });
        meant.map(|setback| setback.offset).max()
    }

    /// It learns that it is not in the group any more, if it was put out.
    pub(super) fn notice(&mut self, at_us: u64) {
        if let Some(Expulsion { until_us: open @ None, .. }) = self.expulsions.last_mut() {
            *open = Some(at_us);
        }
    }

    /// It may have noticed before the lab did: what was received later did not happen later.
    fn expel(&mut self, at_us: u64) {
        let mut tenures = self.tenures.iter_mut().rev();
        let held = tenures.find(|tenure| {
            tenure.from_us <= at_us && tenure.to_us.is_none_or(|to_us| to_us > at_us)
        });
        let (partitions, until_us) = match held {
            Some(tenure) => {
                let until_us = tenure.to_us.replace(at_us);
                (tenure.partitions.iter().map(Partition::of).collect(), until_us)
            }
            None => (Vec::new(), Some(at_us)),
        };
        self.expulsions.push(Expulsion { at_us, until_us, partitions });
    }
}

impl Group {
    pub(super) fn wrote(&mut self, number: u32, topic: u32, effects: Vec<Effect>) {
        for Effect { partition, offset, row, again, at_us, .. } in effects {
            let partition = Partition { topic, number: partition };
            let rows = self.rows_with(partition, offset, again);
            self.member(number, at_us).effects.push(EffectDone {
                partition,
                offset,
                row,
                again,
                rows,
                at_us,
            });
        }
    }

    pub(super) fn set_back(&mut self, number: u32, setback: Setback) {
        if setback.is_final() {
            self.settle(setback.partition, setback.offset);
        }
        self.member(number, setback.at_us).setbacks.push(setback);
    }

    pub(super) fn expelled(&mut self, number: u32, at_us: u64) {
        self.member(number, at_us).expel(at_us);
    }
}

#[cfg(test)]
mod tests {
    use api::event::{ActorKind, Assigned, EventKind, PositionSource};

    use super::*;
    use crate::{
        run_view::{Handling, RunView, What},
        scenes,
        stage::{self, LAB},
        timeline::{self, Doing, History, Standing},
    };

    const P0: Partition = Partition { topic: 0, number: 0 };

    fn group(view: &RunView) -> &Group {
        view.acts[0].groups().next().unwrap()
    }

    #[test]
    fn rows_of_a_record_are_counted_and_one_that_is_replaced_is_not_one_more() {
        let view = scenes::folded(vec![
            (0, stage::group(1, 1)),
            scenes::written(LAB, 0, &[(0, 0, 100), (0, 1, 200)]),
            scenes::effects(&[((0, 0), 1, false, 1_000), ((0, 1), 2, false, 1_100)]),
            scenes::effects(&[((0, 0), 3, false, 1_200), ((0, 1), 2, true, 1_300)]),
        ]);
        let effects = group(&view).members[0].effects.iter();
        let rows: Vec<(i64, u32, bool)> =
            effects.map(|effect| (effect.offset, effect.rows, effect.again)).collect();
        assert_eq!(rows, [(0, 1, false), (1, 1, false), (0, 2, false), (1, 1, true)]);
        let told = view.rows.iter().filter_map(|row| match row.what {
            What::Handling(Handling::Effect { offset, rows, again, .. }) => {
                Some((offset, rows, again))
            }
            _ => None,
        });
        assert_eq!(told.collect::<Vec<_>>(), rows, "the table counts the same");
        let amounts = view.acts[0].amounts();
        assert_eq!(amounts, Amounts { rows: 4, replaced: 1, failed: 0, aside: 0 });
    }

    #[test]
    fn thousands_of_effects_are_few_rows_of_the_table() {
        let mut told = vec![(0, stage::group(1, 1))];
        for part in 0..100_i64 {
            let rows: Vec<((u32, i64), u64, bool, u64)> = (part * 50..part * 50 + 50)
                .map(|row| ((0, row), row as u64, false, 1_000 + row as u64))
                .collect();
            told.push(scenes::effects(&rows));
        }
        let view = scenes::folded(told);
        assert_eq!(group(&view).members[0].effects.len(), 5_000);
        assert!(view.rows.len() < 4_100, "{} rows", view.rows.len());
        let counted = view.rows.iter().map(|row| match row.what {
            What::Handling(Handling::Effect { .. }) => 1,
            What::Handling(Handling::EffectsMany { count, .. }) => count,
            _ => 0,
        });
        assert_eq!(counted.sum::<usize>(), 5_000);
    }

    #[test]
    fn a_record_that_was_put_aside_is_behind_the_position_and_one_that_failed_is_not() {
        let view = scenes::dead_letters();
        let member = &group(&view).members[0];
        assert_eq!(member.position(P0, 4_400), Some(1), "two attempts, and still at it");
        assert_eq!(member.position(P0, 4_500), Some(2));
        assert_eq!(member.position(Partition { topic: 0, number: 1 }, 5_000), Some(1));
        let amounts = view.acts[0].amounts();
        assert_eq!(amounts, Amounts { rows: 1, replaced: 0, failed: 2, aside: 2 });
    }

    #[test]
    fn a_dead_letter_is_a_record_of_the_other_topic_whoever_tells_it_again() {
        let mut view = scenes::dead_letters();
        let letters = |view: &RunView| {
            let topic = &view.acts[0].topics[1];
            let records = topic.lane(0).iter().map(|index| &topic.records[*index]);
            records.map(|record| (record.place, record.confirmed_us)).collect::<Vec<_>>()
        };
        assert_eq!(letters(&view), [(Some((0, 0)), Some(4_500))]);
        let (at_us, kind) = scenes::log(1, 0, &[7]);
        let seq = view.last_seq + 1;
        view.take([api::event::Event { seq, at_ms: seq, at_us: Some(at_us), kind }]);
        assert_eq!(letters(&view), [(Some((0, 0)), Some(4_500))]);
        assert_eq!(view.acts[0].missing(), 0);
    }

    #[test]
    fn what_a_service_sends_on_is_a_record_of_the_other_topic_and_what_it_keeps_are_rows() {
        let view = scenes::service();
        let act = &view.acts[0];
        let arrived = &act.topics[2];
        let places = arrived.lane(0).iter().map(|index| arrived.records[*index].place);
        assert_eq!(places.collect::<Vec<_>>(), [Some((0, 0))]);
        assert_eq!(act.amounts(), Amounts { rows: 2, replaced: 1, failed: 0, aside: 0 });
        let told: Vec<(Option<u32>, &Handling)> = (view.rows.iter())
            .filter_map(|row| match &row.what {
                What::Handling(handling) => Some((row.topic, handling)),
                _ => None,
            })
            .collect();
        let [sent, new, dropped, replaced] = told.as_slice() else { panic!("{told:#?}") };
        assert!(
            matches!(sent.1, Handling::Forwarded { to_topic, from: (0, 0), .. } if to_topic == "pagados")
        );
        assert!(matches!(new, (Some(0), Handling::Folded { again: false, number: 2, .. })));
        assert!(matches!(dropped.1, Handling::Filtered { offset: 1, .. }));
        assert!(matches!(replaced, (Some(1), Handling::Folded { again: true, number: 5, .. })));
        for lang in api::text::Lang::ALL {
            let words = crate::i18n::Language::of(lang).words;
            for (_, handling) in &told {
                let words = (words.table.happened_row)(&What::Handling((*handling).clone()));
                assert!(!words.event.is_empty() && !words.detail.is_empty());
            }
        }
    }

    #[test]
    fn each_topic_of_an_assignment_has_a_row() {
        let topics = ["pedidos", "avisos"].map(|name| stage::topic(name, 2));
        let cast = vec![stage::actor("app", ActorKind::Group, &[0, 1])];
        let held = |topic, partition| Assigned {
            topic,
            partition,
            position: 0,
            source: PositionSource::Earliest,
        };
        let partitions = vec![held(0, 0), held(0, 1), held(1, 1)];
        let (act, actor, member, generation) = (1, 0, 1, Some(1));
        let view = scenes::folded(vec![
            (0, stage::started(1, cast, topics.to_vec())),
            (500, EventKind::Assigned { act, actor, member, generation, partitions }),
        ]);
        let told = view.rows.iter().filter_map(|row| match &row.what {
            What::Assigned { partitions, .. } => Some((row.topic, partitions.len())),
            _ => None,
        });
        assert_eq!(told.collect::<Vec<_>>(), [(Some(0), 2), (Some(1), 1)]);
    }

    #[test]
    fn a_member_that_was_put_out_owns_nothing_and_does_not_unsettle_the_group() {
        let view = scenes::expelled();
        let (act, member) = (&view.acts[0], &group(&view).members[0]);
        assert!(!member.is_expelled(3_999) && member.is_expelled(4_000));
        assert!(!member.is_expelled(5_500), "it has noticed");
        assert!(member.tenure(3_999).is_some() && member.tenure(4_000).is_none());
        let history = History::of(act);
        let moment = |at_us| timeline::moment(act, &history, 0, at_us);
        assert_eq!(moment(4_200).members[0].doing, Doing::Expelled);
        assert_eq!(moment(4_200).standing, Standing::Over, "nobody is left in it");
        assert_eq!(moment(4_600).standing, Standing::Settled(2));
        assert_eq!(moment(4_600).partitions[0].positions, [(2, 1)], "that of its owner");
        assert_eq!(moment(5_600).members[0].doing, Doing::Waiting);
        assert_eq!(moment(5_600).standing, Standing::Settled(2), "it is still outside");
        assert!(timeline::stops(act).contains(&4_000));
    }

    #[test]
    fn a_member_may_notice_before_the_lab_tells_that_it_was_put_out() {
        use api::event::EventKind::{Expelled, Revoked};
        let view = scenes::folded(vec![
            (0, stage::group(1, 1)),
            scenes::assigned(2_000, (0, 1), 1, &[(0, 0)]),
            (5_000, Revoked { act: 1, actor: 0, topic: 0, member: 1, partitions: vec![0] }),
            (4_000, Expelled { act: 1, actor: 0, member: 1 }),
            (6_000, Expelled { act: 1, actor: 0, member: 1 }),
        ]);
        let expulsions = &group(&view).members[0].expulsions;
        let told: Vec<_> = expulsions.iter().map(|it| (it.at_us, it.until_us)).collect();
        assert_eq!(told, [(4_000, Some(5_000)), (6_000, Some(6_000))]);
        assert_eq!(expulsions[0].partitions, [P0]);
        assert!(expulsions[1].partitions.is_empty(), "it had none any more");
    }
}
