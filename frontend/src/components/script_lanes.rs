//! The drawing of producers' scripts: for each topic what is in the client's buffer, and one lane
//! per partition below, on one time axis. The module `lanes` computes the places, `paint` writes
//! the shapes; this component puts them into the page.

use std::sync::Arc;

use api::verdict::EvidenceLink;
use leptos::{html::Div, prelude::*};

use super::{
    plane::Plane,
    playhead::Playhead,
    plot::{Layers, Plot, measured_width},
    replay::{Replay, ReplayBar},
    shown_act::ShownAct,
    sources::Sources,
};
use crate::{
    i18n,
    lanes::{self, Drawing, Frame, Scale},
    paint,
    run_view::{Act, RunView},
};

#[component]
pub fn ScriptLanes(
    view: Signal<RunView>,
    act: ShownAct,
    /// The acts that share this one's axis, itself included.
    row: Memo<Vec<u32>>,
    title: Signal<String>,
    selected: Signal<Option<EvidenceLink>>,
) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let frame_of = NodeRef::<Div>::new();
    let width = measured_width(frame_of);
    let playhead = Playhead::of(act);
    let now = playhead.now;
    let revisions = Memo::new(move |_| {
        let row = row.get();
        let revision = |view: &RunView, number: &u32| view.act(*number).map(Act::revision);
        view.with(|view| row.iter().map(|number| revision(view, number)).collect::<Vec<_>>())
    });
    let frame = Memo::new(move |_| {
        revisions.get();
        let row = row.get();
        let width = width.get();
        view.with_untracked(|view| {
            let acts: Vec<&Act> = row.iter().filter_map(|number| view.act(*number)).collect();
            Frame::of(&acts, width, words)
        })
    });
    let drawing = Memo::new(move |_| {
        frame.with(|frame| Arc::new(act.with(|act| lanes::draw(act, frame, words))))
    });
    let found = Memo::new(move |_| {
        let link = selected.get()?;
        act.with(|act| act.linked(&link))
    });
    let with_drawing = move |paint: &dyn Fn(&Act, &Drawing) -> String| {
        let drawing = drawing.get();
        act.with_untracked(|act| paint(act, &drawing))
    };
    let lane = move |place: usize| {
        let (now, found) = (now.get(), found.get());
        with_drawing(&|act, drawing| match drawing.lanes.get(place) {
            Some(lane) => {
                let found = found.filter(|(topic, _)| *topic == lane.topic).map(|(_, index)| index);
                paint::script_lane(act, drawing, lane, now, found, words)
            }
            None => String::new(),
        })
    };
    let layers = Layers {
        ground: Memo::new(move |_| {
            with_drawing(&|act, drawing| paint::script_ground(act, drawing, words, lang))
        }),
        lanes: Memo::new(move |_| drawing.with(|drawing| drawing.lanes.len())),
        lane: Arc::new(lane),
        overlay: Memo::new(move |_| {
            let now = now.get();
            drawing.with(|drawing| {
                let Drawing { frame: Frame { direction, .. }, landmarks, height, .. } =
                    drawing.as_ref();
                let bands = paint::bands(*direction, landmarks, *height, now, words, lang);
                paint::script_overlay(drawing, now, words) + &bands
            })
        }),
        veil_behind: Memo::new(move |_| frame.with(|frame| frame.scale == Scale::Cells)),
    };
    let plane = Memo::new(move |_| {
        drawing.with(|drawing| Plane {
            direction: drawing.frame.direction,
            width: drawing.frame.width,
            height: drawing.height,
            floor: drawing.frame.floor,
        })
    });
    let names = Memo::new(move |_| {
        drawing.with(|drawing| act.with_untracked(|act| lanes::names(act, drawing, words)))
    });
    let axis = Signal::derive(move || frame.with(|frame| frame.axis.clone()));
    let conclusion = Signal::derive(move || act.with(words.drawing.act_conclusion));
    let spoken = Signal::derive(move || (words.group.moment_spoken)(now.get(), None));
    let replay = Replay::new(playhead, act, axis, spoken);
    view! {
        <div class="deck" on:keydown=move |event| replay.key(&event)>
            <div class="source"><Sources act now/></div>
            <div class="plot" node_ref=frame_of tabindex="0" role="group" aria-label=words.drawing.plot>
                <Plot number=act.number title conclusion plane axis names layers playhead/>
            </div>
            <ReplayBar replay/>
        </div>
    }
    .into_any()
}
