//! An exercise in its lesson: configure, predict, run, compare.

use api::{
    course::ExerciseText,
    exercise::{Exercise, ExerciseKind},
};
use leptos::prelude::*;

use super::{
    attempt::Attempt,
    attempt_run::AttemptRun,
    exercise_form::ExerciseForm,
    exercise_header::{ExerciseHeader, Steps},
    exercise_place::{self, UnloadedExercise},
    form_line::{FORM, FormLine},
    launch::LaunchBar,
    miniature::MiniatureCard,
    notice::FailureNotice,
    orders::Orders,
    past_runs::PastRuns,
    prediction::PredictionForm,
    scope::Scope,
    told,
};
use crate::{answer::Answer, client, i18n, progress::LearnerProgress};

/// Loads an exercise or a miniature and keeps the latest answer while it is reloaded.
#[component]
pub fn ExerciseBlock(id: String, kind: ExerciseKind, text: ExerciseText) -> impl IntoView {
    let lang = i18n::lang();
    let answer = Answer::to({
        let id = id.clone();
        move || {
            let id = id.clone();
            async move { client::exercise(&id, lang).await }
        }
    });
    let loaded = Memo::new(move |before: Option<&Option<Exercise>>| {
        answer.ok().or_else(|| before.cloned().flatten())
    });
    let told = Memo::new(move |_| {
        loaded.with(|loaded| loaded.as_ref().map(|exercise| exercise.told.clone()))
    });
    told::follow(id.clone(), told);
    let progress = expect_context::<LearnerProgress>();
    Effect::new({
        let id = id.clone();
        move |_| {
            let best = loaded.with(|loaded| loaded.as_ref().and_then(|exercise| exercise.best));
            if let Some(best) = best {
                progress.scored(&id, best);
            }
        }
    });
    let first = Memo::new(move |_| loaded.with(Option::is_some));
    let reload = Callback::new(move |()| answer.ask_again());
    let failure = move || {
        let failure = answer.get().and_then(Result::err);
        failure.map(|failure| view! { <FailureNotice failure retry=reload/> })
    };
    let card = move || {
        first.get().then(|| {
            // Here and not above: a component shares its owner with the other exercises of the page.
            provide_context(Scope::of(&id));
            let exercise = Signal::derive(move || {
                loaded.get().expect("an exercise that was loaded once stays loaded")
            });
            match kind {
                ExerciseKind::Exercise => view! { <ExerciseCard exercise reload/> }.into_any(),
                ExerciseKind::Miniature => view! { <MiniatureCard exercise reload/> }.into_any(),
            }
        })
    };
    let unloaded =
        move || (!first.get()).then(|| view! { <UnloadedExercise kind text=text.clone()/> });
    view! { <div class=exercise_place::place(kind)>{failure} {unloaded} {card}</div> }
}

#[component]
fn ExerciseCard(exercise: Signal<Exercise>, reload: Callback<()>) -> impl IntoView {
    let words = i18n::words();
    let scope = expect_context::<Scope>();
    let attempt = Attempt::new(exercise, reload);
    let Attempt { fields, snippet, values, typed, questions, answers, faults, .. } = attempt;
    let Attempt { broker, prediction, launch, running, left_out, runs, .. } = attempt;
    let Attempt { preparing, folded, .. } = attempt;
    let variant = Memo::new(move |_| exercise.with(|exercise| exercise.variant.clone()));
    let limits = Memo::new(move |_| exercise.with(|exercise| exercise.limits));
    let step = Signal::derive(move || match (running.get(), preparing.get()) {
        (true, _) => 3,
        (false, false) => 4,
        (false, true) if answers.with(|answers| answers.values().any(|text| !text.is_empty())) => 2,
        (false, true) => 1,
    });
    view! {
        <article
            class="exercise"
            aria-labelledby=scope.id("title")
            data-exercise=exercise.with_untracked(|exercise| exercise.id.clone())
        >
            <ExerciseHeader exercise/>
            <Steps step/>
            <form novalidate on:submit=move |event| attempt.submit(&event)>
                <FormLine attempt/>
                <div id=scope.id(FORM) hidden=folded>
                    <ExerciseForm fields snippet values typed faults/>
                </div>
                {move || preparing.get().then(|| view! {
                    <div class="part data">
                        <Orders variant/>
                        <p class="tally">{move || (words.form.limits)(limits.get())}</p>
                    </div>
                    <div class="part"><PredictionForm questions values answers faults/></div>
                })}
                <div class="part" hidden=move || !(preparing.get() || running.get())>
                    <LaunchBar
                        broker prediction launch running left_out
                        action=words.form.run
                        unanswered=words.form.prediction_missing
                    />
                </div>
            </form>
            <AttemptRun exercise attempt/>
            <PastRuns runs/>
        </article>
    }
}
