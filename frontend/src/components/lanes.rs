//! The lanes drawing of one act: the client's buffer above, one lane per partition below, on one
//! time axis. `lanes` (the pure one) computes the places; here they are only painted.

use std::sync::Arc;

use api::verdict::EvidenceLink;
use leptos::{html::Div, prelude::*};

use super::{
    evidence_link::Selection,
    glyph::{Glyph, key_class},
    group_lanes::GroupLanes,
    playhead::Playhead,
    process::Process,
    replay::{Replay, ReplayBar},
};
use crate::{
    browser, i18n,
    lanes::{self, Drawing, LANE_HEIGHT, Lane, Scale},
    run_view::{Act, RunView, is_killed},
};

/// Narrower than this the drawing scrolls inside its frame.
const LEAST_WIDTH: f64 = 640.0;

/// What the parts of one drawing share.
#[derive(Clone)]
struct Picture {
    act: Arc<Act>,
    drawing: Arc<Drawing>,
    /// Place of each record's key among the keys of the run.
    keys: Arc<Vec<Option<usize>>>,
    selected: Option<EvidenceLink>,
    playhead: Playhead,
}

impl Picture {
    fn of(
        view: &RunView,
        number: u32,
        width: f64,
        selected: Option<EvidenceLink>,
        playhead: Playhead,
    ) -> Option<Self> {
        let act = view.acts.iter().find(|act| act.number == number)?;
        let key = |record: &crate::run_view::Record| view.key_index(record.key.as_deref());
        Some(Self {
            drawing: Arc::new(lanes::draw(act, width)),
            keys: Arc::new(act.records.iter().map(key).collect()),
            act: Arc::new(act.clone()),
            selected,
            playhead,
        })
    }

    fn is_selected(&self, index: usize) -> bool {
        let record = &self.act.records[index];
        match &self.selected {
            Some(EvidenceLink::Record { act, partition, offset }) => {
                *act == self.act.number && record.place == Some((*partition, *offset))
            }
            Some(EvidenceLink::Order { act, order }) => {
                *act == self.act.number && record.order == Some(*order)
            }
            None => false,
        }
    }
}

#[component]
pub fn ActLanes(#[prop(into)] view: Signal<RunView>, number: u32) -> impl IntoView {
    let words = i18n::words();
    let selection = expect_context::<Selection>().0;
    let act = Memo::new(move |_| {
        let act = view.with(|view| view.acts.iter().find(|act| act.number == number).cloned());
        act.unwrap_or_else(|| Act::new(number))
    });
    let title = move || {
        act.with(|act| match act.group {
            Some(_) => (words.group_act_title)(number),
            None => (words.act_title)(number, act.ending),
        })
    };
    let is_group = Memo::new(move |_| act.with(|act| act.group.is_some()));
    let selected = Signal::derive(move || match selection.get() {
        Some(EvidenceLink::Record { act, partition, offset }) if act == number => {
            Some((partition, offset))
        }
        _ => None,
    });
    let body = move || match is_group.get() {
        true => view! { <GroupLanes view act number selected/> }.into_any(),
        false => view! { <ScriptLanes view act number/> }.into_any(),
    };
    view! {
        <section class="act" aria-labelledby=format!("act-{number}-h")>
            <header class="card-head">
                <h3 id=format!("act-{number}-h")>{title}</h3>
                <span class="tally">{words.topic} " " <code lang="en">{move || act.with(|act| act.topic.clone())}</code></span>
            </header>
            {body}
        </section>
    }
}

/// The act of a producer's script.
#[component]
fn ScriptLanes(view: Signal<RunView>, act: Memo<Act>, number: u32) -> impl IntoView {
    let words = i18n::words();
    let selection = expect_context::<Selection>().0;
    let plot = NodeRef::<Div>::new();
    let width = measured_width(plot);
    let playhead = Playhead::of(number, act);
    let picture =
        move || view.with(|view| Picture::of(view, number, width.get(), selection.get(), playhead));
    let axis = Signal::derive(move || act.with(|act| lanes::time_axis(act, width.get())));
    let spoken = Signal::derive(move || (words.moment_spoken)(playhead.now.get(), None));
    let replay = Replay::new(playhead, act, axis, spoken);
    playhead.keep_in_sight(plot, axis);
    view! {
        <div class="deck" on:keydown=move |event| replay.key(&event)>
            <div class="source">{move || view! { <Process act=act.get() now=playhead.now.get()/> }}</div>
            <div class="plot" node_ref=plot tabindex="0" role="group" aria-label=words.plot>
                {move || picture().map(|picture| view! { <Plane picture/> })}
            </div>
            <ReplayBar replay/>
        </div>
    }
    .into_any()
}

#[component]
fn Plane(picture: Picture) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let Picture { act, drawing, .. } = picture.clone();
    let number = act.number;
    let (width, height) = (drawing.width, drawing.height);
    let hatch = format!("hatch-{number}");
    let fill = format!("url(#{hatch})");
    let grounds = (0..).zip(&drawing.lanes).map(|(partition, lane): (u32, &Lane)| {
        let end = act.end_offset(partition).map(words.end_offset);
        let name = format!("P{partition}");
        view! { <LaneGround class="ground" drawing=drawing.clone() top=lane.top name end/> }
    });
    let grounds = grounds.collect_view();
    let records = [&drawing.buffer].into_iter().chain(&drawing.lanes).cloned();
    let records =
        records.map(|lane| view! { <LaneRecords picture=picture.clone() lane/> }).collect_view();
    let lost = act.exit.is_some().then(|| act.buffered().count()).filter(|count| *count > 0);
    let buffer_end = lost.map(|count| (words.died)(count));
    let axis = lanes::time_axis(&act, width);
    let veil = picture.playhead.veil(axis.clone(), width, drawing.floor);
    let needle = picture.playhead.needle(axis, drawing.floor);
    let (veil_behind, veil_in_front) = match drawing.scale {
        Scale::Cells => (Some(veil), None),
        Scale::Ticks | Scale::Bars => (None, Some(veil)),
    };
    view! {
        <svg
            viewBox=format!("0 0 {width} {height}")
            width=width
            height=height
            role="img"
            aria-labelledby=format!("act-{number}-t act-{number}-d")
        >
            <title id=format!("act-{number}-t")>{(words.act_title)(number, act.ending)}</title>
            <desc id=format!("act-{number}-d")>{(words.act_conclusion)(&act)}</desc>
            <defs>
                <pattern id=hatch width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <path class="hatch-line" d="M0 0v7"></path>
                </pattern>
            </defs>
            <LaneGround
                class="buffer-ground"
                drawing=drawing.clone()
                top=drawing.buffer.top
                name=words.buffer.to_owned()
                end=buffer_end
            />
            {grounds}
            <Faults picture=picture.clone() fill/>
            {veil_behind}
            {records}
            {veil_in_front}
            {needle}
            {drawing.axis.iter().map(|(x, at_us)| view! {
                <path class="line" d=format!("M{x:.1} {:.1}v5", drawing.floor)></path>
                <text class="mid dim" x=place(*x) y=place(drawing.floor + 19.0)>{(words.axis)(*at_us, lang)}</text>
            }).collect_view()}
        </svg>
    }
}

/// The ground of a lane, its name and where it ends; faults are drawn over it, records over both.
#[component]
fn LaneGround(
    class: &'static str,
    drawing: Arc<Drawing>,
    top: f64,
    name: String,
    end: Option<String>,
) -> impl IntoView {
    let baseline = place(top + LANE_HEIGHT / 2.0 + 4.0);
    view! {
        <rect class=class x="0.5" y=place(top) width=place(drawing.right) height=LANE_HEIGHT></rect>
        <text class="strong" x="8" y=baseline.clone()>{name}</text>
        {end.map(|end| view! {
            <text class="end dim" x=place(drawing.width - 4.0) y=baseline>{end}</text>
        })}
    }
}

#[component]
fn LaneRecords(picture: Picture, lane: Lane) -> impl IntoView {
    match picture.drawing.scale {
        Scale::Cells => {
            let cell = |(x, index): &(f64, usize)| {
                view! { <Cell picture=picture.clone() x=*x top=lane.top index=*index/> }
            };
            lane.marks.iter().map(cell).collect_view().into_any()
        }
        Scale::Ticks => {
            let tick = |(x, index): &(f64, usize)| {
                let line = format!("M{x:.1} {:.1}v{:.1}", lane.top + 3.0, LANE_HEIGHT - 6.0);
                let class = format!("tick {}", key_class(picture.keys[*index]));
                view! { <path class=class d=line></path> }
            };
            lane.marks.iter().map(tick).collect_view().into_any()
        }
        Scale::Bars => view! { <path class="histogram" d=lane.bars></path> }.into_any(),
    }
}

#[component]
fn Cell(picture: Picture, x: f64, top: f64, index: usize) -> impl IntoView {
    let words = i18n::words();
    let record = &picture.act.records[index];
    let width = picture.drawing.cell_width;
    let (place_class, label) = match record.place {
        Some((_, offset)) if record.confirmed_us.is_some() => ("cell", offset.to_string()),
        Some((_, offset)) => ("cell unasked", offset.to_string()),
        None if picture.act.exit.is_some() || record.error.is_some() => {
            ("cell lost", String::new())
        }
        None => ("cell waits", String::new()),
    };
    let dead = place_class == "cell lost";
    let group = if picture.is_selected(index) { "marked" } else { "" };
    let at_us = record.confirmed_us.or(record.sent_us).unwrap_or(0);
    let now = picture.playhead.now;
    let glyph_y = if record.place.is_some() { 14.0 } else { 12.0 };
    view! {
        <g
            class=group
            class:later=move || now.get() < at_us
            transform=format!("translate({x:.1} {:.1})", top + 2.0)
        >
            <title>{(words.record)(record)}</title>
            <rect class=place_class width=place(width) height=lanes::CELL_HEIGHT></rect>
            <g class=key_class(picture.keys[index]) transform=format!("translate({:.1} {glyph_y})", width / 2.0)>
                <Glyph index=picture.keys[index]/>
            </g>
            <text class="mid tiny" x=place(width / 2.0) y="31">{label}</text>
            {dead.then(|| {
                let middle = width / 2.0;
                view! { <path class="cross" d=format!("M{:.1} 23l7 7m0 -7l-7 7", middle - 3.5)></path> }
            })}
        </g>
    }
}

/// What was done to the run: the network held back, the calls that blocked, the end.
#[component]
fn Faults(picture: Picture, fill: String) -> impl IntoView {
    let words = i18n::words();
    let Picture { act, drawing, .. } = picture;
    let floor = drawing.floor;
    let held = drawing.held.iter().map(|(from, to)| view! {
        <rect class="held" fill=fill.clone() x=place(*from) y="24" width=place((to - from).max(2.0)) height=place(floor - 24.0)></rect>
        <text x=place(*from) y="16">{words.held}</text>
    }).collect_view();
    let calls = drawing
        .calls
        .iter()
        .zip(&act.calls)
        .map(|(x, (_, call))| {
            view! {
                <path class="call" d=format!("M{x:.1} 24V{floor:.1}")></path>
                <text class="accent" x=place(x + 4.0) y="34" lang="en">{(words.call)(*call)}</text>
            }
        })
        .collect_view();
    let end = drawing.end.zip(act.exit).map(|(x, exit)| {
        let (line, word) =
            if is_killed(exit) { ("fault", "fault-text end") } else { ("ink-line", "end") };
        let head = if is_killed(exit) { "fault-head" } else { "end-head" };
        view! {
            <path class=line d=format!("M{x:.1} 24V{floor:.1}")></path>
            <path class=head d=format!("M{:.1} 22h10l-5 8z", x - 5.0)></path>
            <text class=word x=place(drawing.width - 4.0) y="16">{(words.end_mark)(exit)}</text>
        }
    });
    view! { {held} {calls} {end} }
}

/// The width that the frame offers, kept up to date while the drawing stands.
pub(super) fn measured_width(plot: NodeRef<Div>) -> ReadSignal<f64> {
    let (width, set_width) = signal(900.0);
    let watch = StoredValue::new_local(None);
    Effect::new(move |_| {
        if let Some(plot) = plot.get() {
            let measured = move |offered: f64| set_width.set(offered.max(LEAST_WIDTH));
            watch.set_value(browser::watch_width(&plot, measured));
        }
    });
    on_cleanup(move || drop(watch.try_set_value(None)));
    width
}

pub(super) fn place(value: f64) -> String {
    format!("{value:.1}")
}
