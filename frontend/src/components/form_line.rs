//! A form that is folded: what differs from the defaults in one line, and the ways back to it.

use leptos::prelude::*;

use super::{attempt::Attempt, scope::Scope};
use crate::{
    differences::{Difference, differences},
    i18n,
};

/// Names the form among the elements of its exercise.
pub const FORM: &str = "form";

/// Shown as soon as there is a run; before, the form itself is the first thing to do.
#[component]
pub fn FormLine(attempt: Attempt) -> impl IntoView {
    let words = i18n::words();
    let scope = expect_context::<Scope>();
    let Attempt { fields, snippet, typed, run, running, preparing, folded, .. } = attempt;
    let changes = Memo::new(move |_| {
        let typed = typed.get();
        fields.with(|fields| snippet.with(|lines| differences(fields, lines, &typed)))
    });
    let chip = |difference: Difference| match difference {
        Difference::Python(text) => view! { <code lang="en">{text}</code> }.into_any(),
        Difference::Words { name, choice } => {
            view! { <span class="chip"><code lang="en">{name}</code> ": " {choice}</span> }
                .into_any()
        }
    };
    let chips = move || changes.get().into_iter().map(chip).collect_view();
    let has_form = Memo::new(move |_| !fields.with(Vec::is_empty));
    let is_hidden = move || run.with(Option::is_none);
    view! {
        <section class="form-line part" aria-label=words.result.configuration hidden=is_hidden>
            <p class="chips" hidden=move || !has_form.get()>
                <b>{move || (words.form.changes)(changes.with(Vec::len))}</b>
                {chips}
            </p>
            <p class="facts">
                <button
                    class="button small"
                    type="button"
                    hidden=move || !has_form.get()
                    aria-expanded=move || (!folded.get()).to_string()
                    aria-controls=scope.id(FORM)
                    on:click=move |_| folded.update(|folded| *folded = !*folded)
                >
                    {move || if folded.get() { words.result.open_form } else { words.result.fold_form }}
                </button>
                <button
                    class="button small"
                    type="button"
                    hidden=move || preparing.get() || running.get()
                    on:click=move |_| attempt.prepare()
                >
                    {words.result.another}
                </button>
            </p>
        </section>
    }
}
