//! The card of a script's process beside its drawing: what it sent, what was confirmed, how it
//! ended.

use api::event::Exit;
use leptos::prelude::*;

use super::shown_act::ShownAct;
use crate::{
    i18n,
    legend::Sign,
    run_view::{Act, Oddity},
};

#[component]
pub fn Process(
    act: ShownAct,
    /// The moment that is shown, on the act's clock.
    now: Memo<u64>,
) -> impl IntoView {
    move || act.with(|act| card(act, now.get()))
}

fn card(act: &Act, now: u64) -> AnyView {
    let words = i18n::words();
    let exit = act.exit.filter(|_| act.ended_us.is_some_and(|ended_us| ended_us <= now));
    let in_log = act.in_log().filter(|_| exit.is_some());
    let (is, end) = match exit {
        None if act.started_ms.is_none() => {
            ("gone", Some(words.drawing.process_not_yet.to_owned()))
        }
        None => ("live", None),
        Some(exit @ Exit::Signal(_)) => ("killed", Some((words.drawing.exit)(exit))),
        Some(exit @ Exit::Code(_)) => ("ended", Some((words.drawing.exit)(exit))),
    };
    let until = |at_us: Option<u64>| at_us.is_some_and(|at_us| at_us <= now);
    // Counted again only for an earlier moment.
    let (sent, confirmed) = if now >= act.last_us() {
        (act.handed_over(), act.confirmed())
    } else {
        let sent = act.records.iter().filter(|record| until(record.sent_us));
        let confirmed = act.records.iter().filter(|record| until(record.confirmed_us));
        (sent.count(), confirmed.count())
    };
    let mut facts = vec![(words.drawing.sent, sent), (words.drawing.confirmed, confirmed)];
    if let Some(in_log) = in_log {
        facts.extend([(words.drawing.in_log, in_log), (words.drawing.lost, act.missing())]);
        let odd = [
            ((words.drawing.sign)(Sign::Repeated), act.odd(Oddity::Again)),
            ((words.drawing.sign)(Sign::OutOfPlace), act.odd(Oddity::OutOfPlace)),
        ];
        facts.extend(odd.into_iter().filter(|(_, count)| *count > 0));
    }
    let fact = |(name, count)| view! { <div><dt>{name}</dt><dd>{count}</dd></div> }.into_any();
    view! {
        <div class="member" data-is=is>
            <header><b>{words.drawing.producer}</b></header>
            <dl>{facts.into_iter().map(fact).collect_view()}</dl>
            {end.map(|end| view! { <p class="end">{end}</p> })}
        </div>
    }
    .into_any()
}
