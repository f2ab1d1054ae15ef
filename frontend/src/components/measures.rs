//! The numbers of an act's log, and what the learner's settings changed in them: beside those of
//! the control act, with their ratio.

use leptos::prelude::*;

use super::shown_act::ShownAct;
use crate::{
    i18n,
    measure::{Comparison, measures},
    run_view::{Numbers, RunView},
};

#[component]
pub fn ActMeasures(act: ShownAct) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let numbers = Memo::new(move |_| act.with(|act| act.topics.first()?.numbers.clone()));
    let line = move || {
        let numbers = numbers.get()?;
        let item = |(measure, value)| {
            view! { <div><dt>{(words.drawing.measure)(measure)}</dt><dd>{value}</dd></div> }
                .into_any()
        };
        let items = measures(&numbers, lang).into_iter().map(item).collect_view();
        Some(view! { <dl class="measures">{items}</dl> })
    };
    line.into_any()
}

/// The act with the learner's settings compared with its control, once both logs were read.
#[component]
pub fn Ratios(view: Signal<RunView>, row: Memo<Vec<u32>>) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let pair = Memo::new(move |_| {
        let row = row.get();
        view.with(|view| {
            let numbers = |place: usize| -> Option<Numbers> {
                let topic = view.act(*row.get(place)?)?.topics.first()?;
                topic.numbers.clone().filter(|numbers| numbers.records > 0)
            };
            Some((numbers(0)?, numbers(1)?))
        })
    });
    let line = move || {
        let (control, answer) = pair.get()?;
        let item = |comparison: Comparison| {
            view! { <li>{(words.drawing.compared)(&comparison)}</li> }.into_any()
        };
        let items = Comparison::all(&control, &answer, lang).into_iter().map(item).collect_view();
        Some(view! { <ul class="ratios" aria-label=words.drawing.ratios>{items}</ul> })
    };
    line.into_any()
}
