//! The way on from a lesson: the one before and the one after.

use api::course::Neighbour;
use leptos::prelude::*;

use crate::i18n;

#[component]
pub fn Pager(previous: Option<Neighbour>, next: Option<Neighbour>) -> impl IntoView {
    let (lang, words) = (i18n::lang(), i18n::first_words());
    let words = &words.lesson;
    let link = |label: &'static str, to: Neighbour| {
        view! {
            <a href=api::paths::lesson_page(lang, &to.slug)>
                <span>{label}</span>
                <b>{to.number} " " {to.title}</b>
            </a>
        }
    };
    view! {
        <nav class="pager" aria-label=words.pager>
            {previous.map(|to| link(words.before, to))}
            {next.map(|to| link(words.after, to))}
        </nav>
    }
}
