//! The run of an attempt, below the form that it was made with.

use api::exercise::Exercise;
use leptos::prelude::*;

use super::{
    attempt::Attempt,
    part::part,
    run_panel::{Opening, RunPanelProps},
};
use crate::{
    i18n,
    parts::{self, DrawRun},
};

/// The run of an attempt, once there is one. Its code, which is more than that of the form, comes after
/// the form, so that the form can be used sooner and the code is here when a run starts.
#[component]
pub fn AttemptRun(
    exercise: Signal<Exercise>,
    attempt: Attempt,
    /// Whether it is a part of a text.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let id = exercise.with_untracked(|exercise| exercise.id.clone());
    let Attempt { run, running, finished, .. } = attempt;
    let change = Callback::new(move |()| attempt.change());
    let loading = i18n::first_words().part.loading_run;
    let waiting = move || {
        let line = move || {
            let has_run = run.with(Option::is_some);
            has_run.then(|| view! { <p class="state" data-is="loading">{loading}</p> })
        };
        line.into_any()
    };
    let panel = move |draw: DrawRun, run: String| {
        let opening = match running.get_untracked() {
            true => Opening::Live,
            false => Opening::Folded,
        };
        let panel = draw(RunPanelProps {
            exercise: id.clone(),
            run,
            opening,
            known: None,
            finished: Some(finished),
            change: Some(change),
            small,
        });
        view! { <div class="part">{panel}</div> }
    };
    part(parts::run_panel, Signal::stored(true), waiting, move |draw: DrawRun| {
        let panel = panel.clone();
        (move || run.get().map(|run| panel(draw, run))).into_any()
    })
}
