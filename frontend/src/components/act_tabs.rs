//! The acts of a run as tabs, where they are several: each with its drawing, beside criteria that
//! stay in sight.

use std::collections::BTreeSet;

use leptos::{ev::KeyboardEvent, prelude::*};

use super::{act_lanes::ActRow, scope::Scope};
use crate::{
    acts_shown, browser, i18n, paint,
    run_view::{Act, RunView},
};

/// Which row of acts is shown. Provided by the panel of a run.
#[derive(Clone, Copy)]
pub struct ShownRow {
    rows: Memo<Vec<Vec<u32>>>,
    chosen: RwSignal<Option<u32>>,
    /// Its first act.
    shown: Memo<Option<u32>>,
}

impl ShownRow {
    /// `decides` is the act that the result tells of.
    pub fn new(view: ReadSignal<RunView>, decides: Memo<Option<u32>>) -> Self {
        let rows = Memo::new(move |_| view.with(RunView::rows_of_acts));
        let chosen = RwSignal::new(None);
        let shown = Memo::new(move |_| {
            rows.with(|rows| {
                let chosen = chosen.get().filter(|act| rows.iter().any(|row| row[0] == *act));
                chosen.or_else(|| acts_shown::unchosen(rows, decides.get()))
            })
        });
        Self { rows, chosen, shown }
    }

    /// Opens the row in which an act is, also before that act is there.
    pub fn open(self, act: u32) {
        let row = self.rows.with_untracked(|rows| acts_shown::row_of(rows, act));
        self.chosen.set(row.or(Some(act)));
    }
}

#[component]
pub fn ActTabs(view: ReadSignal<RunView>, failing: Memo<BTreeSet<u32>>) -> impl IntoView {
    let words = i18n::words();
    let scope = expect_context::<Scope>();
    let row = expect_context::<ShownRow>();
    let ShownRow { rows, shown, chosen } = row;
    // Keyed by the first act of each row, so that a second act joins the existing row.
    let firsts =
        Memo::new(move |_| rows.with(|rows| rows.iter().map(|row| row[0]).collect::<Vec<_>>()));
    let are_tabs = Memo::new(move |_| firsts.with(|firsts| firsts.len() > 1));
    let key = move |event: KeyboardEvent| {
        let next = shown.get_untracked().and_then(|shown| {
            rows.with_untracked(|rows| acts_shown::by_key(rows, shown, &event.key()))
        });
        if let Some(next) = next {
            event.prevent_default();
            chosen.set(Some(next));
            browser::focus(&scope.id(format_args!("tab-{next}")));
        }
    };
    let panel = move |first: u32| {
        let is_shown = move || !are_tabs.get() || shown.get() == Some(first);
        let labelled = move || are_tabs.get().then(|| scope.id(format_args!("tab-{first}")));
        view! {
            <div
                class="act-panel"
                id=scope.id(format_args!("panel-{first}"))
                role=move || are_tabs.get().then_some("tabpanel")
                aria-labelledby=labelled
                data-shown=move || is_shown().to_string()
            >
                <ActRow view=view.into() first/>
            </div>
        }
        .into_any()
    };
    view! {
        <div
            class="act-tabs"
            role="tablist"
            aria-label=words.result.acts
            hidden=move || !are_tabs.get()
            on:keydown=key
        >
            <For each=move || firsts.get() key=|first| *first let:first>
                <Tab view row failing first/>
            </For>
        </div>
        <For each=move || firsts.get() key=|first| *first children=panel/>
    }
}

#[component]
fn Tab(
    view: ReadSignal<RunView>,
    row: ShownRow,
    failing: Memo<BTreeSet<u32>>,
    first: u32,
) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let scope = expect_context::<Scope>();
    let ShownRow { rows, shown, chosen } = row;
    let acts = Memo::new(move |_| {
        let acts = rows.with(|rows| rows.iter().find(|row| row[0] == first).cloned());
        acts.unwrap_or_else(|| vec![first])
    });
    let title = Memo::new(move |_| {
        let last = acts.with(|acts| acts.last().copied())?;
        let title = |act: &Act| act.title.as_ref().map(|title| title.get(lang).to_owned());
        view.with(|view| view.act(last).and_then(title))
    });
    // Of acts that are compared the later one, as the title.
    let thumbnail = Memo::new(move |_| {
        let last = acts.with(|acts| acts.last().copied());
        view.with(|view| {
            let act = last.and_then(|last| view.act(last));
            act.map(|act| paint::thumbnail(act, paint::longest_log(view))).unwrap_or_default()
        })
    });
    let is_shown = Memo::new(move |_| shown.get() == Some(first));
    let fails = move || {
        let fails =
            acts.with(|acts| failing.with(|failing| acts.iter().any(|act| failing.contains(act))));
        fails.then(|| view! { <span class="s" data-is="no">{words.result.fails_here}</span> })
    };
    view! {
        <button
            role="tab"
            type="button"
            id=scope.id(format_args!("tab-{first}"))
            aria-controls=scope.id(format_args!("panel-{first}"))
            aria-selected=move || is_shown.get().to_string()
            tabindex=move || if is_shown.get() { "0" } else { "-1" }
            on:click=move |_| chosen.set(Some(first))
        >
            <span class="n">{move || acts.with(|acts| (words.result.tab)(acts))}</span>
            <svg class="thumb" viewBox=paint::THUMBNAIL aria-hidden="true" inner_html=thumbnail></svg>
            <span class="t">{title}</span>
            {fails}
        </button>
    }
    .into_any()
}
