//! Where a page that is not a lesson comes, once its code is here.

use leptos::prelude::*;

use crate::{
    components::part::part,
    i18n,
    parts::{self, DrawPage, Missing},
};

#[component]
pub fn HomePlace() -> impl IntoView {
    place(parts::home_page, "home", i18n::first_words().part.loading_page)
}

#[component]
pub fn GlossaryPlace() -> impl IntoView {
    place(parts::glossary_page, "sheet", i18n::first_words().part.loading_page)
}

#[component]
pub fn RunPlace() -> impl IntoView {
    place(parts::run_page, "run", i18n::first_words().part.loading_run)
}

fn place<Answer>(load: fn() -> Answer, class: &'static str, loading: &'static str) -> impl IntoView
where
    Answer: Future<Output = Result<DrawPage, Missing>> + 'static,
{
    let waiting = move || {
        view! { <main id="main" class=class><p class="state" data-is="loading">{loading}</p></main> }
            .into_any()
    };
    part(load, Signal::stored(true), waiting, |draw: DrawPage| draw())
}
