//! The events of a run as a table: the drawing's twin, row by row.

use api::verdict::EvidenceLink;
use leptos::prelude::*;

use super::{
    evidence_link::{Selection, link_act},
    playhead::Playheads,
};
use crate::{
    browser, format, i18n,
    run_view::{Row, RunView, What},
};

/// The table shows the latest so many rows; the evidence file has all.
const MAX_ROWS: usize = 600;

#[component]
pub fn EventTable(#[prop(into)] view: Signal<RunView>) -> impl IntoView {
    let words = i18n::words();
    let selection = expect_context::<Selection>().0;
    let playheads = expect_context::<Playheads>();
    let rows = Memo::new(move |_| view.with(|view| ordered(&view.rows)));
    // The row of the marked record, else the one at the playhead that moved last.
    let current = Memo::new(move |_| {
        rows.with(|rows| match selection.get() {
            Some(link) => row_of(rows, &link),
            None => playheads.latest().and_then(|(act, at_us)| row_at(rows, act, at_us)),
        })
    });
    Effect::new(move |_| {
        if let Some(place) = current.get() {
            browser::reveal_in_frame(&row_id(place));
        }
    });
    let body = move || {
        let rows = rows.get();
        let hidden = rows.len().saturating_sub(MAX_ROWS);
        let row = |(place, row)| event_row(place, row, current);
        rows.into_iter().enumerate().skip(hidden).map(row).collect_view()
    };
    view! {
        <section class="log" aria-labelledby="events-h">
            <header class="card-head">
                <h3 id="events-h">{words.events}</h3>
                <span class="tally">{move || (words.rows)(rows.with(Vec::len))}</span>
            </header>
            <div class="scroll" tabindex="0" role="group" aria-label=words.event_table>
                <table class="ledger" id="events">
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

fn event_row(place: usize, row: Row, current: Memo<Option<usize>>) -> AnyView {
    let i18n::Language { lang, words } = i18n::language();
    let sentence = (words.happened_row)(&row.what);
    view! {
        <tr
            id=row_id(place)
            tabindex="-1"
            aria-current=move || (current.get() == Some(place)).then_some("true")
        >
            <td class="num">{row.at_us.map(|at_us| format::milliseconds(at_us, lang))}</td>
            <td>{row.act}</td>
            <td>{sentence.event}</td>
            <td class="at">{sentence.place}</td>
            <td>{sentence.detail}</td>
        </tr>
    }
    .into_any()
}

/// Id of a row by its place in the table.
fn row_id(place: usize) -> String {
    format!("event-{place}")
}

/// The row that shows this evidence: where a record was processed last, else where it entered the
/// log; an order that has no record is shown where it was handed over.
fn row_of(rows: &[Row], link: &EvidenceLink) -> Option<usize> {
    let mut inside = rows.iter().enumerate().filter(|(_, row)| row.act == Some(link_act(link)));
    let shows = |(_, row): &(usize, &Row)| match (&row.what, link) {
        (
            What::Processed { partition, offset, .. }
            | What::Confirmed { partition, offset, .. }
            | What::FoundInLog { partition, offset, .. }
            | What::Written { partition, offset, .. }
            | What::Kept { partition, offset, .. },
            EvidenceLink::Record { partition: of, offset: at, .. },
        ) => (partition, offset) == (of, at),
        (
            What::Sent { order, .. } | What::Written { order, .. },
            EvidenceLink::Order { order: of, .. },
        ) => order == of,
        _ => false,
    };
    inside.rfind(shows).map(|(place, _)| place)
}

/// The last row of an act that has happened at this moment.
fn row_at(rows: &[Row], act: u32, at_us: u64) -> Option<usize> {
    let has_happened =
        |row: &Row| row.act == Some(act) && row.at_us.is_some_and(|row_us| row_us <= at_us);
    rows.iter().rposition(has_happened)
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
