//! What the learner says will happen: only the questions that the present form asks.

use api::exercise::{Question, Values};
use leptos::prelude::*;

use super::{
    field::{Control, Faults},
    marked::Marked,
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
            <legend class="ask">{words.predict}</legend>
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
    let id = format!("question-{}", question.id);
    let fault_id = format!("fault-{}", question.id);
    let name = StoredValue::new(question.id);
    let text = Memo::new(move |_| {
        answers.with(|answers| answers.get(&name.get_value()).cloned().unwrap_or_default())
    });
    let fault = Memo::new(move |_| faults.with(|faults| faults.get(&name.get_value()).cloned()));
    let write = move |text: String| {
        answers.update(|answers| drop(answers.insert(name.get_value(), text)));
        faults.update(|faults| drop(faults.remove(&name.get_value())));
    };
    view! {
        <div class="question" data-bad=move || fault.get().map(|_| "")>
            <label for=id.clone()><Marked text=question.text/></label>
            <Control input=question.input id note_id=fault_id.clone() text fault write/>
            <small id=fault_id>
                {move || fault.get().map(|fault| view! { <span class="error" role="alert">{fault}</span> })}
            </small>
        </div>
    }
}
