//! The terms of the course. Each can be linked to by its id.

use api::course::Term;
use leptos::prelude::*;

use crate::{answer::Answer, browser, client, components::notice::FailureNotice, i18n, served};

#[component]
pub fn GlossaryPage() -> impl IntoView {
    let lang = i18n::lang();
    let terms = Answer::to(move || client::glossary(lang));
    let retry = Callback::new(move |()| terms.ask_again());
    let body = move || {
        terms.get().map(|terms| match terms {
            Ok(terms) => view! { <Terms terms/> }.into_any(),
            Err(failure) => {
                served::hand_over();
                view! { <FailureNotice failure retry/> }.into_any()
            }
        })
    };
    view! { <main id="main" class="sheet glossary">{body}</main> }
}

#[component]
fn Terms(terms: Vec<Term>) -> impl IntoView {
    let words = &i18n::first_words().lesson;
    super::arrived(words.glossary);
    // The browser looked for the term before it was there.
    if !served::is_there() {
        browser::next_frame(browser::scroll_to_fragment);
    }
    let entry = |Term { id, term, definition }| {
        view! {
            <div id=id>
                <dt>{term}</dt>
                <dd inner_html=definition></dd>
            </div>
        }
    };
    view! {
        <h1>{words.glossary}</h1>
        <p class="lead">{words.glossary_summary}</p>
        <dl>{terms.into_iter().map(entry).collect_view()}</dl>
    }
}
