//! The drawing of an act with consumers: what the log holds, who owns it, what was processed and
//! what is committed, on one time axis. The module `group_lanes` computes the places, `paint`
//! writes the shapes; this component puts them into the page.

use std::sync::Arc;

use api::verdict::EvidenceLink;
use leptos::{html::Div, prelude::*};

use super::{
    members::{LaneHeads, Members, Wires},
    playhead::Playhead,
    plot::{LaneNames, Layers, Plane, Plot, measured_width, partition_name},
    replay::{Replay, ReplayBar},
    shown_act::ShownAct,
};
use crate::{
    group_lanes::{self, GroupDrawing, GroupLane},
    i18n,
    lanes::Scale,
    paint,
    run_view::Act,
    timeline::{self, History, Moment},
};

/// What the parts of one drawing share.
#[derive(Clone, Copy)]
pub struct Picture {
    pub act: ShownAct,
    pub drawing: Memo<Arc<GroupDrawing>>,
    pub moment: Memo<Moment>,
    pub playhead: Playhead,
}

#[component]
pub fn GroupLanes(
    act: ShownAct,
    title: Signal<String>,
    selected: Signal<Option<EvidenceLink>>,
) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let plot = NodeRef::<Div>::new();
    let width = measured_width(plot);
    let playhead = Playhead::of(act);
    let now = playhead.now;
    let history = Memo::new(move |_| Arc::new(act.with(History::of)));
    let drawing = Memo::new(move |_| {
        let (history, width) = (history.get(), width.get());
        Arc::new(act.with_untracked(|act| group_lanes::draw(act, &history, width)))
    });
    let moment = Memo::new(move |_| {
        let (history, now) = (history.get(), now.get());
        act.with_untracked(|act| timeline::moment(act, &history, now))
    });
    let found = Memo::new(move |_| match selected.get() {
        Some(EvidenceLink::Record { partition, offset, .. }) => Some((partition, offset)),
        Some(EvidenceLink::Order { .. }) | None => None,
    });
    let lane = move |place: usize| {
        let (drawing, now, found) = (drawing.get(), now.get(), found.get());
        let Some(lane) = drawing.lanes.get(place) else { return String::new() };
        act.with_untracked(|act| paint::group_lane(act, &drawing, lane, now, found, words))
    };
    let marks = move || -> String {
        let (drawing, now) = (drawing.get(), now.get());
        moment.with(|moment| {
            let lanes = moment.partitions.iter().enumerate();
            lanes.map(|(lane, shown)| paint::group_marks(&drawing, lane, shown, now)).collect()
        })
    };
    let layers = Layers {
        ground: Memo::new(move |_| {
            drawing.with(|drawing| paint::group_ground(act.number, drawing, words, lang))
        }),
        lanes: Memo::new(move |_| drawing.with(|drawing| drawing.lanes.len())),
        lane: Arc::new(lane),
        overlay: Memo::new(move |_| marks()),
        veil_behind: Memo::new(move |_| drawing.with(|drawing| drawing.scale == Scale::Cells)),
    };
    let plane = Memo::new(move |_| {
        drawing.with(|drawing| Plane {
            width: drawing.width,
            height: drawing.height,
            floor: drawing.floor,
        })
    });
    let picture = Picture { act, drawing, moment, playhead };
    let axis = Signal::derive(move || drawing.with(|drawing| drawing.axis.clone()));
    let conclusion = Signal::derive(move || act.with(words.group.group_conclusion));
    let spoken = Signal::derive(move || {
        let standing = moment.with(|moment| moment.standing);
        (words.group.moment_spoken)(now.get(), Some(standing))
    });
    let replay = Replay::new(playhead, act, axis, spoken);
    playhead.keep_in_sight(plot, axis);
    let names = Memo::new(move |_| {
        drawing.with(|drawing| {
            let heights = drawing.heights;
            let middle = |lane: &GroupLane| lane.top + heights.log_top + heights.log / 2.0;
            let names = (0..).zip(&drawing.lanes);
            names.map(|(partition, lane)| (partition_name(partition), middle(lane))).collect()
        })
    });
    let floor = move || drawing.with(|drawing| format!("{}px", drawing.floor));
    let lane = move || drawing.with(|drawing| format!("{}px", drawing.heights.step));
    view! {
        <div class="deck group" on:keydown=move |event| replay.key(&event) style=("--floor", floor) style=("--lane", lane)>
            <Laboratory picture/>
            <LaneHeads picture/>
            <div class="plot" node_ref=plot tabindex="0" role="group" aria-label=words.drawing.plot>
                <LaneNames names/>
                <Plot number=act.number title conclusion plane axis layers playhead/>
            </div>
            <ReplayBar replay/>
            <Wires picture/>
            <Members picture/>
        </div>
    }
    .into_any()
}

/// The lab's producer, which writes what the group reads.
#[component]
fn Laboratory(picture: Picture) -> impl IntoView {
    let words = i18n::words();
    let written = move || {
        let now = picture.playhead.now.get();
        let is_written = |at_us: Option<u64>| at_us.is_some_and(|at_us| at_us <= now);
        let records =
            |act: &Act| act.records.iter().filter(|record| is_written(record.confirmed_us)).count();
        (words.group.written)(picture.act.with(records))
    };
    view! {
        <div class="source">
            <div class="member" data-is="ended">
                <header><b>{words.group.lab}</b></header>
                <p>{written}</p>
            </div>
        </div>
    }
    .into_any()
}
