//! The keys of a run and the signs of its drawings.

use leptos::prelude::*;

use super::glyph::Glyph;
use crate::{
    i18n,
    legend::{self, Sign},
    paint,
    run_view::RunView,
};

/// The legend says how many more there are; the table names them.
const MOST_KEYS: usize = 24;

#[component]
pub fn Legend(view: ReadSignal<RunView>) -> impl IntoView {
    let words = i18n::words();
    let keys = Memo::new(move |_| {
        let first = |view: &RunView| -> Vec<String> {
            view.keys.names().iter().take(MOST_KEYS).cloned().collect()
        };
        view.with(first)
    });
    let more =
        Memo::new(move |_| view.with(|view| view.keys.names().len().saturating_sub(MOST_KEYS)));
    let more = move || {
        let more = more.get();
        (more > 0).then(|| view! { <li>{(words.verdict.more)(more)}</li> })
    };
    let signs = Memo::new(move |_| view.with(legend::signs));
    let has_groups = move || signs.with(|signs| signs.contains(&Sign::Position));
    let key = |(index, key)| {
        view! {
            <li>
                <svg viewBox="0 0 18 18" aria-hidden="true"><Glyph index=Some(index)/></svg>
                <code>{key}</code>
            </li>
        }
        .into_any()
    };
    let sign = move |sign: Sign| {
        view! {
            <li>
                <svg viewBox="0 0 18 18" aria-hidden="true" inner_html=paint::sign(sign)></svg>
                {(words.drawing.sign)(sign)}
            </li>
        }
        .into_any()
    };
    let elastic = move || has_groups().then(|| view! { <li>{words.group.elastic}</li> });
    view! {
        <div class="under" data-scene=move || has_groups().then_some("group")>
            <ul class="legend" aria-label=words.drawing.keys>
                {move || keys.get().into_iter().enumerate().map(key).collect_view()}
                {more}
            </ul>
            <ul class="legend" aria-label=words.drawing.signs>
                {move || signs.get().into_iter().map(sign).collect_view()}
                {elastic}
            </ul>
        </div>
    }
    .into_any()
}
