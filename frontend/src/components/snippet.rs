//! The Python beside the form: it changes with the form, and each line is highlighted together with
//! its field.

use api::exercise::CodeClass;
use leptos::prelude::*;

use super::tab_stop;
use crate::{
    browser, i18n,
    snippet::{self, Line},
};

#[component]
pub fn Snippet(
    #[prop(into)] lines: Signal<Vec<Line>>,
    /// Names of the fields that differ from their defaults.
    #[prop(into)]
    changed: Signal<Vec<String>>,
    active: RwSignal<Option<String>>,
) -> impl IntoView {
    let words = i18n::words();
    let copy = Action::new_local(move |text: &String| {
        let text = text.clone();
        async move { browser::copy(&text).await.is_ok() }
    });
    let copy_label = move || match copy.value().get() {
        None => words.form.copy,
        Some(true) => words.form.copied,
        Some(false) => words.form.not_copied,
    };
    let frame = NodeRef::new();
    let tab_stop = tab_stop::while_it_scrolls(frame, move || lines.track());
    view! {
        <div>
            <pre class="code" node_ref=frame tabindex=tab_stop lang="en" aria-label=words.form.snippet>
                {move || lines.get().into_iter().map(|line| view! { <CodeLine line changed active/> }).collect_view()}
            </pre>
            <p class="code-foot">
                <span><b>{move || (words.form.changes)(changed.with(Vec::len))}</b></span>
                <button
                    class="button small"
                    type="button"
                    on:click=move |_| drop(copy.dispatch(snippet::text(&lines.get_untracked())))
                >
                    <span aria-live="polite">{copy_label}</span>
                </button>
            </p>
        </div>
    }
}

#[component]
fn CodeLine(
    line: Line,
    changed: Signal<Vec<String>>,
    active: RwSignal<Option<String>>,
) -> impl IntoView {
    let field = StoredValue::new(line.field);
    let lit =
        move || field.with_value(|field| field.is_some() && active.with(|active| active == field));
    let is_changed = move || {
        field.with_value(|field| {
            field.as_ref().is_some_and(|field| changed.with(|changed| changed.contains(field)))
        })
    };
    let light = move |_| {
        if let Some(field) = field.get_value() {
            active.set(Some(field));
        }
    };
    let piece = |piece: snippet::Piece| match piece.class {
        Some(CodeClass::Keyword) => view! { <b>{piece.text}</b> }.into_any(),
        Some(CodeClass::String | CodeClass::Number) => view! { <i>{piece.text}</i> }.into_any(),
        Some(CodeClass::Comment) => view! { <em>{piece.text}</em> }.into_any(),
        None => piece.text.into_any(),
    };
    // An empty line keeps its height by one space.
    let blank = line.pieces.iter().all(|piece| piece.text.is_empty()).then_some(" ");
    view! {
        <span
            class:on=lit
            class:changed=is_changed
            on:mouseenter=light
            on:mouseleave=move |_| active.set(None)
        >
            {line.pieces.into_iter().map(piece).collect_view()}
            {blank}
        </span>
    }
}
