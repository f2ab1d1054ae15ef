//! From a record in the drawing back to the criterion that pointed to it.

use leptos::prelude::*;

use crate::{browser, i18n};

/// The link that was followed last: its id and what it says. Provided by the panel of a run.
#[derive(Clone, Copy, Default)]
pub struct WayBack(RwSignal<Option<(String, String)>>);

impl WayBack {
    pub fn from(self, id: String, label: String) {
        self.0.set(Some((id, label)));
    }
}

#[component]
pub fn BackLine() -> impl IntoView {
    let words = i18n::words();
    let way = expect_context::<WayBack>().0;
    let go = move |_| {
        if let Some((id, _)) = way.get_untracked() {
            browser::focus(&id);
            browser::reveal(&id);
            way.set(None);
        }
    };
    let label = move || way.get().map(|(_, label)| (words.result.back)(&label));
    view! {
        <p class="backline" hidden=move || way.with(Option::is_none)>
            <button class="button small" type="button" on:click=go>{label}</button>
        </p>
    }
}
