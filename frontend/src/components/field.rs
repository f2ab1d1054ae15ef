//! One keyword argument: its name, its control, one sentence below, and its fault beside it.

use std::collections::BTreeMap;

use api::exercise::{Field, Input};
use leptos::prelude::*;

use super::{
    control::{Control, Ids, label},
    marked::Marked,
    scope::Scope,
};
use crate::form::{self, Typed};

/// Error messages by the name of the field or the id of the question.
pub type Faults = BTreeMap<String, String>;

#[component]
pub fn FieldRow(
    field: Field,
    typed: RwSignal<Typed>,
    faults: RwSignal<Faults>,
    /// The field whose row and line are highlighted.
    active: RwSignal<Option<String>>,
) -> impl IntoView {
    let ids = Ids::new(expect_context::<Scope>(), "field", &field.name);
    let note_id = ids.note.clone();
    let name = StoredValue::new(field.name.clone());
    let input = field.input.clone();
    let field = StoredValue::new(field);
    let text = Memo::new(move |_| {
        field.with_value(|field| typed.with(|typed| form::text_of(field, typed)))
    });
    let changed = move || field.with_value(|field| typed.with(|typed| form::changed(field, typed)));
    let fault = Memo::new(move |_| faults.with(|faults| faults.get(&name.get_value()).cloned()));
    let lit = move || active.with(|active| active.as_deref() == Some(&name.get_value()));
    let light = move || active.set(Some(name.get_value()));
    let write = Callback::new(move |text: String| {
        typed.update(|typed| drop(typed.insert(name.get_value(), text)));
        faults.update(|faults| drop(faults.remove(&name.get_value())));
    });
    let note = move || field.with_value(|field| note(field, &text.get()));
    view! {
        <div
            class="field"
            class:on=lit
            data-changed=move || changed().then_some("")
            data-bad=move || fault.get().map(|_| "")
            on:focusin=move |_| light()
            on:mouseenter=move |_| light()
            on:mouseleave=move |_| active.set(None)
            on:focusout=move |_| active.set(None)
        >
            {label(&input, &ids, Some("en"), name.get_value().into_any())}
            <Control input ids text fault write/>
            <small id=note_id>
                {move || fault.get().map(|fault| view! { <span class="error" role="alert">{fault} " "</span> })}
                {move || view! { <Marked text=note()/> }}
            </small>
        </div>
    }
    .into_any()
}

/// The sentence below the control: that of the chosen value, else that of the field.
fn note(field: &Field, text: &str) -> String {
    let chosen = match &field.input {
        Input::Choice { choices } => {
            choices.iter().find(|choice| form::written(&choice.value) == text)
        }
        Input::Name { .. } | Input::Integer { .. } | Input::Several { .. } => None,
    };
    chosen.and_then(|choice| choice.note.clone()).unwrap_or_else(|| field.note.clone())
}
