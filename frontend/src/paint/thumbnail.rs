//! An act in the size of its tab: a row for each partition with what its log holds, as ticks in the
//! colours of the keys, and a line behind them if a process was killed. No text and no time: it says
//! at a glance what differs between the acts of a run.

use std::collections::HashSet;

use super::{Canvas, key_class};
use crate::{
    direction::Direction,
    run_view::{Act, Handled, Partition, RunView, is_killed},
};

/// What a thumbnail is drawn in.
pub const VIEW_BOX: &str = "0 0 100 30";
const WIDTH: f64 = 92.0;
const HEIGHT: f64 = 30.0;
/// Acts with fewer partitions leave the room of the others.
const LEAST_ROWS: usize = 3;
/// Short logs do not fill their row: that would hide how short they are.
const LEAST_TICKS: usize = 12;
/// Below this width of a tick the log is one block.
const LEAST_WIDTH: f64 = 1.6;
const GAP: f64 = 2.0;

/// `longest` is the longest log of all acts that are beside each other ([`longest_log`]).
pub fn thumbnail(act: &Act, longest: usize) -> String {
    let mut canvas = Canvas::new(Direction::Right);
    let partitions: Vec<Partition> = act.partitions().collect();
    let row = HEIGHT / partitions.len().max(LEAST_ROWS) as f64;
    let step = WIDTH / longest.max(LEAST_TICKS) as f64;
    let unread = Unread::of(act);
    for (nth, partition) in partitions.into_iter().enumerate() {
        let (y, height) = (row * nth as f64, (row - GAP).max(1.0));
        canvas.rect("ground", 0.0, y, WIDTH, height);
        let lane = act.lane(partition);
        if step < LEAST_WIDTH {
            canvas.rect("tick-block", 0.0, y, step * lane.len() as f64, height);
            continue;
        }
        let records = act.topic(partition.topic).map_or(&[][..], |topic| &topic.records);
        for (place, record) in lane.iter().filter_map(|index| records.get(*index)).enumerate() {
            let offset = record.place.map_or(0, |(_, offset)| offset);
            let x = step * place as f64;
            let tick = (step - 1.0).clamp(1.0, height * 1.5);
            match unread.has(partition, offset) {
                true => canvas.rect("cell hollow", x + 0.5, y + 0.5, tick - 1.0, height - 1.0),
                false => {
                    let class = format!("glyph {}", key_class(record.key_place));
                    canvas.rect(&class, x, y, tick, height);
                }
            }
        }
    }
    let mut members = act.groups().flat_map(|group| &group.members);
    let was_killed = act.scripts().any(|script| script.exit.is_some_and(is_killed));
    if was_killed || members.any(|member| member.was_killed()) {
        canvas.rect("fault-head", WIDTH + 4.0, 0.0, 3.0, HEIGHT - GAP);
    }
    canvas.into_text()
}

/// The records of the longest log of a run.
pub fn longest_log(view: &RunView) -> usize {
    let lanes = view.acts.iter().flat_map(|act| act.partitions().map(|it| act.lane(it).len()));
    lanes.max().unwrap_or_default()
}

/// The records that no member processed, in an act with a group.
struct Unread(Option<HashSet<(Partition, i64)>>);

impl Unread {
    fn of(act: &Act) -> Self {
        let members = act.groups().flat_map(|group| &group.members);
        let handled = members.flat_map(|member| &member.handled);
        let place = |Handled { partition, offset, .. }: &Handled| (*partition, *offset);
        Self(act.has_group().then(|| handled.map(place).collect()))
    }

    fn has(&self, partition: Partition, offset: i64) -> bool {
        self.0.as_ref().is_some_and(|handled| !handled.contains(&(partition, offset)))
    }
}

#[cfg(test)]
mod tests {
    use api::event::{EventKind, Exit};

    use super::*;
    use crate::{scenes, stage};

    fn ticks(svg: &str) -> usize {
        svg.matches("class=\"glyph ").count()
    }

    #[test]
    fn a_log_has_a_tick_for_each_record_and_a_kill_its_line() {
        let exit = |exit| {
            let kind =
                EventKind::ProcessEnded { act: 1, actor: 0, exit, unconfirmed: 0, requests: None };
            (50, kind)
        };
        let view = |ended| {
            scenes::folded(vec![
                (0, stage::script(1, 3)),
                (40, scenes::log(0, 1, &[0, 1, 2]).1),
                ended,
            ])
        };
        let killed = view(exit(Exit::Signal(9)));
        let killed = thumbnail(&killed.acts[0], longest_log(&killed));
        assert_eq!((ticks(&killed), killed.matches("ground").count()), (3, 3));
        assert!(killed.contains("fault-head"));
        let ended = view(exit(Exit::Code(0)));
        assert!(!thumbnail(&ended.acts[0], 3).contains("fault-head"));
    }

    #[test]
    fn a_record_that_nobody_read_is_hollow_and_a_long_log_one_block() {
        let view = scenes::folded(vec![
            (0, stage::group(1, 2)),
            (1, scenes::log(0, 0, &[0, 1]).1),
            (1, EventKind::MemberStarted { act: 1, actor: 0, member: 1 }),
            scenes::assigned(2, (0, 1), 1, &[(0, 0)]),
            scenes::processed((0, 1), 0, &[(0, 0, 3)]),
        ]);
        let act = &view.acts[0];
        let picture = thumbnail(act, longest_log(&view));
        assert_eq!((ticks(&picture), picture.matches("cell hollow").count()), (1, 1));
        let beside_a_long_one = thumbnail(act, 5_000);
        assert_eq!(ticks(&beside_a_long_one), 0);
        assert_eq!(beside_a_long_one.matches("tick-block").count(), 2);
    }
}
