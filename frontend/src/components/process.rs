//! The card of a script's process beside its drawing: what it handed over, what was confirmed,
//! how it ended.

use api::event::Exit;
use leptos::prelude::*;

use crate::{i18n, run_view::Act};

#[component]
pub fn Process(act: Act) -> impl IntoView {
    let words = i18n::words();
    let (is, end) = match act.exit {
        None if act.started_ms.is_none() => ("gone", Some(words.process_not_yet.to_owned())),
        None => ("live", None),
        Some(exit @ Exit::Signal(_)) => ("killed", Some((words.exit)(exit))),
        Some(exit @ Exit::Code(_)) => ("ended", Some((words.exit)(exit))),
    };
    let lost =
        act.exit.and_then(|_| act.in_log()).map(|in_log| act.handed_over().saturating_sub(in_log));
    view! {
        <div class="member" data-is=is>
            <header><b>{words.producer}</b></header>
            <dl>
                <div><dt>{words.sent}</dt><dd>{act.handed_over()}</dd></div>
                <div><dt>{words.confirmed}</dt><dd>{act.confirmed()}</dd></div>
                {act.in_log().map(|count| view! { <div><dt>{words.in_log}</dt><dd>{count}</dd></div> })}
                {lost.map(|count| view! { <div><dt>{words.lost}</dt><dd>{count}</dd></div> })}
            </dl>
            {end.map(|end| view! { <p class="end">{end}</p> })}
        </div>
    }
}
