//! The page of one run: everything that the lesson showed while it ran, to be read again and shown
//! to a teacher.

use api::{exercise::Exercise, run::Run};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::not_found::NotFoundPage;
use crate::{
    answer::Answer,
    browser, client,
    components::{
        notice::FailureNotice,
        run_panel::{Opening, RunPanel},
        snippet::Snippet,
    },
    form, i18n, served, snippet,
};

#[component]
pub fn RunPage() -> impl IntoView {
    let lang = i18n::language().lang;
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let run = Answer::to(move || {
        let id = id.get();
        async move {
            let run = client::run(&id, lang).await?;
            let exercise = client::exercise(&run.exercise, lang).await?;
            Ok((run, exercise))
        }
    });
    let retry = Callback::new(move |()| run.ask_again());
    move || {
        run.get().map(|run| match run {
            Ok((run, exercise)) => view! { <RunBody run exercise/> }.into_any(),
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
fn RunBody(run: Run, exercise: Exercise) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    super::arrived(&(words.run.run_title)(run.attempt, &exercise.title));
    let course = Answer::to(move || client::course(lang));
    let crumb = {
        let exercise = exercise.id.clone();
        move || {
            let course = course.ok()?;
            let holds = |lesson: &&api::course::LessonOutline| {
                lesson.exercises.iter().any(|outline| outline.id == exercise)
            };
            let lesson = course.lessons.iter().find(holds)?.clone();
            Some(view! {
                <a href=api::paths::lesson_page(lang, &lesson.slug)>{lesson.number} " " {lesson.title}</a>
                " / "
            })
        }
    };
    let predicted = match &run.prediction {
        Some(prediction) => (words.run.predicted_answers)(prediction.len()),
        None => words.run.not_predicted.to_owned(),
    };
    // A miniature may ask nothing, and have no code of its own.
    let predicted = (!exercise.questions.is_empty()).then_some(predicted);
    let configuration = (!exercise.snippet.is_empty())
        .then(|| view! { <Configuration run=run.clone() exercise=exercise.clone()/> });
    let opening = if run.state.is_over() { Opening::Whole } else { Opening::Live };
    view! {
        <main id="main" class="run" data-exercise=exercise.id.clone()>
            <header class="run-head">
                <div>
                    <p class="crumb">{crumb} {exercise.label.clone()}</p>
                    <h1>{(words.run.run_title)(run.attempt, &exercise.title)}</h1>
                    <p class="facts">
                        <span class="at">{run.id.clone()}</span>
                        <span class="tally">{browser::local_time(run.created_ms, lang.code())}</span>
                        {predicted.map(|predicted| view! { <span class="tally">{predicted}</span> })}
                        {run.evidence_sha256.clone().map(|hash| view! {
                            <span class="tally">{words.run.evidence_hash} " " <code class="hash">{hash}</code></span>
                        })}
                    </p>
                </div>
            </header>
            {configuration}
            <h2 class="unseen">{words.run.run_heading}</h2>
            <RunPanel exercise=run.exercise.clone() run=run.id.clone() opening known=Some(run)/>
        </main>
    }
}

/// The Python that ran, with the fields of this run written in.
#[component]
fn Configuration(run: Run, exercise: Exercise) -> impl IntoView {
    let words = i18n::words();
    let lines = snippet::lines(&exercise.snippet, &run.fields);
    let changed = exercise.fields.iter().filter(|field| {
        run.fields
            .get(&field.name)
            .is_some_and(|value| form::written(value) != form::written(&field.default))
    });
    let changed: Vec<_> = changed.map(|field| field.name.clone()).collect();
    view! {
        <details class="configuration">
            <summary>{words.run.configuration}</summary>
            <Snippet
                lines=Signal::stored(lines)
                changed=Signal::stored(changed)
                active=RwSignal::new(None)
            />
        </details>
    }
}
