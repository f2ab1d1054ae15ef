//! Says that the server has another build than this page, and offers to load it.

use leptos::prelude::*;

use crate::{browser, i18n, newer};

#[component]
pub fn UpdateNotice() -> impl IntoView {
    let words = i18n::first_words();
    let is_there = newer::is_there();
    let notice = move || {
        is_there.get().then(|| {
            view! {
                <p>{words.part.other_build}</p>
                <button class="button small main" type="button" on:click=|_| browser::reload()>
                    {words.part.reload}
                </button>
            }
        })
    };
    // There before its words, so that they are announced.
    view! { <div class="update" role="status">{notice}</div> }
}
