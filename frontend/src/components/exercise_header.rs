//! What an exercise is about, how it will be judged, and which of its four steps comes now.

use api::exercise::{CheckOutline, Exercise};
use leptos::prelude::*;

use super::{honesty::Honesty, marked::Marked, scope::Scope};
use crate::i18n;

#[component]
pub fn ExerciseHeader(exercise: Signal<Exercise>) -> impl IntoView {
    let words = i18n::words();
    let scope = expect_context::<Scope>();
    let label = Memo::new(move |_| exercise.with(|exercise| exercise.label.clone()));
    let title = Memo::new(move |_| exercise.with(|exercise| exercise.title.clone()));
    let goal = Memo::new(move |_| exercise.with(|exercise| exercise.goal.clone()));
    let broker = Memo::new(move |_| exercise.with(|exercise| exercise.broker.clone()));
    let checks = Memo::new(move |_| exercise.with(|exercise| exercise.checks.clone()));
    let best = Memo::new(move |_| exercise.with(|exercise| exercise.best));
    let best = move || {
        best.get().map(|best| {
            view! {
                <span class="tally">{(i18n::first_words().course.best)(best.points, best.max_points)}</span>
            }
        })
    };
    view! {
        <header>
            <p class="crumb">{label}</p>
            <h2 id=scope.id("title")>{title}</h2>
            <div class="goal" inner_html=move || goal.get()></div>
            <p class="facts">{move || view! { <Honesty broker=broker.get()/> }} {best}</p>
            <details>
                <summary>{words.form.criteria}</summary>
                <ul class="announced">
                    {move || checks.get().into_iter().map(|check| view! { <Check check/> }).collect_view()}
                </ul>
            </details>
        </header>
    }
}

#[component]
fn Check(check: CheckOutline) -> impl IntoView {
    let words = i18n::words();
    view! {
        <li>
            <Marked text=check.claim/> " "
            <span class="tally">{(words.form.worth)(check.points)}</span>
            {check.needs_kafka.then(|| view! { " " <span class="tally">{words.form.needs_kafka}</span> })}
        </li>
    }
}

#[component]
pub fn Steps(step: Signal<usize>) -> impl IntoView {
    let words = i18n::words();
    let item = move |(number, name): (usize, &'static str)| {
        view! {
            <li aria-current=move || (step.get() == number).then_some("step")>
                {number} " " {name}
            </li>
        }
    };
    view! { <ol class="steps">{(1..).zip(words.form.steps).map(item).collect_view()}</ol> }
}
