//! The frame of a drawing: layers of painted SVG, one string each, between them the veil over what
//! is still to come, and the playhead on top. A layer is repainted only when its text changes.

use std::sync::Arc;

use leptos::{html::Div, prelude::*};

use super::{playhead::Playhead, scope::Scope};
use crate::{axis::Axis, browser};

/// Below this width a drawing scrolls inside its frame.
const LEAST_WIDTH: f64 = 640.0;

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

/// The extent of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Plane {
    pub width: f64,
    pub height: f64,
    /// Bottom of the lanes, where the axis begins.
    pub floor: f64,
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
    let width = move || place(plane.get().width);
    let height = move || place(plane.get().height);
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
            <g inner_html=ground></g>
            {playhead.veil(axis, plane, veil_behind, true)}
            <g>{painted}</g>
            {playhead.veil(axis, plane, veil_behind, false)}
            <g inner_html=overlay></g>
            {playhead.needle(axis, plane)}
        </svg>
    }
    .into_any()
}

/// The names of the lanes, each with the middle of its lane: they stay visible while the drawing
/// scrolls. Screen readers get them from the drawing's description.
#[component]
pub fn LaneNames(names: Memo<Vec<(String, f64)>>) -> impl IntoView {
    let name = |(name, middle): (String, f64)| {
        let top = format!("{}px", middle - 10.0);
        view! { <b style:top=top>{name}</b> }.into_any()
    };
    let names = move || names.get().into_iter().map(name).collect_view();
    view! { <div class="lane-names" aria-hidden="true">{names}</div> }.into_any()
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
