//! An exercise in its lesson: configure, predict, run, compare. The draft keeps what was typed;
//! after a reload the page finds the run under way again.

use api::{
    exercise::Exercise,
    run::{NewRun, RunSummary},
};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    announcer::Announcer,
    exercise_form::ExerciseForm,
    exercise_header::{ExerciseHeader, Steps},
    field::Faults,
    launch::{self, Launch, LaunchBar},
    notice::FailureNotice,
    orders::Orders,
    past_runs::PastRuns,
    prediction::PredictionForm,
    run_panel::RunPanel,
};
use crate::{
    browser, client,
    client::Failure,
    draft::{self, Draft},
    form::{self, Prediction},
    i18n,
};

/// Loads the exercise and keeps the latest answer while it is reloaded.
#[component]
pub fn ExerciseBlock(id: String) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let resource = LocalResource::new(move || {
        let id = id.clone();
        async move { client::exercise(&id, lang).await }
    });
    let loaded = Memo::new(move |before: Option<&Option<Exercise>>| match resource.get() {
        Some(Ok(exercise)) => Some(exercise),
        Some(Err(_)) | None => before.cloned().flatten(),
    });
    let first = Memo::new(move |_| loaded.with(Option::is_some));
    let reload = Callback::new(move |()| resource.refetch());
    let failure = move || match resource.get() {
        Some(Err(failure)) => Some(view! { <FailureNotice failure retry=reload/> }),
        Some(Ok(_)) | None => None,
    };
    let card = move || {
        first.get().then(|| {
            let exercise = Signal::derive(move || {
                loaded.get().expect("an exercise that was loaded once stays loaded")
            });
            view! { <ExerciseCard exercise reload/> }
        })
    };
    view! {
        <div class="exercise-place">
            {failure}
            <p class="state" data-is="loading" hidden=first>{words.form.loading_exercise}</p>
            {card}
        </div>
    }
}

#[component]
fn ExerciseCard(exercise: Signal<Exercise>, reload: Callback<()>) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let id = StoredValue::new(exercise.with_untracked(|exercise| exercise.id.clone()));
    let Draft { fields: typed, answers } = draft::load(&id.get_value());
    let (typed, answers) = (RwSignal::new(typed), RwSignal::new(answers));
    Effect::new(move |_| {
        draft::save(&id.get_value(), &Draft { fields: typed.get(), answers: answers.get() });
    });

    // Memos of its parts: a reload that changes one of them redraws that one only.
    let fields = Memo::new(move |_| exercise.with(|exercise| exercise.fields.clone()));
    let snippet = Memo::new(move |_| exercise.with(|exercise| exercise.snippet.clone()));
    let questions = Memo::new(move |_| exercise.with(|exercise| exercise.questions.clone()));
    let variant = Memo::new(move |_| exercise.with(|exercise| exercise.variant.clone()));
    let limits = Memo::new(move |_| exercise.with(|exercise| exercise.limits));
    let broker = Memo::new(move |_| exercise.with(|exercise| exercise.broker.clone()));
    let left_out = Memo::new(move |_| exercise.with(|exercise| exercise.left_out.clone()));
    let runs = Memo::new(move |_| exercise.with(|exercise| exercise.runs.clone()));
    let values = Memo::new(move |_| {
        fields.with(|fields| typed.with(|typed| form::shown_values(fields, typed)))
    });
    let prediction = Memo::new(move |_| {
        questions.with(|questions| {
            values.with(|values| answers.with(|typed| form::prediction(questions, values, typed)))
        })
    });

    let faults = RwSignal::new(Faults::new());
    let (launch, set_launch) = signal(Launch::Ready);
    let (run, set_run) = signal(exercise.with_untracked(|exercise| unfinished(&exercise.runs)));
    let (running, set_running) = signal(run.with_untracked(Option::is_some));
    let announcer = expect_context::<Announcer>();
    let start = Action::new_local(move |new_run: &NewRun| {
        let new_run = new_run.clone();
        async move {
            match launch::start(&new_run, lang, set_launch).await {
                Ok(created) => {
                    set_launch.set(Launch::Ready);
                    set_running.set(true);
                    set_run.set(Some(created.id));
                    browser::focus("run-h");
                }
                Err(failure) => {
                    let sentence = i18n::sentence(&failure);
                    // A run would now have other orders than those shown.
                    if failure.status() == Some(409) {
                        reload.run(());
                    }
                    if let Some(field) = field_at_fault(&failure) {
                        faults.update(|faults| drop(faults.insert(field.clone(), sentence)));
                        set_launch.set(Launch::Ready);
                        browser::focus(&format!("field-{field}"));
                    } else {
                        announcer.say(sentence.clone());
                        set_launch.set(Launch::Refused(sentence));
                    }
                }
            }
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let checked = fields.with(|fields| typed.with(|typed| form::checked_values(fields, typed)));
        let mut found = Faults::new();
        let mut first = None;
        if let Err(wrong) = &checked {
            for field in fields.get().into_iter().filter(|field| wrong.contains_key(&field.name)) {
                first.get_or_insert_with(|| format!("field-{}", field.name));
                found.insert(field.name.clone(), (words.form.fault)(wrong[&field.name]));
            }
        }
        if let Prediction::Faulty(wrong) = prediction.get_untracked() {
            for (question, fault) in wrong {
                first.get_or_insert_with(|| format!("question-{question}"));
                found.insert(question, (words.form.fault)(fault));
            }
        }
        faults.set(found);
        match (first, checked) {
            (None, Ok(fields)) => {
                let prediction = match prediction.get_untracked() {
                    Prediction::Complete(answers) => Some(answers),
                    Prediction::Missing(_) | Prediction::Faulty(_) => None,
                };
                let Exercise { id: exercise, attempt, seed, .. } = exercise.get_untracked();
                let (attempt, seed) = (Some(attempt), Some(seed));
                start.dispatch(NewRun { exercise, fields, prediction, attempt, seed });
            }
            (first, _) => browser::focus(&first.unwrap_or_default()),
        }
    };
    let finished = Callback::new(move |()| {
        set_running.set(false);
        reload.run(());
    });
    let step = Signal::derive(move || match (run.with(Option::is_some), running.get()) {
        (true, true) => 3,
        (true, false) => 4,
        (false, _) if answers.with(|answers| answers.values().any(|text| !text.is_empty())) => 2,
        (false, _) => 1,
    });
    let panel = move || {
        run.get().map(|run| {
            view! {
                <div class="part">
                    <h3 class="unseen" id="run-h" tabindex="-1">{words.run.run_heading}</h3>
                    <RunPanel exercise=id.get_value() run finished/>
                </div>
            }
        })
    };
    view! {
        <article class="exercise" aria-labelledby="exercise-h">
            <ExerciseHeader exercise/>
            <Steps step/>
            <form novalidate on:submit=submit>
                <ExerciseForm fields snippet values typed faults/>
                <div class="part data">
                    <Orders variant/>
                    <p class="tally">{move || (words.form.limits)(limits.get())}</p>
                </div>
                <div class="part">
                    <PredictionForm questions values answers faults/>
                    <LaunchBar broker prediction launch running left_out/>
                </div>
            </form>
            {panel}
            <PastRuns runs/>
        </article>
    }
}

/// The newest run that is still under way.
fn unfinished(runs: &[RunSummary]) -> Option<String> {
    runs.iter().find(|run| !run.state.is_over()).map(|run| run.id.clone())
}

fn field_at_fault(failure: &Failure) -> Option<String> {
    match failure {
        Failure::Refused { problem, .. } => problem.field.clone(),
        Failure::Unreachable => None,
    }
}
