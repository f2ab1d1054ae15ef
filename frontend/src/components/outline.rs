//! The index beside a lesson: the sections with their progress, and the lessons of the present one.

use api::course::{Course, LessonOutline, Section};
use leptos::prelude::*;

use crate::{i18n, progress::LearnerProgress};

#[component]
pub fn Outline(#[prop(into)] course: Signal<Option<Course>>, slug: String) -> impl IntoView {
    let words = i18n::first_words();
    let chapters = move || {
        let slug = slug.clone();
        course.get().map(|course| {
            let Course { title, sections, lessons, .. } = course;
            let chapter = move |section: Section| {
                let lessons = lessons.iter().filter(|lesson| is_in(lesson, &section));
                let lessons: Vec<_> = lessons.cloned().collect();
                view! { <Chapter section lessons slug=slug.clone()/> }
            };
            view! {
                <details open=wide()>
                    <summary>{title}</summary>
                    <ol class="chapters">{sections.into_iter().map(chapter).collect_view()}</ol>
                    <p class="aside" inner_html=words.course.progress_aside></p>
                </details>
            }
        })
    };
    view! { <nav class="outline" aria-label=words.course.outline>{chapters}</nav> }
}

/// Whether a lesson is in a section, by its number.
pub fn is_in(lesson: &LessonOutline, section: &Section) -> bool {
    lesson.number.split('.').next() == Some(section.number.as_str())
}

#[component]
fn Chapter(section: Section, lessons: Vec<LessonOutline>, slug: String) -> impl IntoView {
    let lang = i18n::lang();
    let is_open = lessons.iter().any(|lesson| lesson.slug == slug);
    let first = lessons.first().map(|lesson| api::paths::lesson_page(lang, &lesson.slug));
    let lesson = {
        let slug = slug.clone();
        move |lesson: LessonOutline| {
            let current = (lesson.slug == slug).then_some("page");
            view! {
                <li>
                    <a href=api::paths::lesson_page(lang, &lesson.slug) aria-current=current>
                        <span class="mono">{lesson.number}</span> " " {lesson.title}
                    </a>
                </li>
            }
        }
    };
    view! {
        <li>
            <p>
                <a href=first>
                    <span class="mono">{section.number}</span> " " {section.title}
                </a>
            </p>
            <LessonTrack lessons=lessons.clone() slug/>
            {is_open.then(|| view! { <ol class="subs">{lessons.into_iter().map(lesson).collect_view()}</ol> })}
        </li>
    }
}

/// The lessons of a section as cells: confirmed, read, here.
#[component]
fn LessonTrack(lessons: Vec<LessonOutline>, slug: String) -> impl IntoView {
    let words = i18n::first_words();
    let progress = expect_context::<LearnerProgress>();
    let lessons = StoredValue::new(lessons);
    let label = move || {
        lessons.with_value(|lessons| {
            let done = lessons.iter().filter(|lesson| progress.of(lesson).is_done()).count();
            (words.course.confirmed)(done, lessons.len())
        })
    };
    let cells = lessons.with_value(|lessons| {
        let cell = |lesson: &LessonOutline| {
            let (lesson, here) = (lesson.clone(), lesson.slug == slug);
            let is = move || match progress.of(&lesson) {
                it if it.is_done() => "done",
                _ if here => "here",
                it if it.is_begun() => "read",
                _ => "ahead",
            };
            view! { <i class=is></i> }
        };
        lessons.iter().map(cell).collect_view()
    });
    view! { <span class="track" role="img" aria-label=label>{cells}</span> }
}

/// Beside the text the index is open; above the text it is folded.
fn wide() -> bool {
    let query = web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64());
    query.is_some_and(|width| width >= 1024.0)
}
