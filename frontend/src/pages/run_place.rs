//! Where the page of a run comes, once its code is here.

use leptos::prelude::*;

use crate::{components::part::part, i18n, parts};

#[component]
pub fn RunPlace() -> impl IntoView {
    let words = i18n::first_words();
    let waiting = || {
        view! {
            <main id="main" class="run">
                <p class="state" data-is="loading">{words.part.loading_run}</p>
            </main>
        }
        .into_any()
    };
    part(parts::run_page, Signal::stored(true), waiting, |draw: parts::DrawRunPage| draw())
}
