//! The learner's own orders for the next attempt.

use api::exercise::Variant;
use leptos::prelude::*;

use crate::i18n;

#[component]
pub fn Orders(#[prop(into)] variant: Signal<Variant>) -> impl IntoView {
    let words = i18n::words();
    let rows = move || {
        let row = |(number, order)| {
            view! {
                <tr><td class="num">{number}</td><td><code lang="en">{order}</code></td></tr>
            }
        };
        (0..)
            .zip(variant.get().orders)
            .map(|(number, order): (u32, String)| row((number, order)))
            .collect_view()
    };
    view! {
        <details>
            <summary>{move || variant.with(|variant| (words.orders)(variant.orders.len(), variant.partitions))}</summary>
            <p class="tally">{words.orders_note}</p>
            <div class="scroll orders" tabindex="0" role="group" aria-label=words.orders_table>
                <table class="ledger">
                    <thead><tr><th scope="col" class="num">{words.number}</th><th scope="col">{words.order}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}
