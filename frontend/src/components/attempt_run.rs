//! The run of an attempt, below the form that it was made with.

use api::exercise::Exercise;
use leptos::prelude::*;

use super::{
    attempt::Attempt,
    run_panel::{Opening, RunPanel},
};

/// The run of an attempt, once there is one.
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
    move || {
        run.get().map(|run| {
            let opening = match running.get_untracked() {
                true => Opening::Live,
                false => Opening::Folded,
            };
            view! {
                <div class="part">
                    <RunPanel
                        exercise=id.clone()
                        run
                        opening
                        finished=Some(finished)
                        change=Some(change)
                        small
                    />
                </div>
            }
        })
    }
}
