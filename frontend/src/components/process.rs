//! The card of a script's process beside its drawing: what it handed over, what was confirmed,
//! how it ended.

use api::event::Exit;
use leptos::prelude::*;

use crate::{i18n, run_view::Act};

#[component]
pub fn Process(
    act: Act,
    /// The moment that is shown, on the act's clock.
    now: u64,
) -> impl IntoView {
    let words = i18n::words();
    let exit = act.exit.filter(|_| act.ended_us.is_some_and(|ended_us| ended_us <= now));
    let in_log = act.in_log().filter(|_| exit.is_some());
    let (is, end) = match exit {
        None if act.started_ms.is_none() => ("gone", Some(words.process_not_yet.to_owned())),
        None => ("live", None),
        Some(exit @ Exit::Signal(_)) => ("killed", Some((words.exit)(exit))),
        Some(exit @ Exit::Code(_)) => ("ended", Some((words.exit)(exit))),
    };
    let until = |at_us: Option<u64>| at_us.is_some_and(|at_us| at_us <= now);
    let sent = act.records.iter().filter(|record| until(record.sent_us)).count();
    let confirmed = act.records.iter().filter(|record| until(record.confirmed_us)).count();
    let lost = in_log.map(|in_log| sent.saturating_sub(in_log));
    view! {
        <div class="member" data-is=is>
            <header><b>{words.producer}</b></header>
            <dl>
                <div><dt>{words.sent}</dt><dd>{sent}</dd></div>
                <div><dt>{words.confirmed}</dt><dd>{confirmed}</dd></div>
                {in_log.map(|count| view! { <div><dt>{words.in_log}</dt><dd>{count}</dd></div> })}
                {lost.map(|count| view! { <div><dt>{words.lost}</dt><dd>{count}</dd></div> })}
            </dl>
            {end.map(|end| view! { <p class="end">{end}</p> })}
        </div>
    }
}
