//! A sentence in which backticks mark code, as the course's short texts are written.

use leptos::prelude::*;

#[component]
pub fn Marked(text: String) -> impl IntoView {
    let pieces = text.split('`').map(str::to_owned).enumerate().map(|(place, piece)| {
        if place % 2 == 0 {
            piece.into_any()
        } else {
            view! { <code lang="en">{piece}</code> }.into_any()
        }
    });
    pieces.collect_view()
}
