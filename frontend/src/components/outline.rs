//! The index beside a lesson: every lesson with its track.

use api::course::{Course, LessonOutline};
use leptos::prelude::*;

use super::track::{Progress, Track};
use crate::{i18n, reading};

#[component]
pub fn Outline(#[prop(into)] course: Signal<Option<Course>>, slug: String) -> impl IntoView {
    let words = i18n::first_words();
    let chapters = move || {
        let slug = slug.clone();
        course.get().map(|course| {
            let chapter = move |lesson| {
                let current = lesson_is(&lesson, &slug);
                view! { <Chapter lesson current/> }
            };
            view! {
                <details open=wide()>
                    <summary>{course.title}</summary>
                    <ol class="chapters">{course.lessons.into_iter().map(chapter).collect_view()}</ol>
                    <p class="aside" inner_html=words.course.progress_aside></p>
                </details>
            }
        })
    };
    view! { <nav class="outline" aria-label=words.course.outline>{chapters}</nav> }
}

#[component]
fn Chapter(lesson: LessonOutline, current: bool) -> impl IntoView {
    let lang = i18n::lang();
    view! {
        <li aria-current=current.then_some("page")>
            <a href=api::paths::lesson_page(lang, &lesson.slug)>
                <span class="n">{lesson.number.clone()}</span> " " {lesson.title.clone()}
            </a>
            <Track progress=progress(&lesson)/>
        </li>
    }
}

/// The position from this browser and the confirmed offset from the server: the share of the
/// exercises that are passed, since each confirms what comes before it.
pub fn progress(lesson: &LessonOutline) -> Progress {
    let passed = lesson.exercises.iter().filter_map(|exercise| exercise.best);
    let passed = passed.filter(|score| score.points == score.max_points).count() as u32;
    let confirmed = match lesson.exercises.len() as u32 {
        0 => 0,
        exercises => lesson.blocks * passed / exercises,
    };
    let position = reading::position(&lesson.slug).max(confirmed).min(lesson.blocks);
    Progress { position, confirmed, end: lesson.blocks }
}

fn lesson_is(lesson: &LessonOutline, slug: &str) -> bool {
    lesson.slug == slug
}

/// Beside the text the index is open; above the text it is folded.
fn wide() -> bool {
    let query = web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64());
    query.is_some_and(|width| width >= 1024.0)
}
