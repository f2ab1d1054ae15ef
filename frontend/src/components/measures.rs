//! The numbers of an act's log, and what the learner's settings changed in them: a table beside
//! those of the control act, and a sentence about what differs most.

use api::text::Lang;
use leptos::prelude::*;

use super::shown_act::ShownAct;
use crate::{
    i18n::{self, Words},
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
pub fn ComparedMeasures(view: Signal<RunView>, row: Memo<Vec<u32>>) -> impl IntoView {
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
    let table = move || {
        let (control, answer) = pair.get()?;
        let acts = row.with(|row| Some((*row.first()?, *row.get(1)?)))?;
        let all = Comparison::all(&control, &answer, lang);
        let sentence = Comparison::foremost(&all).map(|it| (words.measures.sentence)(it, lang));
        let rows = all.iter().map(|comparison| compared(comparison, lang, words)).collect_view();
        Some(view! {
            <table class="ledger compared-by">
                <caption><b>{sentence}</b> <span class="tally">{(words.measures.title)(acts.1, acts.0)}</span></caption>
                <thead>
                    <tr>
                        <th scope="col"><span class="unseen">{words.measures.measure}</span></th>
                        <th scope="col">{(words.drawing.act_title)(acts.0, None)}</th>
                        <th scope="col">{(words.drawing.act_title)(acts.1, None)}</th>
                        <th scope="col">{words.measures.change}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        })
    };
    table.into_any()
}

/// Two bars on one scale, and the change in words.
fn compared(comparison: &Comparison, lang: Lang, words: &'static Words) -> AnyView {
    let Comparison { measure, control, answer, amounts } = comparison;
    let name = (words.drawing.measure)(*measure);
    let shares = amounts.map(|amounts| amounts.shares());
    let bar = |place: usize, value: &str| {
        let share = shares.map(|shares| format!("{:.1}%", 100.0 * shares[place]));
        let bar = share.map(|share| {
            let class = if place == 0 { "share" } else { "share of-answer" };
            view! { <i class=class style:width=share aria-hidden="true"></i> }
        });
        view! { <td>{value.to_owned()} {bar}</td> }
    };
    let change = amounts.and_then(|amounts| amounts.change(lang));
    let change = change.map(|change| (words.measures.changed)(&change));
    view! {
        <tr><th scope="row">{name}</th> {bar(0, control)} {bar(1, answer)} <td>{change}</td></tr>
    }
    .into_any()
}
