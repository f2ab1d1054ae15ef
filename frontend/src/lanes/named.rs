//! What the lanes of scripts are called.

use super::{Drawing, Frame, Lane};
use crate::{
    i18n::Words,
    names::{Name, Names},
    run_view::Act,
};

/// The names of an act's lanes and decks.
pub fn names(act: &Act, drawing: &Drawing, words: &Words) -> Names {
    let Frame { direction, heights, floor, .. } = drawing.frame;
    let name = |lane: &Lane| {
        let text = match lane.partition {
            Some(number) => format!("P{number}"),
            None => words.drawing.buffer.to_owned(),
        };
        let (middle, room) = (lane.top + heights.lane / 2.0, heights.step);
        Name { text, fact: figure(act, lane, words), middle, room }
    };
    let lanes = drawing.lanes.iter().map(name).collect();
    Names::of(direction, &drawing.titles, lanes, floor)
}

/// Where a lane ends, or how many records a buffer lost.
fn figure(act: &Act, lane: &Lane, words: &Words) -> Option<String> {
    let topic = act.topic(lane.topic)?;
    match lane.partition {
        Some(partition) => topic.end_offset(partition).map(words.drawing.end_offset),
        None => {
            let lost = act.ended_us().map(|_| topic.missing())?;
            (lost > 0).then(|| (words.drawing.died)(lost))
        }
    }
}
