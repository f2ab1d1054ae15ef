//! The prediction compared with what happened, question by question. Being wrong costs nothing.

use api::verdict::Comparison;
use leptos::prelude::*;

use super::marked::Marked;
use crate::i18n;

#[component]
pub fn Comparisons(comparisons: Vec<Comparison>) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let row = move |comparison: Comparison| {
        let (tone, outcome) = match (&comparison.happened, comparison.agrees) {
            (None, _) => ("duda", words.verdict.not_observed),
            (Some(_), true) => ("apto", words.verdict.agrees),
            (Some(_), false) => ("no", words.verdict.differs),
        };
        let happened = comparison.happened.as_ref();
        let happened =
            happened.map_or(words.verdict.nothing, |happened| happened.get(lang)).to_owned();
        let predicted = comparison.predicted.get(lang).to_owned();
        view! {
            <tr>
                <th scope="row"><Marked text=comparison.text.get(lang).to_owned()/></th>
                <td><Marked text=predicted/></td>
                <td class="outcome-cell" data-is=tone>
                    <Marked text=happened/> <span class="unseen">" (" {outcome} ")"</span>
                </td>
            </tr>
        }
    };
    view! {
        <table class="bets">
            <caption>{words.verdict.comparison}</caption>
            <thead>
                <tr>
                    <th scope="col">{words.verdict.question}</th>
                    <th scope="col">{words.verdict.predicted}</th>
                    <th scope="col">{words.verdict.happened}</th>
                </tr>
            </thead>
            <tbody>{comparisons.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}
