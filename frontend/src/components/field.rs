//! One keyword argument: its name, its control, one sentence below, and its fault beside it.

use std::collections::BTreeMap;

use api::exercise::{Field, Input};
use leptos::prelude::*;

use super::marked::Marked;
use crate::form::{self, Typed};

/// Sentences about wrong entries, by the name of the field or the id of the question.
pub type Faults = BTreeMap<String, String>;

#[component]
pub fn FieldRow(
    field: Field,
    typed: RwSignal<Typed>,
    faults: RwSignal<Faults>,
    /// The field whose row and line are lit up.
    active: RwSignal<Option<String>>,
) -> impl IntoView {
    let id = format!("field-{}", field.name);
    let note_id = format!("note-{}", field.name);
    let name = StoredValue::new(field.name.clone());
    let field = StoredValue::new(field);
    let text = Memo::new(move |_| {
        field.with_value(|field| typed.with(|typed| form::text_of(field, typed)))
    });
    let changed = move || field.with_value(|field| typed.with(|typed| form::changed(field, typed)));
    let fault = Memo::new(move |_| faults.with(|faults| faults.get(&name.get_value()).cloned()));
    let lit = move || active.with(|active| active.as_deref() == Some(&name.get_value()));
    let light = move || active.set(Some(name.get_value()));
    let write = move |text: String| {
        typed.update(|typed| drop(typed.insert(name.get_value(), text)));
        faults.update(|faults| drop(faults.remove(&name.get_value())));
    };
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
            <label for=id.clone() lang="en">{name.get_value()}</label>
            <Control input=field.with_value(|field| field.input.clone()) id note_id=note_id.clone() text fault write/>
            <small id=note_id>
                {move || fault.get().map(|fault| view! { <span class="error" role="alert">{fault} " "</span> })}
                {move || view! { <Marked text=note()/> }}
            </small>
        </div>
    }
}

/// The control of a field or of a question.
#[component]
pub fn Control(
    input: Input,
    id: String,
    note_id: String,
    text: Memo<String>,
    fault: Memo<Option<String>>,
    write: impl Fn(String) + Copy + 'static,
) -> impl IntoView {
    let invalid = move || fault.with(Option::is_some).then_some("true");
    match input {
        Input::Choice { choices } => {
            // An answer that was not chosen yet shows no choice at all.
            let unchosen = move || text.with(String::is_empty);
            let option = move |choice: api::exercise::Choice| {
                let value = form::written(&choice.value);
                let selected = {
                    let value = value.clone();
                    move || text.with(|text| *text == value)
                };
                view! { <option value=value selected=selected>{choice.label}</option> }
            };
            view! {
                <select
                    id=id
                    aria-describedby=note_id
                    aria-invalid=invalid
                    on:change=move |event| write(event_target_value(&event))
                >
                    {move || unchosen().then(|| view! { <option value="" selected=true></option> })}
                    {choices.into_iter().map(option).collect_view()}
                </select>
            }
            .into_any()
        }
        Input::Integer { min, max } => view! {
            <input
                id=id
                type="number"
                inputmode="numeric"
                min=min
                max=max
                step="1"
                aria-describedby=note_id
                aria-invalid=invalid
                prop:value=text
                on:input=move |event| write(event_target_value(&event))
            />
        }
        .into_any(),
        Input::Name { .. } => view! {
            <input
                id=id
                type="text"
                lang="en"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                aria-describedby=note_id
                aria-invalid=invalid
                prop:value=text
                on:input=move |event| write(event_target_value(&event))
            />
        }
        .into_any(),
    }
}

/// The sentence below the control: that of the chosen value, else that of the field.
fn note(field: &Field, text: &str) -> String {
    let chosen = match &field.input {
        Input::Choice { choices } => {
            choices.iter().find(|choice| form::written(&choice.value) == text)
        }
        Input::Name { .. } | Input::Integer { .. } => None,
    };
    chosen.and_then(|choice| choice.note.clone()).unwrap_or_else(|| field.note.clone())
}
