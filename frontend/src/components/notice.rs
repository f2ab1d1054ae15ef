//! What went wrong and what to do next; the rest of the page stays as it was.

use leptos::prelude::*;

use super::again;
use crate::{client::Failure, i18n};

/// How serious a notice is; the colour of its edge repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Plain,
    Doubt,
    Fault,
}

#[component]
pub fn Notice(weight: Weight, children: Children) -> impl IntoView {
    let is = match weight {
        Weight::Plain => None,
        Weight::Doubt => Some("duda"),
        Weight::Fault => Some("no"),
    };
    view! { <div class="note" data-is=is><div>{children()}</div></div> }
}

/// A page or a part of it could not be loaded; the button tries again, and where there is no
/// connection it is tried again by itself.
#[component]
pub fn FailureNotice(failure: Failure, retry: Callback<()>) -> impl IntoView {
    let words = i18n::first_words();
    if failure == Failure::Unreachable {
        again::by_itself(retry);
    }
    view! {
        <Notice weight=Weight::Fault>
            <p role="alert">{i18n::sentence(&failure)}</p>
            <p class="facts">
                <button class="button small" type="button" on:click=move |_| retry.run(())>
                    {words.page.retry}
                </button>
            </p>
        </Notice>
    }
}
