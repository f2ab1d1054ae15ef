//! A link from a claim to the record that proves it: it opens the act, marks the record in the
//! drawing and in the table, and leaves a way back.

use api::verdict::EvidenceLink;
use leptos::prelude::*;

use super::{
    act_lanes, act_tabs::ShownRow, playhead::Playheads, scope::Scope, selection::Selection,
    way_back::WayBack,
};
use crate::{browser, i18n};

#[component]
pub fn EvidenceButton(
    link: EvidenceLink,
    /// Its name among the elements of the exercise.
    name: String,
) -> impl IntoView {
    let words = i18n::words();
    let scope = expect_context::<Scope>();
    let selection = expect_context::<Selection>().0;
    let playheads = expect_context::<Playheads>();
    let row = expect_context::<ShownRow>();
    let back = expect_context::<WayBack>();
    let id = scope.id(name);
    let label = (words.verdict.evidence)(&link, playheads.topic_name(&link).as_deref());
    let current = {
        let link = link.clone();
        move || selection.with(|selected| selected.as_ref() == Some(&link)).then_some("true")
    };
    let go = {
        let (id, label) = (id.clone(), label.clone());
        move |_| {
            row.open(link.act());
            playheads.move_to_evidence(&link);
            selection.set(Some(link.clone()));
            back.from(id.clone(), label.clone());
            let act = scope.id(act_lanes::name(link.act()));
            // When the act is shown.
            browser::next_frame(move || browser::focus_region(&act));
        }
    };
    view! { <button class="at" type="button" id=id aria-current=current on:click=go>{label}</button> }
}
