//! Where an exercise or a miniature stands in its lesson. Its code and its data are loaded when the
//! reader comes near, or near a number that the prose tells of its run.

use api::exercise::ExerciseKind;
use leptos::prelude::*;

use super::part::part;
use crate::{browser, i18n, parts};

#[component]
pub fn ExercisePlace(id: String, kind: ExerciseKind) -> impl IntoView {
    let words = i18n::first_words();
    let (place, loading) = match kind {
        ExerciseKind::Exercise => ("exercise-place", words.part.loading_exercise),
        ExerciseKind::Miniature => ("miniature-place", words.part.loading_miniature),
    };
    let is_near = is_near(id.clone());
    let waiting = {
        let id = id.clone();
        move || {
            let id = id.clone();
            view! {
                <div class=place data-place=id>
                    <p class="state" data-is="loading">{loading}</p>
                </div>
            }
            .into_any()
        }
    };
    part(parts::exercise, is_near, waiting, move |draw: parts::DrawExercise| draw(id.clone(), kind))
}

/// Whether the reader has come near an exercise.
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
    on_cleanup(move || drop(watch.try_set_value(None)));
    near.into()
}
