//! The drawing of an act with consumers: what the logs hold, who owns it, what was processed and
//! what is committed, on one time axis. The module `group_lanes` computes the places, `paint`
//! writes the shapes; this component puts them into the page.

use std::sync::Arc;

use api::verdict::EvidenceLink;
use leptos::{html::Div, prelude::*};

use super::{
    members::{LaneHeads, Members, Wires},
    plane::Plane,
    playhead::Playhead,
    plot::{Layers, Plot, measured_width, rem},
    replay::{Replay, ReplayBar},
    shown_act::ShownAct,
    sources::Sources,
};
use crate::{
    group_lanes::{self, GroupDrawing},
    i18n,
    lanes::Scale,
    paint,
    run_view::Partition,
    timeline::{self, History, Moment},
};

/// What the parts of one drawing share.
#[derive(Clone, Copy)]
pub struct Picture {
    pub act: ShownAct,
    pub drawing: Memo<Arc<GroupDrawing>>,
    /// Of each group.
    pub moments: Memo<Vec<Moment>>,
}

#[component]
pub fn GroupLanes(
    act: ShownAct,
    title: Signal<String>,
    selected: Signal<Option<EvidenceLink>>,
) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    // Where time runs down the drawing has the whole width, and else what its numbers and members
    // leave: that decides, so it is measured in either direction.
    let room = NodeRef::<Div>::new();
    let width = measured_width(room);
    let playhead = Playhead::of(act);
    let now = playhead.now;
    let history = Memo::new(move |_| Arc::new(act.with(History::of)));
    let drawing = Memo::new(move |_| {
        let (history, width) = (history.get(), width.get());
        Arc::new(act.with_untracked(|act| group_lanes::draw(act, &history, width, words)))
    });
    let moments = Memo::new(move |_| {
        let (history, now) = (history.get(), now.get());
        let moments = history.spans.iter().enumerate();
        act.with_untracked(|act| {
            moments.map(|(nth, _)| timeline::moment(act, &history, nth, now)).collect::<Vec<_>>()
        })
    });
    let found = Memo::new(move |_| {
        let link = selected.get()?;
        act.with(|act| {
            let (topic, index) = act.linked(&link)?;
            let (number, offset) = act.topic(topic)?.records.get(index)?.place?;
            Some((Partition { topic, number }, offset))
        })
    });
    let lane = move |place: usize| {
        let (drawing, now, found) = (drawing.get(), now.get(), found.get());
        act.with_untracked(|act| {
            if let Some(lane) = drawing.lanes.get(place) {
                return paint::group_lane(act, &drawing, lane, now, found, words);
            }
            // The rows are painted behind the lanes.
            let row = place.checked_sub(drawing.lanes.len());
            let row = row.and_then(|row| drawing.rows.get(row));
            row.map_or_else(String::new, |row| paint::deck_row(act, &drawing, row, now, words))
        })
    };
    let marks = move || -> String {
        let (drawing, now) = (drawing.get(), now.get());
        moments.with(|moments| {
            let lanes = moments.iter().enumerate().flat_map(|(group, moment)| {
                let lanes = moment.partitions.iter().enumerate();
                lanes.map(move |(lane, shown)| (group, lane, shown))
            });
            lanes
                .map(|(group, lane, shown)| paint::group_marks(&drawing, group, lane, shown, now))
                .collect()
        })
    };
    let layers = Layers {
        ground: Memo::new(move |_| {
            drawing.with(|drawing| paint::group_ground(act.number, drawing, words, lang))
        }),
        lanes: Memo::new(move |_| drawing.with(|drawing| drawing.lanes.len() + drawing.rows.len())),
        lane: Arc::new(lane),
        overlay: Memo::new(move |_| {
            let marks = marks();
            let now = now.get();
            drawing.with(|drawing| {
                let GroupDrawing { direction, landmarks, height, .. } = drawing.as_ref();
                marks + &paint::bands(*direction, landmarks, *height, now, words, lang)
            })
        }),
        veil_behind: Memo::new(move |_| drawing.with(|drawing| drawing.scale == Scale::Cells)),
    };
    let plane = Memo::new(move |_| {
        drawing.with(|drawing| Plane {
            direction: drawing.direction,
            width: drawing.width,
            height: drawing.height,
            floor: drawing.floor,
        })
    });
    let picture = Picture { act, drawing, moments };
    let axis = Signal::derive(move || drawing.with(|drawing| drawing.axis.clone()));
    let conclusion = Signal::derive(move || act.with(words.group.group_conclusion));
    let spoken = Signal::derive(move || {
        let standing = moments.with(|moments| moments.first().map(|moment| moment.standing));
        (words.group.moment_spoken)(now.get(), standing)
    });
    let replay = Replay::new(playhead, act, axis, spoken);
    let names = Memo::new(move |_| drawing.with(|drawing| group_lanes::names(drawing, words)));
    let floor = move || drawing.with(|drawing| rem(drawing.floor));
    let top = move || drawing.with(|drawing| rem(drawing.top));
    view! {
        <div class="deck group" class:down=move || plane.get().direction.is_down() on:keydown=move |event| replay.key(&event) style=("--floor", floor) style=("--top", top)>
            <div class="room" node_ref=room></div>
            <div class="source"><Sources act now/></div>
            <LaneHeads picture/>
            <div class="plot" tabindex="0" role="group" aria-label=words.drawing.plot>
                <Plot number=act.number title conclusion plane axis names layers playhead/>
            </div>
            <ReplayBar replay/>
            <Wires picture/>
            <Members picture/>
        </div>
    }
    .into_any()
}
