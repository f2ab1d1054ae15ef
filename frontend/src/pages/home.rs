//! The course: what it is, where the reader stopped, its lessons, and how it is judged.

use api::{
    course::{Course, ExerciseOutline, LessonOutline},
    exercise::ExerciseKind,
};
use leptos::prelude::*;

use crate::{
    client,
    components::{
        notice::FailureNotice,
        outline,
        track::{Progress, Track},
    },
    i18n, reading, served,
};

#[component]
pub fn HomePage() -> impl IntoView {
    let lang = i18n::lang();
    let course = LocalResource::new(move || client::course(lang));
    let retry = Callback::new(move |()| course.refetch());
    // The same failure once more changes nothing on the page.
    let course = Memo::new(move |_| course.get());
    let body = move || {
        course.get().map(|course| match course {
            Ok(course) => view! { <CourseBody course/> }.into_any(),
            Err(failure) => {
                served::hand_over();
                view! { <FailureNotice failure retry/> }.into_any()
            }
        })
    };
    view! { <main id="main" class="home">{body}</main> }
}

#[component]
fn CourseBody(course: Course) -> impl IntoView {
    let words = i18n::first_words();
    super::arrived(&course.title);
    let exercises = course.lessons.iter().flat_map(|lesson| &lesson.exercises);
    let exercises = exercises.filter(|exercise| is_listed(exercise)).count();
    let tally = (words.course.course_tally)(course.lessons.len(), exercises);
    view! {
        <section class="hero">
            <div>
                <h1>{words.course.slogan}</h1>
                <p class="lead">{course.summary.clone()}</p>
                <Continue lessons=course.lessons.clone()/>
                <p class="tally">{course.title} ". " {tally}</p>
            </div>
            <ol class="loop">
                {words.course.method.into_iter().map(|(verb, sentence)| view! {
                    <li><b>{verb}</b><span>{sentence}</span></li>
                }).collect_view()}
            </ol>
        </section>
        <div class="home-body">
            <section aria-labelledby="lessons-h">
                <h2 id="lessons-h">{words.course.lessons}</h2>
                {(0..).zip(course.lessons).map(|(offset, lesson)| view! { <LessonEntry offset lesson/> }).collect_view()}
            </section>
            <Judging keep_days=course.keep_days/>
        </div>
    }
}

/// Leads to the lesson that was begun and not confirmed, else to the first.
#[component]
fn Continue(lessons: Vec<LessonOutline>) -> impl IntoView {
    let (lang, words) = (i18n::lang(), i18n::first_words());
    let begun = lessons.iter().find(|lesson| {
        let Progress { position, confirmed, end } = outline::progress(lesson);
        position > 0 && confirmed < end
    });
    let label = if begun.is_some() { words.course.continue_in } else { words.course.begin_with };
    begun.or(lessons.first()).map(|lesson| {
        view! {
            <p class="facts">
                <a class="button main" href=api::paths::lesson_page(lang, &lesson.slug)>
                    {(label)(&lesson.number, &lesson.title)}
                </a>
            </p>
        }
    })
}

#[component]
fn LessonEntry(offset: u32, lesson: LessonOutline) -> impl IntoView {
    let (lang, words) = (i18n::lang(), i18n::first_words());
    let here = reading::position(&lesson.slug) > 0;
    view! {
        <section class="entry">
            <span class="folio" class:here=here aria-hidden="true">{format!("{offset:02}")}</span>
            <h3><a href=api::paths::lesson_page(lang, &lesson.slug)>{lesson.title.clone()}</a></h3>
            <p>{lesson.summary.clone()}</p>
            <Track progress=outline::progress(&lesson)/>
            <small class="tally">" · " {(words.course.minutes)(lesson.minutes)}</small>
            <ul class="exercises">
                {lesson.exercises.into_iter().filter(is_listed).map(|exercise| view! {
                    <li>
                        {exercise.title} " "
                        <span class="tally">
                            {match exercise.best {
                                Some(best) => (words.course.best)(best.points, best.max_points),
                                None => words.course.not_tried.to_owned(),
                            }}
                        </span>
                    </li>
                }).collect_view()}
            </ul>
        </section>
    }
}

/// A miniature is a part of its lesson's text.
fn is_listed(exercise: &ExerciseOutline) -> bool {
    exercise.kind == ExerciseKind::Exercise
}

#[component]
fn Judging(keep_days: u32) -> impl IntoView {
    let words = i18n::first_words();
    let row = |(tone, name, sentence)| {
        view! {
            <div>
                <dt><span class="verdict" data-is=tone>{name}</span></dt>
                <dd>{sentence}</dd>
            </div>
        }
    };
    view! {
        <section aria-labelledby="judging-h">
            <h2 id="judging-h">{words.course.judging}</h2>
            <dl class="verdicts">{words.course.verdicts.into_iter().map(row).collect_view()}</dl>
            <p class="aside" inner_html=words.course.progress_aside></p>
            <p class="aside">{(words.course.kept)(keep_days)}</p>
        </section>
    }
}
