//! The top bar: the course's name, the guest's name, language and theme.

use leptos::prelude::*;

use super::search::Search;
use crate::{address, answer::Answer, client, i18n, reading_place, theme::Theme};

#[component]
pub fn Topbar() -> impl IntoView {
    let (lang, words) = (i18n::lang(), i18n::first_words());
    let home = api::paths::home_page(lang);
    let location = leptos_router::hooks::use_location();
    let at_home = {
        let home = home.clone();
        move || (location.pathname.get() == home).then_some("page")
    };
    let session = Answer::to(move || client::session(lang));
    let learner = move || session.ok().and_then(|session| session.learner);
    view! {
        <a class="skip" href="#main" rel="external">{words.page.skip}</a>
        <header class="topbar">
            <a class="wordmark" href=home.clone()><Mark/><span>{words.page.product}</span></a>
            <nav aria-label=words.page.nav>
                <a href=home aria-current=at_home>{words.page.nav_course}</a>
            </nav>
            <div class="who">
                <Search/>
                {move || learner().map(|learner| view! { <span>{(words.page.guest)(&learner.name)}</span> })}
                <OtherLanguage/>
                <ThemeButton/>
            </div>
        </header>
    }
}

/// The same page in the other language. A real navigation: the server then sends prose, title and
/// `lang` of the page in that language, and drafts come from storage.
#[component]
fn OtherLanguage() -> impl IntoView {
    let (lang, words) = (i18n::lang(), i18n::first_words());
    let other = address::other_language(lang);
    let location = leptos_router::hooks::use_location();
    // Not the browser's own path: the router writes that after it has shown the page.
    let href = move || address::in_language(&location.pathname.get(), other);
    view! {
        <a
            href=href
            rel="external"
            lang=other.code()
            hreflang=other.code()
            aria-label=words.page.other_language
            on:click=move |_| reading_place::switch()
        >
            {words.page.other_language}
        </a>
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let words = i18n::first_words();
    let theme = RwSignal::new(Theme::load());
    let name = move || (words.page.theme)(theme.get());
    let change = move |_| {
        theme.update(|theme| *theme = theme.next());
        theme.get_untracked().apply();
    };
    view! {
        <button
            class="button small theme"
            type="button"
            aria-label=move || (words.page.theme_label)(name())
            on:click=change
        >
            {name}
        </button>
    }
}

#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 26 26" aria-hidden="true">
            <path class="mark-ink" d="M2.5 1.5h17l4 4v19h-21z"/>
            <path class="mark-margin" d="M6.4 1.5v23M8.4 1.5v23"/>
            <path class="mark-lines" d="M10.8 8h9.4M10.8 13h6.2M10.8 18h3.2"/>
            <path class="mark-next" d="M18.6 13h2.2M15.6 18h2.2"/>
        </svg>
    }
}
