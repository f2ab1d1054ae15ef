//! The hints of a criterion, opened one at a time and remembered.

use api::{text::Text, verdict::CheckResult};
use leptos::{ev::MouseEvent, prelude::*};

use super::{marked::Marked, scope::Scope};
use crate::{browser, draft, i18n};

#[component]
pub fn HintLadder(exercise: String, check: CheckResult) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let scope = expect_context::<Scope>();
    let total = check.hints.len();
    let open: RwSignal<usize> = RwSignal::new(draft::open_hints(&exercise, &check.id).min(total));
    let hints: StoredValue<Vec<Text>> = StoredValue::new(check.hints.clone());
    let claim = check.claim.get(lang).replace('`', "");
    let id = StoredValue::new(check.id.clone());
    let hint_id = move |number: usize| scope.id(format_args!("hint-{}-{number}", id.get_value()));
    let open_next = move |_: MouseEvent| {
        open.update(|open| *open += 1);
        let now = open.get_untracked();
        draft::save_open_hints(&exercise, &check.id, now);
        if now >= total {
            // The button goes, and the focus must stay with what it opened.
            browser::next_frame(move || browser::focus(&hint_id(now)));
        }
    };
    let all_open = move || open.get() >= total;
    let hint = move |number: usize| {
        let text = hints.with_value(|hints| hints[number - 1].get(lang).to_owned());
        view! {
            <li id=hint_id(number) tabindex="-1">
                <b>{(words.verdict.hint)(number, total)}</b>
                <p><Marked text/></p>
            </li>
        }
    };
    view! {
        <ol class="hints" aria-live="polite">
            <For each=move || 1..=open.get() key=|number| *number children=hint/>
        </ol>
        <button
            class="button small"
            type="button"
            hidden=all_open
            on:click=open_next
        >
            {move || (words.verdict.open_hint)(open.get() + 1, total)}
            // Several criteria have a button of this name.
            <span class="unseen">": " {claim}</span>
        </button>
    }
}
