//! The form beside its Python: each field has one row and one line.

use api::{
    exercise::{Field, SnippetLine},
    value::Values,
};
use leptos::prelude::*;

use super::{
    field::{Faults, FieldRow},
    snippet::Snippet,
};
use crate::{
    form::{self, Typed},
    i18n, snippet,
};

#[component]
pub fn ExerciseForm(
    fields: Memo<Vec<Field>>,
    snippet: Memo<Vec<SnippetLine>>,
    values: Memo<Values>,
    typed: RwSignal<Typed>,
    faults: RwSignal<Faults>,
) -> impl IntoView {
    let words = i18n::words();
    let active = RwSignal::new(None);
    let lines = Memo::new(move |_| {
        snippet.with(|lines| values.with(|values| snippet::lines(lines, values)))
    });
    let changed = Memo::new(move |_| {
        fields.with(|fields| {
            let changed =
                fields.iter().filter(|field| typed.with(|typed| form::changed(field, typed)));
            changed.map(|field| field.name.clone()).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="pair">
            <fieldset>
                <legend class="unseen">{words.form.fields}</legend>
                {move || fields.get().into_iter().map(|field| view! {
                    <FieldRow field typed faults active/>
                }).collect_view()}
            </fieldset>
            <Snippet lines changed active/>
        </div>
    }
}
