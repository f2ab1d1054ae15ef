//! One act of a run: its heading, its drawing, and, beside a control, its numbers. Acts that are
//! compared share a row.

use api::verdict::EvidenceLink;
use leptos::prelude::*;

use super::{
    group_lanes::GroupLanes,
    measures::{ActMeasures, ComparedMeasures},
    scope::Scope,
    script_lanes::ScriptLanes,
    selection::Selection,
    shown_act::ShownAct,
};
use crate::{
    i18n,
    run_view::{Act, RunView},
};

/// The name of an act among the elements of its exercise.
pub fn name(act: u32) -> String {
    format!("act-{act}")
}

/// An act alone, or a control act and the act that is compared with it.
#[component]
pub fn ActRow(view: Signal<RunView>, first: u32) -> impl IntoView {
    let row = Memo::new(move |_| {
        let rows = view.with(RunView::rows_of_acts);
        rows.into_iter().find(|row| row[0] == first).unwrap_or_else(|| vec![first])
    });
    let is_compared = Memo::new(move |_| view.with(|view| view.is_compared(first)));
    view! {
        <div class="acts" class:compared=is_compared>
            <For each=move || row.get() key=|number| *number let:number>
                <ActLanes view number row/>
            </For>
            {move || is_compared.get().then(|| view! { <ComparedMeasures view row/> })}
        </div>
    }
    .into_any()
}

#[component]
fn ActLanes(view: Signal<RunView>, number: u32, row: Memo<Vec<u32>>) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let act = ShownAct::of(view, number);
    let scope = expect_context::<Scope>();
    let heading = format!("act-{number}-h");
    let title = Signal::derive(move || {
        act.with(|act| {
            let title = act.title.as_ref().map(|title| title.get(lang));
            (words.drawing.act_title)(number, title)
        })
    });
    let is_group = Memo::new(move |_| act.with(Act::has_group));
    let selection = expect_context::<Selection>().0;
    let selected: Signal<Option<EvidenceLink>> =
        Signal::derive(move || selection.get().filter(|link| link.act() == number));
    let topic = Memo::new(move |_| {
        let name = |act: &Act| {
            let names = act.topics.iter().map(|topic| topic.visible_name.as_str());
            names.collect::<Vec<_>>().join(" ")
        };
        act.with(name)
    });
    let body = move || match is_group.get() {
        true => view! { <GroupLanes act title selected/> }.into_any(),
        false => view! { <ScriptLanes view act row title selected/> }.into_any(),
    };
    let is_measured = Memo::new(move |_| view.with(|view| view.is_measured(number)));
    let measures = move || is_measured.get().then(|| view! { <ActMeasures act/> });
    view! {
        <section class="act" id=scope.id(name(number)) aria-labelledby=scope.id(&heading)>
            <header class="card-head">
                <h3 id=scope.id(&heading)>{title}</h3>
                <span class="tally">{words.drawing.topic} " " <code lang="en">{topic}</code></span>
            </header>
            {body}
            {measures}
        </section>
    }
    .into_any()
}
