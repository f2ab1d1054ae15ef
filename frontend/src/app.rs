//! The router, and the markup that it expects the server to have sent.
//!
//! # The served page
//!
//! Every page arrives rendered, so that it can be read before and without WebAssembly. The body has
//! two elements, `<div id="served">…</div><div id="app"></div>`; the app is mounted into `#app`,
//! hidden, and replaces `#served` once it has its first data. Both must therefore have the same
//! structure. Texts are in the page's language; the switch names the other language.
//!
//! Around every page:
//!
//! ```html
//! <a class="skip" href="#main">Ir al contenido</a>
//! <header class="topbar">
//!   <a class="wordmark" href="/es/"><svg viewBox="0 0 26 26" aria-hidden="true">
//!     <path class="mark-ink" d="M2.5 1.5h17l4 4v19h-21z"/>
//!     <path class="mark-margin" d="M6.4 1.5v23M8.4 1.5v23"/>
//!     <path class="mark-lines" d="M10.8 8h9.4M10.8 13h6.2M10.8 18h3.2"/>
//!     <path class="mark-next" d="M18.6 13h2.2M15.6 18h2.2"/></svg><span>Bitácora</span></a>
//!   <nav aria-label="Principal"><a href="/es/" aria-current="page">Curso</a></nav>
//!   <div class="who"><a href="/en/…" lang="en" hreflang="en">English</a></div>
//! </header>
//! ```
//!
//! `aria-current` on the home page only. The home page, a lesson and the glossary are written by
//! `home_page`, `lesson_page` and `glossary` in `backend/src/routes/`, with the same elements as
//! `pages/` here: a block of a lesson is
//!
//! ```html
//! <section class="entry" id="o0"><a class="folio" href="#{heading}">00</a>
//!   <div class="blk"><div class="txt"><div class="prose">{html}</div>…</div>
//!     <div class="notes"><div class="note-m" role="note" id="n1">…</div></div></div></section>
//! ```
//!
//! Where an exercise stands, it is `<div class="exercise-place">`, a miniature, `<div
//! class="miniature-place">`, each with the text of the exercise, a figure that can be touched, `<div
//! class="figure-place">`, and all with the same inside (`routes/waiting.rs`). Which of its sentences
//! is shown, `data-boot` of `<html>` says: `starting`, `late` or `failed` (`boot/`).
//!
//! A run, `/es/ejecuciones/{id}`; only its learner may see the content, so the app loads it:
//!
//! ```html
//! <main id="main" class="run"><div class="waiting">…</div></main>
//! ```

use api::paths::{GLOSSARY_SEGMENT, LESSON_SEGMENT, RUN_SEGMENT};
use leptos::prelude::*;
use leptos_router::{
    ParamSegment, StaticSegment,
    components::{FlatRoutes, Route, Router},
};
use wasm_bindgen::JsCast;

use crate::{
    address, browser,
    components::{
        announcer::{Announcer, LiveRegion},
        topbar::Topbar,
        update_notice::UpdateNotice,
    },
    pages::{
        lesson::LessonPage,
        not_found::NotFoundPage,
        page_place::{GlossaryPlace, HomePlace, RunPlace},
    },
    progress::LearnerProgress,
};

/// Mounts the app into `#app`, or into the body of a page without it.
pub fn mount() {
    let place = web_sys::window()
        .and_then(|window| window.document()?.get_element_by_id("app")?.dyn_into().ok());
    match place {
        Some(place) => mount_to(place, App).forget(),
        None => mount_to_body(App),
    }
}

/// The language is that of the URL and stays for the life of the page: changing it is a navigation,
/// so that prose, title and `lang` change with it.
#[component]
fn App() -> impl IntoView {
    let lang = address::language(&browser::path());
    provide_context(lang);
    provide_context(Announcer::default());
    provide_context(LearnerProgress::new(lang));
    let code = lang.code();
    view! {
        <Router>
            <Topbar/>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=StaticSegment(code) view=HomePlace/>
                <Route
                    path=(StaticSegment(code), StaticSegment(LESSON_SEGMENT), ParamSegment("slug"))
                    view=LessonPage
                />
                <Route
                    path=(StaticSegment(code), StaticSegment(RUN_SEGMENT), ParamSegment("id"))
                    view=RunPlace
                />
                <Route
                    path=(StaticSegment(code), StaticSegment(GLOSSARY_SEGMENT))
                    view=GlossaryPlace
                />
            </FlatRoutes>
            <UpdateNotice/>
            <LiveRegion/>
        </Router>
    }
}
