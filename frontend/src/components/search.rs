//! The search: a dialog over the page. Its code and the text of the course are loaded when it is first
//! opened.

use std::sync::Arc;

use leptos::{html, prelude::*};

use super::{notice::FailureNotice, part::part};
use crate::{
    answer::Answer,
    client, i18n, parts,
    search::{Hit, Index},
};

/// The button, and the dialog once it was pressed.
#[component]
pub fn Search() -> impl IntoView {
    let words = &i18n::first_words().search;
    let (opened, set_opened) = signal(0_u32);
    let wanted = Signal::derive(move || opened.get() > 0);
    let dialog =
        part(parts::search, wanted, || ().into_any(), move |draw: parts::DrawSearch| draw(opened));
    view! {
        <button
            class="button small search-open"
            type="button"
            aria-label=words.search
            on:click=move |_| set_opened.update(|times| *times += 1)
        >
            <svg viewBox="0 0 16 16" aria-hidden="true">
                <path d="M6.5 1.5a5 5 0 1 0 0 10a5 5 0 0 0 0-10zM10.2 10.2L15 15"/>
            </svg>
            <span>{words.search}</span>
        </button>
        {dialog}
    }
}

#[component]
pub fn SearchDialog(
    /// How often the button was pressed.
    opened: ReadSignal<u32>,
) -> impl IntoView {
    let (lang, words) = (i18n::lang(), i18n::first_words());
    let words = &words.search;
    let dialog = NodeRef::<html::Dialog>::new();
    let question = RwSignal::new(String::new());
    let passages = Answer::to(move || client::passages(lang));
    let retry = Callback::new(move |()| passages.ask_again());
    let failure = move || {
        let failure = passages.get().and_then(Result::err);
        failure.map(|failure| view! { <FailureNotice failure retry/> })
    };
    let index = RwSignal::new(None);
    Effect::new(move |_| index.set(passages.ok().map(|passages| Arc::new(Index::new(passages)))));
    let hits = Memo::new(move |_| Some(index.get()?.search(&question.get())));
    Effect::new(move |_| {
        opened.track();
        if let Some(dialog) = dialog.get() {
            // It fails only on a dialog that is open.
            dialog.show_modal().ok();
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let item = move |Hit { passage, excerpt }: Hit| {
        let [before, found, behind] = excerpt;
        let href = format!("{}#{}", api::paths::lesson_page(lang, &passage.lesson), passage.anchor);
        view! {
            <li>
                <a href=href on:click=move |_| close()>
                    <b><span class="mono">{passage.number}</span> " " {passage.title}</b>
                    {passage.heading.map(|heading| format!(" · {heading}"))}
                </a>
                <small>{before}<mark>{found}</mark>{behind}</small>
            </li>
        }
    };
    let told = move || match (question.with(|it| it.trim().is_empty()), hits.get()) {
        (true, _) => String::new(),
        (false, None) => words.loading.to_owned(),
        (false, Some(hits)) => (words.found)(hits.len()),
    };
    view! {
        <dialog class="search" node_ref=dialog aria-label=words.search>
            <form method="dialog" class="search-head">
                <input
                    type="text"
                    autofocus
                    autocomplete="off"
                    aria-label=words.question
                    placeholder=words.question
                    maxlength=80
                    prop:value=question
                    on:input=move |event| question.set(event_target_value(&event))
                    on:keydown=|event| {
                        if event.key() == "Enter" {
                            event.prevent_default();
                        }
                    }
                />
                <button class="button small" type="submit">{words.close}</button>
            </form>
            <p class="tally" role="status">{told}</p>
            {failure}
            <ul class="bare rows">
                {move || hits.get().unwrap_or_default().into_iter().map(item).collect_view()}
            </ul>
        </dialog>
    }
}
