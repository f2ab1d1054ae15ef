//! The prediction form: only the questions that apply to the present fields.

use api::{
    exercise::{Input, Question},
    value::Values,
};
use leptos::prelude::*;

use super::{
    control::{Control, Ids, label},
    field::Faults,
    marked::Marked,
    scope::Scope,
};
use crate::{
    form::{self, Typed},
    i18n,
};

#[component]
pub fn PredictionForm(
    questions: Memo<Vec<Question>>,
    values: Memo<Values>,
    answers: RwSignal<Typed>,
    faults: RwSignal<Faults>,
) -> impl IntoView {
    let words = i18n::words();
    let asked = Memo::new(move |_| {
        questions.with(|questions| {
            let holds =
                |question: &&Question| values.with(|values| form::holds(&question.when, values));
            questions.iter().filter(holds).cloned().collect::<Vec<_>>()
        })
    });
    view! {
        <fieldset>
            <legend class="ask">{words.form.predict}</legend>
            <div class="questions">
                <For
                    each=move || asked.get()
                    key=|question| (question.id.clone(), question.text.clone())
                    let:question
                >
                    <QuestionRow question answers faults/>
                </For>
            </div>
        </fieldset>
    }
}

#[component]
fn QuestionRow(
    question: Question,
    answers: RwSignal<Typed>,
    faults: RwSignal<Faults>,
) -> impl IntoView {
    let Question { id, text: asked, input, .. } = question;
    let ids = Ids::new(expect_context::<Scope>(), "question", &id);
    let note_id = ids.note.clone();
    let name = StoredValue::new(id);
    let text = Memo::new(move |_| {
        answers.with(|answers| answers.get(&name.get_value()).cloned().unwrap_or_default())
    });
    let fault = Memo::new(move |_| faults.with(|faults| faults.get(&name.get_value()).cloned()));
    let write = Callback::new(move |text: String| {
        answers.update(|answers| drop(answers.insert(name.get_value(), text)));
        faults.update(|faults| drop(faults.remove(&name.get_value())));
    });
    // A number is short; the words of choices need more room.
    let is_wide = !matches!(input, Input::Integer { none: false, .. });
    let words = view! { <Marked text=asked/> }.into_any();
    view! {
        <div class="question" class:wide=is_wide data-bad=move || fault.get().map(|_| "")>
            {label(&input, &ids, None, words)}
            <Control input ids text fault write/>
            <small id=note_id>
                {move || fault.get().map(|fault| view! { <span class="error" role="alert">{fault}</span> })}
            </small>
        </div>
    }
    .into_any()
}
