//! The events of a run as a table: the drawing's twin, row by row.

use api::verdict::EvidenceLink;
use leptos::prelude::*;

use super::evidence_link::{Selection, row_id};
use crate::{
    format, i18n,
    run_view::{Row, RunView, What},
};

/// The table shows the latest so many rows; the evidence file has all.
const MAX_ROWS: usize = 600;

#[component]
pub fn EventTable(#[prop(into)] view: Signal<RunView>) -> impl IntoView {
    let words = i18n::words();
    let selection = expect_context::<Selection>().0;
    let rows = Memo::new(move |_| view.with(|view| ordered(&view.rows)));
    let body = move || {
        let selected = selection.get();
        let rows = rows.get();
        let hidden = rows.len().saturating_sub(MAX_ROWS);
        let row = |row| view! { <EventRow row selected=selected.clone()/> };
        rows.into_iter().skip(hidden).map(row).collect_view()
    };
    view! {
        <section class="log" aria-labelledby="events-h">
            <header class="card-head">
                <h3 id="events-h">{words.events}</h3>
                <span class="tally">{move || (words.rows)(rows.with(Vec::len))}</span>
            </header>
            <div class="scroll" tabindex="0" role="group" aria-label=words.event_table>
                <table class="ledger">
                    <thead>
                        <tr>
                            <th scope="col" class="num">{words.at_ms}</th>
                            <th scope="col">{words.act}</th>
                            <th scope="col">{words.event}</th>
                            <th scope="col">{words.place}</th>
                            <th scope="col">{words.detail}</th>
                        </tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn EventRow(row: Row, selected: Option<EvidenceLink>) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let link = link(&row);
    let current = link.is_some() && selected == link;
    let sentence = (words.happened_row)(&row.what);
    view! {
        <tr
            id=link.as_ref().map(row_id)
            tabindex=link.is_some().then_some("-1")
            aria-current=current.then_some("true")
        >
            <td class="num">{row.at_us.map(|at_us| format::milliseconds(at_us, lang))}</td>
            <td>{row.act}</td>
            <td>{sentence.event}</td>
            <td class="at">{sentence.place}</td>
            <td>{sentence.detail}</td>
        </tr>
    }
}

/// What evidence this row shows. An order is shown where it was handed over, so that an order
/// without a record has a row too.
fn link(row: &Row) -> Option<EvidenceLink> {
    let act = row.act?;
    match row.what {
        What::Confirmed { partition, offset, .. } | What::FoundInLog { partition, offset, .. } => {
            Some(EvidenceLink::Record { act, partition, offset })
        }
        What::Sent { order, .. } => Some(EvidenceLink::Order { act, order }),
        _ => None,
    }
}

/// Events arrive in groups per client call; the table follows the clock of each act.
fn ordered(rows: &[Row]) -> Vec<Row> {
    let mut act = 0;
    let mut keyed: Vec<((u32, u64), Row)> = rows
        .iter()
        .map(|row| {
            act = row.act.unwrap_or(act);
            let outside = if act == 0 { 0 } else { u64::MAX };
            ((act, row.at_us.unwrap_or(if row.act.is_some() { 0 } else { outside })), row.clone())
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, row)| row).collect()
}
