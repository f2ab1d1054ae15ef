//! A link from a claim to the record that proves it: it marks the record in the drawing and in the
//! table, and moves the focus to the table's row.

use api::verdict::EvidenceLink;
use leptos::prelude::*;

use super::{event_table::EVENTS, playhead::Playheads, scope::Scope, selection::Selection};
use crate::{browser, i18n};

#[component]
pub fn EvidenceButton(link: EvidenceLink) -> impl IntoView {
    let words = i18n::words();
    let table = expect_context::<Scope>().id(EVENTS);
    let selection = expect_context::<Selection>().0;
    let playheads = expect_context::<Playheads>();
    let label = (words.verdict.evidence)(&link, playheads.topic_name(&link).as_deref());
    let pressed = {
        let link = link.clone();
        move || selection.with(|selected| selected.as_ref() == Some(&link)).to_string()
    };
    let go = move |_| {
        playheads.move_to_evidence(&link);
        selection.set(Some(link.clone()));
        // The table marks the row now; the focus follows in the next frame.
        let table = table.clone();
        request_animation_frame(move || browser::focus_current_row(&table));
    };
    view! { <button class="at" type="button" aria-pressed=pressed on:click=go>{label}</button> }
}
