//! The prediction compared with what happened. It gives no points; making a prediction does.

use api::verdict::Comparison;
use leptos::prelude::*;

use super::marked::Marked;
use crate::i18n;

#[component]
pub fn Comparisons(comparisons: Vec<Comparison>) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let row = move |comparison: Comparison| {
        let (tone, agrees) = if comparison.agrees {
            ("apto", words.verdict.agrees)
        } else {
            ("no", words.verdict.differs)
        };
        let (tone, agrees) = match comparison.happened {
            Some(_) => (tone, agrees),
            None => ("duda", words.verdict.not_observed),
        };
        let happened = comparison.happened.as_ref();
        let happened =
            happened.map_or(words.verdict.nothing, |happened| happened.get(lang)).to_owned();
        let predicted = comparison.predicted.get(lang).to_owned();
        view! {
            <tr>
                <td><Marked text=comparison.text.get(lang).to_owned()/></td>
                <td class="num said"><Marked text=predicted/></td>
                <td class="num said"><Marked text=happened/></td>
                <td><span class="verdict" data-is=tone>{agrees}</span></td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label=words.verdict.comparison>
            <table class="ledger">
                <caption class="unseen">{words.verdict.comparison}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.verdict.question}</th>
                        <th scope="col" class="num">{words.verdict.predicted}</th>
                        <th scope="col" class="num">{words.verdict.happened}</th>
                        <th scope="col"><span class="unseen">{words.verdict.difference}</span></th>
                    </tr>
                </thead>
                <tbody>{comparisons.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
