//! Progress drawn as a log: the position is what was read, confirmed is what an exercise proved.

use leptos::prelude::*;

use crate::i18n;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub position: u32,
    pub confirmed: u32,
    pub end: u32,
}

#[component]
pub fn Track(progress: Progress) -> impl IntoView {
    let words = i18n::first_words();
    let cell = move |offset: u32| match offset {
        offset if offset < progress.confirmed => "done",
        offset if offset == progress.position && offset > 0 => "here",
        offset if offset < progress.position => "read",
        _ => "ahead",
    };
    view! {
        <div class="track" aria-hidden="true">
            {(0..progress.end).map(|offset| view! { <i class=cell(offset)></i> }).collect_view()}
        </div>
        <small class="tally">{(words.course.progress)(progress)}</small>
    }
}
