//! The hints of a criterion, opened one at a time and remembered.

use api::{text::Text, verdict::CheckResult};
use leptos::{ev::MouseEvent, prelude::*};

use super::marked::Marked;
use crate::{draft, i18n};

#[component]
pub fn HintLadder(exercise: String, check: CheckResult) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let total = check.hints.len();
    let open: RwSignal<usize> = RwSignal::new(draft::open_hints(&exercise, &check.id).min(total));
    let hints: StoredValue<Vec<Text>> = StoredValue::new(check.hints.clone());
    let open_next = move |_: MouseEvent| {
        open.update(|open| *open += 1);
        draft::save_open_hints(&exercise, &check.id, open.get_untracked());
    };
    let all_open = move || open.get() >= total;
    let shown = move || {
        hints.with_value(|hints: &Vec<Text>| {
            let hint = |(number, hint): (usize, &Text)| {
                view! {
                    <li><b>{(words.verdict.hint)(number, total)}</b><p><Marked text=hint.get(lang).to_owned()/></p></li>
                }
            };
            (1..).zip(hints.iter()).take(open.get()).map(hint).collect_view()
        })
    };
    view! {
        <ol class="hints" aria-live="polite">{shown}</ol>
        <button
            class="button small"
            type="button"
            hidden=all_open
            on:click=open_next
        >
            {move || (words.verdict.open_hint)(open.get() + 1, total)}
        </button>
    }
}
