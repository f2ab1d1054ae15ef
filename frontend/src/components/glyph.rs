//! A record's key beside words: the glyph that `paint` draws in the lanes.

use leptos::prelude::*;

use crate::paint::{self, Canvas};

/// Drawn around the origin of its group.
#[component]
pub fn Glyph(index: Option<usize>) -> impl IntoView {
    let mut canvas = Canvas::default();
    paint::glyph(&mut canvas, index);
    let place = "translate(9 9)";
    view! { <g class=paint::key_class(index) transform=place inner_html=canvas.into_text()></g> }
        .into_any()
}
