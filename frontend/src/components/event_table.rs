//! The events of a run as a table: the same facts as in the drawing, row by row.

use leptos::prelude::*;

use super::{marked::Marked, playhead::Playheads, scope::Scope, selection::Selection, tab_stop};
use crate::{
    browser, format, i18n,
    run_view::{Row, RunView},
    table::{self, RowAt},
};

/// Names the table among the elements of its exercise.
pub const EVENTS: &str = "events";
/// Names the frame in which it scrolls.
const FRAME: &str = "events-frame";
#[component]
pub fn EventTable(#[prop(into)] view: Signal<RunView>) -> impl IntoView {
    let words = i18n::words();
    let scope = expect_context::<Scope>();
    let selection = expect_context::<Selection>().0;
    let playheads = expect_context::<Playheads>();
    let rows = Memo::new(move |_| view.with(|view| table::ordered(&view.rows)));
    // The row of the marked record, else the one at the playhead that was moved last.
    let current = Memo::new(move |_| {
        rows.with(|rows| {
            view.with_untracked(|view| match selection.get() {
                Some(link) => table::row_of(rows, view, &link),
                None => {
                    let (act, at_us) = playheads.latest()?;
                    table::row_at(rows, &view.rows, act, at_us)
                }
            })
        })
    });
    let page = RwSignal::new(0_usize);
    let pages = Memo::new(move |_| table::pages(rows.with(Vec::len)));
    Effect::new(move |_| {
        if let Some(row) = current.get() {
            page.set(rows.with_untracked(|rows| table::page_of(rows, row)));
            // The row is on the page in the next frame.
            browser::next_frame(move || browser::reveal_in_frame(&row_id(scope, row.place)));
        }
    });
    let current = Memo::new(move |_| current.get().map(|row| row.place));
    // On paper there are no pages to turn.
    let is_printed = RwSignal::new(false);
    let before = window_event_listener_untyped("beforeprint", move |_| is_printed.set(true));
    let after = window_event_listener_untyped("afterprint", move |_| is_printed.set(false));
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
    let shown = move || {
        rows.with(|rows| match is_printed.get() {
            true => rows.clone(),
            false => table::page(rows, page.get()).to_vec(),
        })
    };
    let tally = move || (words.table.rows)(rows.with(Vec::len));
    let has_pages = move || pages.get() > 1;
    let turn = move |to: usize| {
        page.set(to);
        browser::scroll_to_top(&scope.id(FRAME));
    };
    // Not `disabled`, which would drop the focus.
    let is_first = move || (page.get() == 0).then_some("true");
    let is_last = move || (page.get() + 1 >= pages.get()).then_some("true");
    let pager = move || {
        has_pages().then(|| {
            view! {
                <nav class="pager" aria-label=words.table.pages>
                    <button
                        class="button small"
                        type="button"
                        aria-disabled=is_first
                        on:click=move |_| turn(page.get_untracked().saturating_sub(1))
                    >
                        {words.table.previous_page}
                    </button>
                    <span role="status">
                        {move || {
                            let first = page.get() * table::PAGE;
                            let count = rows.with(Vec::len);
                            (words.table.page)(first + 1, count.min(first + table::PAGE), count)
                        }}
                    </span>
                    <button
                        class="button small"
                        type="button"
                        aria-disabled=is_last
                        on:click=move |_| turn((page.get_untracked() + 1).min(pages.get_untracked() - 1))
                    >
                        {words.table.next_page}
                    </button>
                </nav>
            }
        })
    };
    let row = move |at: RowAt| {
        let row = view.with_untracked(|view| view.rows.get(at.place).cloned());
        row.map(|row| {
            let names = view.with_untracked(|view| table::names(view, &row).join(" "));
            event_row(scope, at.place, &row, &names, current)
        })
    };
    let frame = NodeRef::new();
    let tab_stop = tab_stop::while_it_scrolls(frame, || ());
    view! {
        <section class="log" aria-labelledby=scope.id("events-h")>
            <header class="card-head">
                <h3 id=scope.id("events-h")>{words.table.events}</h3>
                <span class="tally">{tally}</span>
            </header>
            <div class="scroll" id=scope.id(FRAME) node_ref=frame tabindex=tab_stop role="group" aria-label=words.table.event_table>
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
            {pager}
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
            <td><Marked text=sentence.detail/></td>
        </tr>
    }
    .into_any()
}

/// Id of a row by its index among the rows of the run.
fn row_id(scope: Scope, place: usize) -> String {
    scope.id(format_args!("event-{place}"))
}
