//! The events of a run as a table: the same facts as in the drawing, row by row.

use leptos::prelude::*;

use super::{playhead::Playheads, scope::Scope, selection::Selection};
use crate::{
    browser, format, i18n,
    run_view::{Row, RunView},
    table::{self, RowAt},
};

/// Names the table among the elements of its exercise.
pub const EVENTS: &str = "events";
/// The table shows the latest rows up to this number; the evidence file has all.
const MAX_ROWS: usize = 600;
/// Rows painted per frame: painting a whole table at once would block the page.
const ROWS_PER_FRAME: usize = 100;

#[component]
pub fn EventTable(#[prop(into)] view: Signal<RunView>) -> impl IntoView {
    let words = i18n::words();
    let scope = expect_context::<Scope>();
    let selection = expect_context::<Selection>().0;
    let playheads = expect_context::<Playheads>();
    let rows = Memo::new(move |_| view.with(|view| table::ordered(&view.rows)));
    // The row of the marked record, else the one at the playhead that was moved last.
    let current = Memo::new(move |_| {
        let found = rows.with(|rows| {
            view.with_untracked(|view| match selection.get() {
                Some(link) => table::row_of(rows, view, &link),
                None => {
                    let (act, at_us) = playheads.latest()?;
                    table::row_at(rows, &view.rows, act, at_us)
                }
            })
        });
        found.map(|row| row.place)
    });
    Effect::new(move |_| {
        if let Some(place) = current.get() {
            browser::reveal_in_frame(&row_id(scope, place));
        }
    });
    let most = RwSignal::new(ROWS_PER_FRAME);
    Effect::new(move |_| {
        if most.get() < rows.with(Vec::len).min(MAX_ROWS) {
            browser::next_frame(move || {
                // Does nothing if the table is gone.
                most.try_update(|most| *most += ROWS_PER_FRAME);
            });
        }
    });
    let shown = move || rows.with(|rows| table::latest(rows, most.get().min(MAX_ROWS)).to_vec());
    let tally = move || rows.with(|rows| (words.table.rows)(rows.len(), rows.len().min(MAX_ROWS)));
    let row = move |at: RowAt| {
        let row = view.with_untracked(|view| view.rows.get(at.place).cloned());
        row.map(|row| {
            let names = view.with_untracked(|view| table::names(view, &row).join(" "));
            event_row(scope, at.place, &row, &names, current)
        })
    };
    view! {
        <section class="log" aria-labelledby=scope.id("events-h")>
            <header class="card-head">
                <h3 id=scope.id("events-h")>{words.table.events}</h3>
                <span class="tally">{tally}</span>
            </header>
            <div class="scroll" tabindex="0" role="group" aria-label=words.table.event_table>
                <table class="ledger" id=scope.id(EVENTS)>
                    <thead>
                        <tr>
                            <th scope="col" class="num">{words.table.at_ms}</th>
                            <th scope="col">{words.table.act}</th>
                            <th scope="col">{words.table.event}</th>
                            <th scope="col">{words.table.place}</th>
                            <th scope="col">{words.table.detail}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=shown key=|row| *row children=row/>
                    </tbody>
                </table>
            </div>
        </section>
    }
}

/// `names` tell apart what the act has several of.
fn event_row(
    scope: Scope,
    place: usize,
    row: &Row,
    names: &str,
    current: Memo<Option<usize>>,
) -> AnyView {
    let i18n::Language { lang, words } = i18n::language();
    let sentence = (words.table.happened_row)(&row.what);
    let whereabouts = format!("{names} {}", sentence.place).trim().to_owned();
    view! {
        <tr
            id=row_id(scope, place)
            tabindex="-1"
            aria-current=move || (current.get() == Some(place)).then_some("true")
        >
            <td class="num">{row.at_us.map(|at_us| format::milliseconds(at_us, lang))}</td>
            <td>{row.act}</td>
            <td>{sentence.event}</td>
            <td class="at">{whereabouts}</td>
            <td>{sentence.detail}</td>
        </tr>
    }
    .into_any()
}

/// Id of a row by its index among the rows of the run.
fn row_id(scope: Scope, place: usize) -> String {
    scope.id(format_args!("event-{place}"))
}
