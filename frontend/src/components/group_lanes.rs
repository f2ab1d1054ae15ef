//! The drawing of an act with consumers: what the log holds, who owns it, what was processed and
//! what is committed, on one time axis. `group_lanes` (the pure one) computes the places; here
//! they are only painted.

use std::sync::Arc;

use leptos::{html::Div, prelude::*};

use super::{
    glyph::{Glyph, key_class},
    lanes::{measured_width, place},
    members::{LaneHeads, Members, Wires},
    playhead::Playhead,
    replay::{Replay, ReplayBar},
};
use crate::{
    group_lanes::{
        self, CELL_HEIGHT, GroupDrawing, GroupLane, HandledPlace, LOG_HEIGHT, LOG_TOP, Place,
        Stretch, TOP,
    },
    i18n,
    lanes::Scale,
    run_view::{Act, RunView},
    timeline::{self, Moment, Standing},
};

/// What the parts of one drawing share.
#[derive(Clone, Copy)]
pub struct Picture {
    pub number: u32,
    pub act: Memo<Act>,
    pub drawing: Memo<Arc<GroupDrawing>>,
    pub moment: Memo<Moment>,
    pub playhead: Playhead,
    keys: Memo<Vec<String>>,
    selected: Signal<Option<(u32, i64)>>,
}

#[component]
pub fn GroupLanes(
    view: Signal<RunView>,
    act: Memo<Act>,
    number: u32,
    /// Place of the record that is marked.
    selected: Signal<Option<(u32, i64)>>,
) -> impl IntoView {
    let words = i18n::words();
    let plot = NodeRef::<Div>::new();
    let width = measured_width(plot);
    let playhead = Playhead::of(number, act);
    let drawing = Memo::new(move |_| Arc::new(act.with(|act| group_lanes::draw(act, width.get()))));
    let moment = Memo::new(move |_| act.with(|act| timeline::moment(act, playhead.now.get())));
    let keys = Memo::new(move |_| view.with(|view| view.keys.clone()));
    let picture = Picture { number, act, drawing, moment, playhead, keys, selected };
    let axis = Signal::derive(move || drawing.with(|drawing| drawing.axis.clone()));
    let spoken = Signal::derive(move || {
        let standing = moment.with(|moment| moment.standing);
        (words.moment_spoken)(playhead.now.get(), Some(standing))
    });
    let replay = Replay::new(playhead, act, axis, spoken);
    playhead.keep_in_sight(plot, axis);
    let floor = move || drawing.with(|drawing| format!("{}px", drawing.floor));
    let lane = move || drawing.with(|drawing| format!("{}px", drawing.lane_height));
    let names = move || {
        let drawing = drawing.get();
        let name = |(partition, lane): (usize, &GroupLane)| {
            let top = format!("{}px", lane.top + LOG_TOP + 9.0);
            view! { <b style:top=top>{format!("P{partition}")}</b> }.into_any()
        };
        drawing.lanes.iter().enumerate().map(name).collect_view()
    };
    view! {
        <div class="deck group" on:keydown=move |event| replay.key(&event) style=("--floor", floor) style=("--lane", lane)>
                <Laboratory picture/>
                <LaneHeads picture/>
                <div class="plot" node_ref=plot tabindex="0" role="group" aria-label=words.plot>
                    <div class="lane-names" aria-hidden="true">{names}</div>
                    {move || plane(picture, &drawing.get())}
                </div>
                <ReplayBar replay/>
                <Wires picture/>
                <Members picture/>
        </div>
    }
    .into_any()
}

/// The laboratory's producer, which writes what the group reads.
#[component]
fn Laboratory(picture: Picture) -> impl IntoView {
    let words = i18n::words();
    let written = move || {
        let now = picture.playhead.now.get();
        let is_written = |at_us: Option<u64>| at_us.is_some_and(|at_us| at_us <= now);
        let records =
            |act: &Act| act.records.iter().filter(|record| is_written(record.confirmed_us)).count();
        (words.written)(picture.act.with(records))
    };
    view! {
        <div class="source">
            <div class="member" data-is="ended">
                <header><b>{words.lab}</b></header>
                <p>{written}</p>
            </div>
        </div>
    }
    .into_any()
}

fn plane(picture: Picture, drawing: &Arc<GroupDrawing>) -> AnyView {
    let i18n::Language { lang, words } = i18n::language();
    let number = picture.number;
    let (width, height, floor) = (drawing.width, drawing.height, drawing.floor);
    let hatch = format!("hatch-{number}");
    let spans = drawing.spans.iter().map(|span| stretch(span, floor, &hatch)).collect_view();
    let grounds = drawing.lanes.iter().map(|lane| ground(lane, drawing)).collect_view();
    let lanes = drawing.lanes.iter().map(|lane| records(picture, lane, drawing)).collect_view();
    let marks = (0..drawing.lanes.len()).map(|lane| marks(picture, lane, drawing)).collect_view();
    let ticks = drawing.axis.ticks().into_iter().map(|(x, at_us)| {
        let (class, at) = if x + 32.0 > width { ("end dim", width - 2.0) } else { ("mid dim", x) };
        view! {
            <path class="line" d=format!("M{x:.1} {floor:.1}v5")></path>
            <text class=class x=place(at) y=place(floor + 19.0)>{(words.axis)(at_us, lang)}</text>
        }
    });
    let deaths = picture.act.with(|act| deaths(act, drawing));
    let veil = picture.playhead.veil(drawing.axis.clone(), width, floor);
    let needle = picture.playhead.needle(drawing.axis.clone(), floor);
    let (veil_behind, veil_in_front) = match drawing.scale {
        Scale::Cells => (Some(veil), None),
        Scale::Ticks | Scale::Bars => (None, Some(veil)),
    };
    view! {
        <svg
            viewBox=format!("0 0 {width:.0} {height:.0}")
            width=place(width)
            height=place(height)
            role="img"
            aria-labelledby=format!("act-{number}-t act-{number}-d")
        >
            <title id=format!("act-{number}-t")>{(words.group_act_title)(number)}</title>
            <desc id=format!("act-{number}-d")>{move || picture.act.with(words.group_conclusion)}</desc>
            <defs>
                <pattern id=hatch.clone() width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <path class="hatch-line" d="M0 0v7"></path>
                </pattern>
            </defs>
            {spans}
            {grounds}
            {deaths}
            {veil_behind}
            {lanes}
            {veil_in_front}
            <path class="line" d=format!("M0 {floor:.1}H{width:.0}")></path>
            {ticks.collect_view()}
            {marks}
            {needle}
        </svg>
    }
    .into_any()
}

/// Members that ended without good-bye.
fn deaths(act: &Act, drawing: &GroupDrawing) -> AnyView {
    let mut named = f64::MIN;
    let members = act.group.iter().flat_map(|group| &group.members);
    let dead = members.filter_map(|member| {
        let end = member.ended.as_ref().filter(|end| !end.closed)?;
        let (x, floor) = (drawing.axis.x(end.at_us), drawing.floor);
        let name = (x - named > 24.0).then(|| format!("✕ m{}", member.number));
        named = if name.is_some() { x } else { named };
        Some(view! {
            <path class="fault" d=format!("M{x:.1} 24V{floor:.1}")></path>
            <path class="fault-head" d=format!("M{:.1} 24h10l-5 8z", x - 5.0)></path>
            {name.map(|name| view! { <text class="fault-text end" x=place(x - 7.0) y="33">{name}</text> })}
        })
    });
    dead.collect_view().into_any()
}

/// A generation as a band, a rebalance as a hatch.
fn stretch(span: &Stretch, floor: f64, hatch: &str) -> AnyView {
    let words = i18n::words();
    let (x, width) = (place(span.from), place((span.to - span.from).max(0.0)));
    let name = (words.standing)(span.standing);
    // A name that has no room is left to the table.
    let room = (span.to - span.from) / 6.7;
    let name = (name.chars().count() as f64 <= room).then_some(name);
    let label = name.map(|name| {
        let ground = place(6.7 * name.chars().count() as f64 + 6.0);
        view! {
            <rect class="word-ground" x=place(span.from + 2.0) y="4" width=ground height="16"></rect>
            <text class="dim" x=place(span.from + 5.0) y="16">{name}</text>
        }
    });
    match span.standing {
        Standing::Settled(_) => view! {
            <rect class="band" x=x.clone() y="0" width=width height=place(floor)></rect>
            <path class="line" d=format!("M{x} 0V{floor:.1}")></path>
            {label}
        }
        .into_any(),
        Standing::Forming | Standing::Rebalancing => view! {
            <rect class="rebalance" fill=format!("url(#{hatch})") x=x y="0" width=width height=place(floor)></rect>
            {label}
        }
        .into_any(),
        Standing::NotYet | Standing::Ungrouped | Standing::Over => ().into_any(),
    }
}

/// The log's ground and the bars of its owners.
fn ground(lane: &GroupLane, drawing: &GroupDrawing) -> AnyView {
    let width = drawing.width;
    let foot = lane.top + drawing.lane_height - 0.5;
    let owners = lane.owners.iter().map(|owner| {
        let class = if owner.is_gone { "bar gone" } else { "bar" };
        let name = (owner.height > 8.0 && !owner.is_gone).then(|| format!("m{}", owner.member));
        let baseline = owner.y + owner.height / 2.0 + 3.6;
        view! {
            <rect
                class=class
                x=place(owner.from)
                y=place(owner.y)
                width=place((owner.to - owner.from).max(2.0))
                height=place(owner.height)
            ></rect>
            {name.map(|name| view! {
                <text class="strong owner" x=place(owner.from + 4.0) y=place(baseline)>{name}</text>
            })}
        }
    });
    view! {
        <path class="line lane-foot" d=format!("M0 {foot:.1}H{width:.0}")></path>
        <rect class="ground" x="0" y=place(lane.top + LOG_TOP) width=place(width) height=LOG_HEIGHT></rect>
        {owners.collect_view()}
    }
    .into_any()
}

/// Everything that happened to the records of a lane.
fn records(picture: Picture, lane: &GroupLane, drawing: &GroupDrawing) -> AnyView {
    let now = picture.playhead.now;
    let later = move |at_us: u64| move || now.get() < at_us;
    let handled = lane.handled.iter().map(|handled| thread(lane, handled, later(handled.at_us)));
    let handled = handled.collect_view();
    let commits = lane.commits.iter().map(|commit| {
        let (x, y) = (commit.x, lane.top + drawing.lane_height - 14.0);
        view! {
            <g class:later=later(commit.at_us)>
                <path class="commit" d=format!("M{x:.1} {y:.1}l4.5 8h-9z")></path>
                <text class="tiny" x=place(x + 6.0) y=place(y + 9.0)>{commit.offset}</text>
            </g>
        }
        .into_any()
    });
    let commits = commits.collect_view();
    let cells = match drawing.scale {
        Scale::Bars => view! { <path class="histogram" d=lane.bars.clone()></path> }.into_any(),
        Scale::Cells | Scale::Ticks => {
            let width = (drawing.scale == Scale::Cells).then_some(drawing.cell_width);
            let record =
                |record: &Place| cell(picture, lane.top, *record, width, later(record.at_us));
            lane.records.iter().map(record).collect_view().into_any()
        }
    };
    view! { {handled} {cells} {commits} }.into_any()
}

/// From the record to the moment of its processing.
fn thread(
    lane: &GroupLane,
    handled: &HandledPlace,
    later: impl Fn() -> bool + Send + 'static,
) -> AnyView {
    let words = i18n::words();
    let HandledPlace { x, y, .. } = *handled;
    let again = handled.time > 1;
    let thread = handled.record.map(|from| {
        let top = lane.top + LOG_TOP + 36.0;
        let class = match (again, lane.is_flooded) {
            (true, true) => "thread again many",
            (true, false) => "thread again",
            (false, _) => "thread",
        };
        let line = format!(
            "M{from:.1} {top:.1}C{from:.1} {:.1} {x:.1} {:.1} {x:.1} {:.1}",
            top + 16.0,
            top + 12.0,
            y - 4.0
        );
        view! { <path class=class d=line></path> }
    });
    let sign = if again {
        view! {
            <circle class="again-dot" cx=place(x) cy=place(y) r="5.5"></circle>
            <text class="mid ring" x=place(x) y=place(y + 3.1)>{handled.time}</text>
        }
        .into_any()
    } else {
        view! { <circle class="done-dot" cx=place(x) cy=place(y) r="3.2"></circle> }.into_any()
    };
    view! {
        <g class:later=later>
            <title>{(words.handled)(handled.offset, handled.time)}</title>
            {thread}
            {sign}
        </g>
    }
    .into_any()
}

/// A record in its lane; without a width, as a line.
fn cell(
    picture: Picture,
    top: f64,
    at: Place,
    width: Option<f64>,
    later: impl Fn() -> bool + Send + 'static,
) -> AnyView {
    let words = i18n::words();
    let record = picture.act.with_untracked(|act| act.records[at.index].clone());
    let key = record.key.as_deref();
    let key = picture.keys.with(|keys| keys.iter().position(|known| Some(known.as_str()) == key));
    let class = key_class(key);
    let Some(width) = width else {
        let line = format!("M{:.1} {:.1}v{:.1}", at.x, top + LOG_TOP + 3.0, LOG_HEIGHT - 6.0);
        return view! { <path class=format!("tick {class}") class:later=later d=line></path> }
            .into_any();
    };
    let spot = record.place;
    let marked = move || spot.is_some() && picture.selected.get() == spot;
    let half = width / 2.0;
    view! {
        <g
            class:later=later
            class:marked=marked
            transform=format!("translate({:.1} {:.1})", at.x - half, top + LOG_TOP + 2.0)
        >
            <title>{(words.record)(&record)}</title>
            <rect class="cell" width=place(width) height=CELL_HEIGHT></rect>
            <g class=class transform=format!("translate({half} 12)")><Glyph index=key/></g>
            <text class="mid tiny" x=half y="31">{at.offset}</text>
        </g>
    }
    .into_any()
}

/// Where the group stands in a lane: the committed offset, the position, and what lies between.
fn marks(picture: Picture, lane: usize, drawing: &Arc<GroupDrawing>) -> AnyView {
    let drawing = drawing.clone();
    let top = TOP + lane as f64 * drawing.lane_height;
    let painted = move || {
        let now = picture.playhead.now.get();
        let shown = picture.moment.with(|moment| moment.partitions.get(lane).cloned());
        let shown = shown.unwrap_or_default();
        let x = |offset: i64| drawing.edge(lane, offset, now);
        let committed = shown.committed.map(x);
        let mut positions: Vec<f64> =
            shown.positions.iter().map(|(_, position)| x(*position)).collect();
        positions.dedup_by(|one, other| (*one - *other).abs() < 0.5);
        let reached = positions.iter().copied().fold(f64::MIN, f64::max);
        let safe_to = shown.safe_to.map(x);
        let risk = safe_to.filter(|safe_to| reached > *safe_to + 0.5).map(|safe_to| {
            let y = top + LOG_TOP + LOG_HEIGHT - 2.0;
            let width = place(reached - safe_to);
            view! { <rect class="risk" x=place(safe_to) y=place(y) width=width height="4"></rect> }
        });
        let committed = committed.map(|x| {
            view! {
                <g transform=format!("translate({x:.1} {top:.1})")>
                    <path class="ink-line" d="M0 8V44"></path>
                    <path class="commit" d="M0 39l5 8h-10z"></path>
                </g>
            }
        });
        let positions = positions.into_iter().map(|x| {
            view! {
                <g transform=format!("translate({x:.1} {top:.1})")>
                    <path class="ink-line dashed" d="M0 8V44"></path>
                    <path class="position" d="M0 11l-5-8h10z"></path>
                </g>
            }
        });
        view! { {risk} {committed} {positions.collect_view()} }.into_any()
    };
    painted.into_any()
}
