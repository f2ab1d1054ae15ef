//! The control of a field or of a question; its kind of input decides the element.

use api::exercise::{Choice, Input};
use leptos::prelude::*;

use super::{marked::Marked, scope::Scope};
use crate::{form, i18n, several};

/// The ids that connect a control with its label and note.
#[derive(Clone)]
pub struct Ids {
    /// Id of the element that takes the focus.
    pub control: String,
    /// Id of the label.
    pub label: String,
    /// Id of the note, which explains it and shows its fault.
    pub note: String,
}

impl Ids {
    pub fn new(scope: Scope, kind: &str, name: &str) -> Self {
        Self {
            control: scope.id(format_args!("{kind}-{name}")),
            label: scope.id(format_args!("{kind}-{name}-label")),
            note: scope.id(format_args!("{kind}-{name}-note")),
        }
    }
}

/// The label of a control. A set of checkboxes is no element that a `label` can point to.
pub fn label(input: &Input, ids: &Ids, lang: Option<&'static str>, words: AnyView) -> AnyView {
    match input {
        Input::Several { .. } => {
            view! { <span class="label" id=ids.label.clone() lang=lang>{words}</span> }.into_any()
        }
        Input::Choice { .. } | Input::Integer { .. } | Input::Name { .. } => {
            view! { <label for=ids.control.clone() lang=lang>{words}</label> }.into_any()
        }
    }
}

#[component]
pub fn Control(
    input: Input,
    ids: Ids,
    text: Memo<String>,
    fault: Memo<Option<String>>,
    write: Callback<String>,
) -> impl IntoView {
    let invalid = move || fault.with(Option::is_some).then_some("true");
    let typed = move |event| write.run(event_target_value(&event));
    match input {
        Input::Choice { choices } => {
            // Before an answer is chosen, the control shows an empty choice, unless one of the
            // choices is empty itself.
            let has_empty = choices.iter().any(|choice| form::written(&choice.value).is_empty());
            let unchosen = move || !has_empty && text.with(String::is_empty);
            let option = move |choice: Choice| {
                let value = form::written(&choice.value);
                let selected = {
                    let value = value.clone();
                    move || text.with(|text| *text == value)
                };
                view! { <option value=value selected=selected>{choice.label}</option> }.into_any()
            };
            view! {
                <select
                    id=ids.control
                    aria-describedby=ids.note
                    aria-invalid=invalid
                    on:change=typed
                >
                    {move || unchosen().then(|| view! { <option value="" selected=true></option> })}
                    {choices.into_iter().map(option).collect_view()}
                </select>
            }
            .into_any()
        }
        Input::Several { choices } => ticks(choices, ids, text, fault, write),
        Input::Integer { min, max, none: true, .. } => {
            number_or_none((min, max - 1), ids, text, fault, write)
        }
        Input::Integer { min, max, none: false, .. } => {
            number((min, max), ids, move || text.get(), fault, write)
        }
        Input::Name { .. } => view! {
            <input
                id=ids.control
                type="text"
                lang="en"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                aria-describedby=ids.note
                aria-invalid=invalid
                prop:value=text
                on:input=typed
            />
        }
        .into_any(),
    }
}

/// A number between two bounds; `shown` is its text.
fn number(
    (min, max): (i64, i64),
    ids: Ids,
    shown: impl Fn() -> String + Send + 'static,
    fault: Memo<Option<String>>,
    write: Callback<String>,
) -> AnyView {
    view! {
        <input
            id=ids.control
            type="number"
            inputmode="numeric"
            min=min
            max=max
            step="1"
            aria-describedby=ids.note
            aria-invalid=move || fault.with(Option::is_some).then_some("true")
            prop:value=shown
            on:input=move |event| write.run(event_target_value(&event))
        />
    }
    .into_any()
}

/// A number, or "none" in words: one takes back the other.
fn number_or_none(
    bounds: (i64, i64),
    ids: Ids,
    text: Memo<String>,
    fault: Memo<Option<String>>,
    write: Callback<String>,
) -> AnyView {
    let shown = move || Some(text.get()).filter(|text| text != several::NONE).unwrap_or_default();
    view! {
        <div class="ticks">
            {number(bounds, ids, shown, fault, write)}
            {none_box(text, fault, write)}
        </div>
    }
    .into_any()
}

/// "None", as an answer in its own right.
fn none_box(text: Memo<String>, fault: Memo<Option<String>>, write: Callback<String>) -> AnyView {
    let label = i18n::words().form.none_of_them.into_any();
    let is_none = move || text.with(|text| text == several::NONE);
    let change = move |event| {
        let is_ticked = event_target_checked(&event);
        write.run(if is_ticked { several::NONE.to_owned() } else { String::new() });
    };
    tick_box(None, label, is_none, fault, change)
}

/// One checkbox per choice and one for "none of them", which is an answer too. At a fault the first
/// one takes the focus.
fn ticks(
    choices: Vec<Choice>,
    ids: Ids,
    text: Memo<String>,
    fault: Memo<Option<String>>,
    write: Callback<String>,
) -> AnyView {
    let all = StoredValue::new(choices.clone());
    let tick = move |name: String, label: AnyView, id: Option<String>| {
        let is_ticked = {
            let name = name.clone();
            move || text.with(|text| several::holds(text, &name))
        };
        let change = move |event| {
            let is_ticked = event_target_checked(&event);
            let now = text.get_untracked();
            write.run(all.with_value(|all| several::with(all, &now, &name, is_ticked)));
        };
        tick_box(id, label, is_ticked, fault, change)
    };
    let first = ids.control;
    let boxes = choices.into_iter().enumerate().map(|(place, choice)| {
        let label = view! { <Marked text=choice.label/> }.into_any();
        tick(form::written(&choice.value), label, (place == 0).then(|| first.clone()))
    });
    let boxes = boxes.collect_view();
    view! {
        <fieldset class="ticks" aria-labelledby=ids.label aria-describedby=ids.note>
            {boxes}
            {none_box(text, fault, write)}
        </fieldset>
    }
    .into_any()
}

fn tick_box(
    id: Option<String>,
    label: AnyView,
    is_ticked: impl Fn() -> bool + Send + 'static,
    fault: Memo<Option<String>>,
    change: impl Fn(web_sys::Event) + 'static,
) -> AnyView {
    view! {
        <label class="choice">
            <input
                id=id
                type="checkbox"
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                prop:checked=is_ticked
                on:change=change
            />
            <span>{label}</span>
        </label>
    }
    .into_any()
}
