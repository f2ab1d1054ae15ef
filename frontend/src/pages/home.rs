//! The course: a prediction to begin with, the lessons and how far the learner is, what was proved,
//! what to read elsewhere, and how it is judged.

use api::{
    course::{Course, ExerciseOutline, LessonOutline, Objective, Resource},
    exercise::ExerciseKind,
};
use leptos::prelude::*;

use crate::{
    answer::Answer,
    client,
    components::{course_log::CourseLog, hero::Hero, notice::FailureNotice},
    i18n,
    progress::LearnerProgress,
    served,
};

#[component]
pub fn HomePage() -> impl IntoView {
    let lang = i18n::lang();
    let course = Answer::to(move || client::course(lang));
    let retry = Callback::new(move |()| course.ask_again());
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
    super::arrived(&course.title);
    expect_context::<LearnerProgress>().merge(&course);
    view! {
        <Hero title=course.title.clone()/>
        <CourseLog course=course.clone()/>
        <section class="home-more">
            <div class="quad">
                <Exercises lessons=course.lessons/>
                <Objectives objectives=course.objectives/>
                <Resources resources=course.resources/>
                <Judging keep_days=course.keep_days/>
            </div>
        </section>
    }
}

/// Those of the session's plan; a miniature is a part of its lesson's text.
#[component]
fn Exercises(lessons: Vec<LessonOutline>) -> impl IntoView {
    let (lang, words) = (i18n::lang(), i18n::first_words());
    let progress = expect_context::<LearnerProgress>();
    let item = move |page: String, exercise: ExerciseOutline| {
        let id = exercise.id;
        let best = move || match progress.best(&id) {
            Some(best) => (words.course.best)(best.points, best.max_points),
            None => words.course.not_tried.to_owned(),
        };
        view! {
            <li>
                <a href=page><b>{exercise.title}</b></a>
                <small>{exercise.label} " · " {best}</small>
            </li>
        }
    };
    let items = lessons.into_iter().flat_map(|lesson| {
        let page = api::paths::lesson_page(lang, &lesson.slug);
        let exercises = lesson.exercises.into_iter();
        let exercises = exercises.filter(|exercise| exercise.kind == ExerciseKind::Exercise);
        exercises.map(move |exercise| (page.clone(), exercise))
    });
    view! {
        <section aria-labelledby="exercises-h">
            <h2 id="exercises-h">{words.home.exercises}</h2>
            <ul class="bare rows">
                {items.map(|(page, exercise)| item(page, exercise)).collect_view()}
            </ul>
        </section>
    }
}

/// Each with the proofs that there are.
#[component]
fn Objectives(objectives: Vec<Objective>) -> impl IntoView {
    let words = i18n::first_words();
    let progress = expect_context::<LearnerProgress>();
    let item = move |objective: Objective| {
        let all = objective.exercises.len();
        let ids = StoredValue::new(objective.exercises);
        let is_passed = move |place: usize| ids.with_value(|ids| progress.is_passed(&ids[place]));
        let done = move || (0..all).filter(|place| is_passed(*place)).count();
        let cell = move |place: usize| {
            view! { <i class=move || if is_passed(place) { "done" } else { "ahead" }></i> }
        };
        view! {
            <li>
                <b>{objective.text}</b>
                <span class="track" aria-hidden="true">{(0..all).map(cell).collect_view()}</span>
                <small>
                    {move || (words.home.proofs)(done(), all)}
                    {move || (done() == all).then(|| format!(" · {}", words.home.met))}
                </small>
            </li>
        }
    };
    view! {
        <section aria-labelledby="objectives-h">
            <h2 id="objectives-h">{words.home.objectives}</h2>
            <ul class="bare rows">{objectives.into_iter().map(item).collect_view()}</ul>
        </section>
    }
}

#[component]
fn Resources(resources: Vec<Resource>) -> impl IntoView {
    let (lang, words) = (i18n::lang(), i18n::first_words());
    let item = |Resource { title, url, what }| {
        view! { <li><a href=url><b>{title}</b></a><small>{what}</small></li> }
    };
    view! {
        <section aria-labelledby="resources-h">
            <h2 id="resources-h">{words.home.resources}</h2>
            <ul class="bare rows">
                {resources.into_iter().map(item).collect_view()}
                <li>
                    <a href=api::paths::glossary_page(lang)><b>{words.lesson.glossary}</b></a>
                    <small>{words.lesson.glossary_summary}</small>
                </li>
                <li>
                    <a href=api::paths::booklet_page(lang) rel="external"><b>{words.home.booklet}</b></a>
                    <small>{words.home.booklet_summary}</small>
                </li>
            </ul>
        </section>
    }
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
            <p class="aside">{(words.course.kept)(keep_days)}</p>
        </section>
    }
}
