//! A lesson: its blocks, each with its offset in the margin, and its exercises among them.

use api::{
    course::{Block, Lesson},
    exercise::ExerciseKind,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::not_found::NotFoundPage;
use crate::{
    browser, client,
    components::{exercise_place::ExercisePlace, notice::FailureNotice, outline::Outline},
    i18n, reading, served,
};

#[component]
pub fn LessonPage() -> impl IntoView {
    let lang = i18n::lang();
    let params = use_params_map();
    let slug = Memo::new(move |_| params.with(|params| params.get("slug").unwrap_or_default()));
    let course = LocalResource::new(move || client::course(lang));
    let course = Signal::derive(move || course.get().and_then(Result::ok));
    let lesson = LocalResource::new(move || {
        let slug = slug.get();
        async move { client::lesson(&slug, lang).await }
    });
    let retry = Callback::new(move |()| lesson.refetch());
    // The same failure once more changes nothing on the page.
    let lesson = Memo::new(move |_| lesson.get());
    move || {
        lesson.get().map(|lesson| match lesson {
            Ok(lesson) => view! {
                <div class="workbook">
                    <Outline course slug=lesson.slug.clone()/>
                    <main id="main" class="lesson"><LessonBody lesson/></main>
                </div>
            }
            .into_any(),
            Err(failure) if failure.status() == Some(404) => view! { <NotFoundPage/> }.into_any(),
            Err(failure) => {
                served::hand_over();
                view! { <main id="main" class="sheet"><FailureNotice failure retry/></main> }
                    .into_any()
            }
        })
    }
}

#[component]
fn LessonBody(lesson: Lesson) -> impl IntoView {
    let words = i18n::first_words();
    super::arrived(&format!("{} {}", lesson.number, lesson.title));
    let here = follow_reading(lesson.slug, lesson.blocks.len() as u32);
    view! {
        <header class="entry opening">
            <p class="crumb">{lesson.number} " · " {(words.course.minutes)(lesson.minutes)}</p>
            <h1>{lesson.title}</h1>
            <p class="lead">{lesson.summary}</p>
        </header>
        {(0..).zip(lesson.blocks).map(|(offset, block)| view! { <Entry offset block here/> }).collect_view()}
    }
}

#[component]
fn Entry(offset: u32, block: Block, here: ReadSignal<u32>) -> impl IntoView {
    let body = match block {
        Block::Prose { html } => view! { <div class="prose" inner_html=html></div> }.into_any(),
        Block::Exercise { id } => {
            view! { <ExercisePlace id kind=ExerciseKind::Exercise/> }.into_any()
        }
        Block::Miniature { id } => {
            view! { <ExercisePlace id kind=ExerciseKind::Miniature/> }.into_any()
        }
    };
    view! {
        <section class="entry" id=format!("o{offset}")>
            <span class="folio" class:here=move || here.get() == offset aria-hidden="true">
                {format!("{offset:02}")}
            </span>
            {body}
        </section>
    }
}

/// Tracks which block is being read, and stores how far the reader came.
fn follow_reading(slug: String, blocks: u32) -> ReadSignal<u32> {
    let (here, set_here) = signal(0);
    let watch = StoredValue::new_local(None);
    Effect::new(move |_| {
        let slug = slug.clone();
        let seen = move |id: String| {
            if let Some(offset) = id.strip_prefix('o').and_then(|offset| offset.parse().ok()) {
                set_here.set(offset);
                // Nothing follows the last block, so a reader who reaches it has read all.
                let position = if offset + 1 == blocks { blocks } else { offset };
                reading::reached(&slug, position);
            }
        };
        watch.set_value(browser::watch_sight("main .entry[id]", seen));
    });
    on_cleanup(move || drop(watch.try_set_value(None)));
    here
}
