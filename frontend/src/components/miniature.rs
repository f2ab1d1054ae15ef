//! A small preset lab inside the prose: a button, the run, and, in the text around it, its numbers
//! (`told`). It is performed as an exercise is, without its steps.

use api::exercise::Exercise;
use leptos::prelude::*;

use super::{
    attempt::Attempt,
    attempt_run::AttemptRun,
    field::FieldRow,
    form_line::{FORM, FormLine},
    launch::LaunchBar,
    past_runs::PastRuns,
    prediction::PredictionForm,
    scope::Scope,
    snippet::Snippet,
};
use crate::{form, i18n, snippet};

#[component]
pub fn MiniatureCard(exercise: Signal<Exercise>, reload: Callback<()>) -> impl IntoView {
    let words = i18n::words();
    let scope = expect_context::<Scope>();
    let attempt = Attempt::new(exercise, reload);
    let Attempt { values, questions, answers, faults, runs, .. } = attempt;
    let Attempt { broker, prediction, launch, running, left_out, .. } = attempt;
    let Attempt { preparing, folded, .. } = attempt;
    let label = Memo::new(move |_| exercise.with(|exercise| exercise.label.clone()));
    let title = Memo::new(move |_| exercise.with(|exercise| exercise.title.clone()));
    let goal = Memo::new(move |_| exercise.with(|exercise| exercise.goal.clone()));
    let asks = Memo::new(move |_| !questions.with(Vec::is_empty));
    let has_run = Memo::new(move |_| !runs.with(Vec::is_empty));
    let told = Memo::new(move |_| exercise.with(|exercise| Some(exercise.told.as_ref()?.attempt)));
    let told = move || {
        told.get().map(|attempt| {
            view! { <p class="part tally">{(words.miniature.told)(attempt)}</p> }
        })
    };
    let action = Signal::derive(move || match has_run.get() {
        true => words.miniature.run_again,
        false => words.miniature.run,
    });
    view! {
        <article
            class="exercise miniature"
            aria-labelledby=scope.id("title")
            data-exercise=exercise.with_untracked(|exercise| exercise.id.clone())
        >
            <header>
                <p class="crumb">{label}</p>
                <h2 id=scope.id("title")>{title}</h2>
                <div class="goal" inner_html=move || goal.get()></div>
            </header>
            <form novalidate on:submit=move |event| attempt.submit(&event)>
                <FormLine attempt/>
                <div id=scope.id(FORM) hidden=folded><Choice attempt/></div>
                {move || (asks.get() && preparing.get()).then(|| view! {
                    <div class="part"><PredictionForm questions values answers faults/></div>
                })}
                <div class="part" hidden=move || !(preparing.get() || running.get())>
                    <LaunchBar
                        broker prediction launch running left_out action
                        unanswered=words.miniature.unanswered
                    />
                </div>
            </form>
            {told}
            <AttemptRun exercise attempt small=true/>
            <PastRuns runs/>
        </article>
    }
}

/// What can be chosen, and the same in Python: a miniature may have neither.
#[component]
fn Choice(attempt: Attempt) -> impl IntoView {
    let words = i18n::words();
    let Attempt { fields, snippet, values, typed, faults, .. } = attempt;
    let active = RwSignal::new(None);
    let lines = Memo::new(move |_| {
        snippet.with(|lines| values.with(|values| snippet::lines(lines, values)))
    });
    let changed = Memo::new(move |_| {
        let is_changed =
            |field: &&api::exercise::Field| typed.with(|typed| form::changed(field, typed));
        let name = |field: &api::exercise::Field| field.name.clone();
        fields.with(|fields| fields.iter().filter(is_changed).map(name).collect::<Vec<_>>())
    });
    let rows = move || {
        let fields = fields.get();
        (!fields.is_empty()).then(|| {
            let row = move |field| view! { <FieldRow field typed faults active/> };
            view! {
                <fieldset class="part">
                    <legend class="unseen">{words.form.fields}</legend>
                    {fields.into_iter().map(row).collect_view()}
                </fieldset>
            }
        })
    };
    let has_code = Memo::new(move |_| !snippet.with(Vec::is_empty));
    let code = move || {
        has_code.get().then(|| {
            view! {
                <details class="part code-part">
                    <summary>{words.form.snippet}</summary>
                    <Snippet lines changed active/>
                </details>
            }
        })
    };
    view! { {rows} {code} }
}
