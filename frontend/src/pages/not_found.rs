//! The page for addresses that do not exist.

use leptos::prelude::*;

use crate::i18n;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    let (lang, words) = (i18n::lang(), i18n::first_words());
    super::arrived(words.page.not_found);
    view! {
        <main id="main" class="sheet">
            <h1>{words.page.not_found}</h1>
            <p class="lead">{words.page.not_found_next}</p>
            <p class="facts">
                <a class="button main" href=api::paths::home_page(lang)>{words.page.to_course}</a>
            </p>
        </main>
    }
}
