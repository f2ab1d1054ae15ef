//! The frame of a drawing: layers of painted SVG, one string each, between them the veil over what
//! is still to come, and the playhead on top. A layer is repainted only when its text changes.

use std::sync::Arc;

use leptos::{html::Div, prelude::*};

use super::{plane::Plane, playhead::Playhead, scope::Scope};
use crate::{
    axis::Axis,
    browser,
    direction::Direction,
    names::Names,
    paint::{self, Canvas},
};

/// Units of a drawing in the size of the page's text.
const UNITS: f64 = 16.0;
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
    names: Memo<Names>,
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
    let extent = Memo::new(move |_| names.with(Names::extent));
    let size = move || {
        let Plane { direction, width, height, .. } = plane.get();
        match direction {
            Direction::Right => (extent.get() + width, height),
            Direction::Down => (Direction::TIMES + height + Direction::EDGE, extent.get() + width),
        }
    };
    let transform = move || Canvas::transform(plane.get().direction, extent.get());
    let named = Memo::new(move |_| names.with(paint::names));
    view! {
        <svg
            viewBox=move || format!("0 0 {:.1} {:.1}", size().0, size().1)
            style:width=move || rem(size().0)
            style:height=move || rem(size().1)
            role="img"
            aria-labelledby=format!("{} {}", id("t"), id("d"))
        >
            <title id=id("t")>{title}</title>
            <desc id=id("d")>{conclusion}</desc>
            <g inner_html=named></g>
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

/// The width that an element offers, in units of a drawing, kept up to date while the drawing exists.
pub fn measured_width(element: NodeRef<Div>) -> ReadSignal<f64> {
    let (width, set_width) = signal(900.0);
    let watch = StoredValue::new_local(None);
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            let measured = move |offered: f64| {
                set_width.set((offered * UNITS / browser::text_size()).floor().max(LEAST_WIDTH));
            };
            watch.set_value(browser::watch_width(&element, measured));
        }
    });
    on_cleanup(move || drop(watch.try_set_value(None)));
    width
}

/// A length of a drawing on the page: its texts grow with those around it.
pub fn rem(length: f64) -> String {
    format!("{:.3}rem", length / UNITS)
}
