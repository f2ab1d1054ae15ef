//! The frame of a drawing: layers of painted SVG, one string each, between them the veil over what
//! is still to come, and the playhead on top. A layer is repainted only when its text changes.

use std::sync::Arc;

use leptos::{html::Div, prelude::*};

use super::{plane::Plane, playhead::Playhead, scope::Scope};
use crate::{
    axis::Axis,
    browser,
    direction::Direction,
    names::{Name, Names},
    paint::Canvas,
};

/// No drawing is narrower.
const LEAST_WIDTH: f64 = 220.0;

/// What is painted, from bottom to top.
#[derive(Clone)]
pub struct Layers {
    pub ground: Memo<String>,
    pub lanes: Memo<usize>,
    /// One lane by its number.
    pub lane: Arc<dyn Fn(usize) -> String + Send + Sync>,
    pub overlay: Memo<String>,
    /// Whether records stay readable under the veil, so that it is drawn behind them.
    pub veil_behind: Memo<bool>,
}

#[component]
pub fn Plot(
    number: u32,
    title: Signal<String>,
    conclusion: Signal<String>,
    plane: Memo<Plane>,
    axis: Signal<Axis>,
    layers: Layers,
    playhead: Playhead,
) -> impl IntoView {
    let scope = expect_context::<Scope>();
    let id = move |part: &str| scope.id(format_args!("act-{number}-{part}"));
    let Layers { ground, lanes, lane, overlay, veil_behind } = layers;
    let painted = move || {
        let layer = |place: usize| {
            let lane = lane.clone();
            let painted = Memo::new(move |_| lane(place));
            view! { <g inner_html=painted></g> }.into_any()
        };
        (0..lanes.get()).map(layer).collect_view()
    };
    let width = move || match plane.get() {
        Plane { direction: Direction::Right, width, .. } => place(width),
        Plane { height, .. } => place(Direction::TIMES + height + Direction::EDGE),
    };
    let height = move || match plane.get() {
        Plane { direction: Direction::Right, height, .. } => place(height),
        Plane { width, .. } => place(width),
    };
    let transform = move || Canvas::transform(plane.get().direction);
    view! {
        <svg
            viewBox=move || format!("0 0 {} {}", width(), height())
            width=width
            height=height
            role="img"
            aria-labelledby=format!("{} {}", id("t"), id("d"))
        >
            <title id=id("t")>{title}</title>
            <desc id=id("d")>{conclusion}</desc>
            <g transform=transform>
                <g inner_html=ground></g>
                {playhead.veil(axis, plane, veil_behind, true)}
                <g>{painted}</g>
                {playhead.veil(axis, plane, veil_behind, false)}
                <g inner_html=overlay></g>
                {playhead.needle(axis, plane)}
            </g>
        </svg>
    }
    .into_any()
}

/// The names of the lanes beside the plane, where nothing else is. Screen readers get them from the
/// drawing's description.
#[component]
pub fn LaneNames(names: Memo<Names>) -> impl IntoView {
    let placed = |name: Name, is_title: bool, top: f64, direction: Direction| {
        let Name { text, fact, middle, room } = name;
        let px = |value: f64| Some(format!("{value:.1}px"));
        let (top, left, width) = match direction {
            Direction::Right => (px(middle), None, None),
            Direction::Down => (px(top), px(Direction::TIMES + middle - room / 2.0), px(room)),
        };
        let fact = fact.map(|fact| view! { <small>{fact}</small> });
        view! { <b class:title=is_title style:top=top style:left=left style:width=width>{text} {fact}</b> }.into_any()
    };
    let names_of = move || {
        let Names { direction, titles, lanes, titles_height, .. } = names.get();
        let titles = titles.into_iter().map(|name| placed(name, true, 0.0, direction));
        let lanes = lanes.into_iter().map(|name| placed(name, false, titles_height, direction));
        titles.chain(lanes).collect_view()
    };
    let height = move || {
        let names = names.get();
        names.direction.is_down().then(|| format!("{:.0}px", names.height))
    };
    view! { <div class="lane-names" style:height=height aria-hidden="true">{names_of}</div> }
        .into_any()
}

/// The width of the frame, kept up to date while the drawing exists.
pub fn measured_width(plot: NodeRef<Div>) -> ReadSignal<f64> {
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

fn place(value: f64) -> String {
    format!("{value:.1}")
}
