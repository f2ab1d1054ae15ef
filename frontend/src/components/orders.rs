//! The learner's own orders for the next attempt.

use api::{event::FIRST_ORDER, exercise::Variant};
use leptos::prelude::*;

use super::tab_stop;
use crate::i18n;

#[component]
pub fn Orders(#[prop(into)] variant: Signal<Variant>) -> impl IntoView {
    let words = i18n::words();
    let rows = move || {
        let variant = variant.get();
        let early = variant.early;
        let row = |(number, order): (u32, String)| {
            let arrival = early.map(|early| {
                let word = if number < early { words.group.is_early } else { words.group.is_late };
                view! { <td class="arrival">{word}</td> }
            });
            view! {
                <tr><td class="num">{FIRST_ORDER + number}</td>{arrival}<td><code lang="en">{order}</code></td></tr>
            }
        };
        (0..).zip(variant.orders).map(row).collect_view()
    };
    let early_and_late = move || {
        variant.with(|variant| {
            let early = variant.early? as usize;
            Some((words.group.orders_early)(early, variant.orders.len().saturating_sub(early)))
        })
    };
    let arrival = move || {
        let has_early = variant.with(|variant| variant.early.is_some());
        has_early.then(|| view! { <th scope="col">{words.group.arrival}</th> })
    };
    let frame = NodeRef::new();
    let tab_stop = tab_stop::while_it_scrolls(frame, || ());
    view! {
        <details>
            <summary>{move || variant.with(|variant| (words.form.orders)(variant.orders.len(), variant.partitions))}</summary>
            <p class="tally">{words.form.orders_note} " " {early_and_late}</p>
            <div class="scroll orders" node_ref=frame tabindex=tab_stop role="group" aria-label=words.form.orders_table>
                <table class="ledger">
                    <thead><tr><th scope="col" class="num">{words.form.number}</th>{arrival}<th scope="col">{words.form.order}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}
