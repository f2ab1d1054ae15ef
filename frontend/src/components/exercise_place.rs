//! Where an exercise or a miniature stands in its lesson. Its text comes with the lesson; its code and
//! its data are loaded when the reader comes near, or near a number that the prose tells of its run,
//! or prints the page.

use api::{course::ExerciseText, exercise::ExerciseKind};
use leptos::prelude::*;

use super::part::part;
use crate::{browser, i18n, parts};

#[component]
pub fn ExercisePlace(id: String, kind: ExerciseKind, text: ExerciseText) -> impl IntoView {
    let is_near = is_near(id.clone());
    let waiting = {
        let (id, text) = (id.clone(), text.clone());
        move || {
            let (id, text) = (id.clone(), text.clone());
            view! {
                <div class=place(kind) data-place=id>
                    <UnloadedExercise kind text/>
                </div>
            }
            .into_any()
        }
    };
    let draw = move |draw: parts::DrawExercise| draw(id.clone(), kind, text.clone());
    part(parts::exercise, is_near, waiting, draw)
}

/// The class of the place of an exercise, which keeps its room.
pub fn place(kind: ExerciseKind) -> &'static str {
    match kind {
        ExerciseKind::Exercise => "exercise-place",
        ExerciseKind::Miniature => "miniature-place",
    }
}

/// The text of an exercise, while its form is still to come.
#[component]
pub fn UnloadedExercise(kind: ExerciseKind, text: ExerciseText) -> impl IntoView {
    let words = i18n::first_words();
    let loading = match kind {
        ExerciseKind::Exercise => words.part.loading_exercise,
        ExerciseKind::Miniature => words.part.loading_miniature,
    };
    view! {
        <div class="exercise" class:miniature=kind == ExerciseKind::Miniature>
            <header>
                <p class="crumb">{text.label}</p>
                <h2>{text.title}</h2>
                <div class="goal" inner_html=text.goal></div>
            </header>
            <div class="part"><p class="state" data-is="loading">{loading}</p></div>
        </div>
    }
}

/// Whether the reader has come near an exercise, or prints it: this print does not wait for it, the
/// next one has it.
fn is_near(id: String) -> Signal<bool> {
    let (near, set_near) = signal(false);
    let watch = StoredValue::new_local(None);
    Effect::new(move |_| {
        // An id has no character that would end the selector.
        let selector = format!("[data-place=\"{id}\"], .outcome[data-run=\"{id}\"]");
        watch.set_value(browser::watch_nearness(&selector, move || set_near.set(true)));
    });
    // One watch is enough: a part that was drawn stays.
    Effect::new(move |_| {
        if near.get() {
            watch.set_value(None);
        }
    });
    let printed = window_event_listener_untyped("beforeprint", move |_| set_near.set(true));
    on_cleanup(move || {
        printed.remove();
        drop(watch.try_set_value(None));
    });
    near.into()
}
