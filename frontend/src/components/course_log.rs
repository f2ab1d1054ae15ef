//! The whole course as a log: a cell for each lesson, and below it the lessons by section.

use api::course::{Course, LessonOutline, Section};
use leptos::prelude::*;

use super::outline::is_in;
use crate::{
    i18n,
    progress::{LearnerProgress, Progress},
};

/// Where a lesson stands, as the style sheet names it, and in words.
fn standing(progress: Progress, is_next: bool) -> (&'static str, Option<&'static str>) {
    let words = &i18n::first_words().home;
    match progress {
        it if it.is_done() => ("done", Some(words.confirmed)),
        _ if is_next => ("here", Some(words.here)),
        it if it.is_begun() => ("read", Some(words.read)),
        _ => ("ahead", None),
    }
}

/// Where one goes on: in what was begun and is not confirmed, else in what comes first of the rest.
fn next(lessons: &[LessonOutline], progress: LearnerProgress) -> Option<&LessonOutline> {
    let open = || lessons.iter().filter(|lesson| !progress.of(lesson).is_done());
    // Whoever has read one has it behind her, even if she did not prove it.
    let begun = open().find(|lesson| {
        let progress = progress.of(lesson);
        progress.is_begun() && !progress.is_read()
    });
    let unread = || open().find(|lesson| !progress.of(lesson).is_begun());
    begun.or_else(unread).or_else(|| open().next())
}

#[component]
pub fn CourseLog(course: Course) -> impl IntoView {
    let (lang, words) = (i18n::lang(), i18n::first_words());
    let progress = expect_context::<LearnerProgress>();
    let lessons = StoredValue::new(course.lessons);
    let on = Memo::new(move |_| {
        lessons.with_value(|lessons| next(lessons, progress).map(|lesson| lesson.slug.clone()))
    });
    let tally = move || {
        lessons.with_value(|lessons| {
            let all = lessons.iter().map(|lesson| progress.of(lesson));
            let (mut read, mut done) = (0, 0);
            for lesson in all {
                read += usize::from(lesson.is_read());
                done += usize::from(lesson.is_done());
            }
            (words.home.log_tally)(read, done, lessons.len())
        })
    };
    let go_on = move || {
        lessons.with_value(|lessons| {
            let Some(lesson) =
                lessons.iter().find(|lesson| Some(&lesson.slug) == on.get().as_ref())
            else {
                return view! { <p>{words.home.all_done}</p> }.into_any();
            };
            let begun = lessons.iter().any(|lesson| progress.of(lesson).is_begun());
            let label = if begun { words.course.continue_in } else { words.course.begin_with };
            view! {
                <a class="button main" href=api::paths::lesson_page(lang, &lesson.slug)>
                    {label(&lesson.number, &lesson.title)}
                </a>
            }
            .into_any()
        })
    };
    let cell = move |lesson: LessonOutline| {
        let href = api::paths::lesson_page(lang, &lesson.slug);
        let (number, title) = (lesson.number.clone(), lesson.title.clone());
        let is_next = {
            let slug = lesson.slug.clone();
            Memo::new(move |_| on.get().as_ref() == Some(&slug))
        };
        let standing = Memo::new(move |_| standing(progress.of(&lesson), is_next.get()));
        let label = {
            let number = number.clone();
            move || match standing.get().1 {
                Some(word) => format!("{number} {title}, {word}"),
                None => format!("{number} {title}"),
            }
        };
        view! {
            <li>
                <a
                    href=href
                    class=move || standing.get().0
                    aria-current=move || is_next.get().then_some("step")
                    aria-label=label
                >
                    {number}
                </a>
            </li>
        }
    };
    let section = move |section: Section| {
        let of_it = lessons.with_value(|lessons| {
            lessons.iter().filter(|lesson| is_in(lesson, &section)).cloned().collect::<Vec<_>>()
        });
        (!of_it.is_empty()).then(|| view! { <SectionLessons section lessons=of_it on/> })
    };
    view! {
        <section class="home-log" aria-labelledby="log-h">
            <div class="log-head">
                <h2 id="log-h">{words.home.log_heading}</h2>
                <p class="tally" inner_html=tally></p>
                {go_on}
            </div>
            <ol class="courselog bare">{lessons.get_value().into_iter().map(cell).collect_view()}</ol>
            <div class="sections">{course.sections.into_iter().map(section).collect_view()}</div>
        </section>
    }
}

#[component]
fn SectionLessons(
    section: Section,
    lessons: Vec<LessonOutline>,
    on: Memo<Option<String>>,
) -> impl IntoView {
    let (lang, words) = (i18n::lang(), i18n::first_words());
    let progress = expect_context::<LearnerProgress>();
    let lesson = move |lesson: LessonOutline| {
        let outline = lesson.clone();
        let standing = Memo::new(move |_| {
            let is_next = on.get().as_ref() == Some(&outline.slug);
            standing(progress.of(&outline), is_next)
        });
        view! {
            <li class="entry" class:t-here=move || standing.get().0 == "here">
                <span class="folio">{lesson.number.clone()}</span>
                <a href=api::paths::lesson_page(lang, &lesson.slug)>{lesson.title}</a>
                <p>{lesson.summary}</p>
                <p class="meta">
                    {(words.course.minutes)(lesson.minutes)}
                    {move || standing.get().1.map(|word| view! { " · " <b>{word}</b> })}
                </p>
            </li>
        }
    };
    view! {
        <section>
            <h3><span class="mono">{section.number}</span> " " {section.title}</h3>
            <ol class="bare topics">{lessons.into_iter().map(lesson).collect_view()}</ol>
        </section>
    }
}
