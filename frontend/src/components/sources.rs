//! The cards of those who write, beside a drawing: of each script what it sent, what was confirmed
//! and how it ended; of the lab itself, how much it wrote.

use api::event::Exit;
use leptos::prelude::*;

use super::shown_act::ShownAct;
use crate::{
    i18n,
    legend::Sign,
    run_view::{Act, Actor, Deeds, Oddity, Record, Script, Topic},
};

#[component]
pub fn Sources(
    act: ShownAct,
    /// The moment that is shown, on the act's clock.
    now: Memo<u64>,
) -> impl IntoView {
    move || {
        let now = now.get();
        let card = |act: &Act, (place, actor): (u32, &Actor)| match &actor.deeds {
            Deeds::Producer(script) => Some(script_card(act, place, actor, script, now)),
            Deeds::Writer => Some(lab_card(act, place, now)),
            Deeds::Group(_) => None,
        };
        act.with(|act| {
            if act.title.is_none() && act.cast.is_empty() {
                return vec![waiting_card()];
            }
            (0..).zip(&act.cast).filter_map(|actor| card(act, actor)).collect::<Vec<_>>()
        })
    }
}

/// Before the act has started, and its cast is known.
fn waiting_card() -> AnyView {
    let words = i18n::words();
    view! {
        <div class="member" data-is="gone"><p class="end">{words.drawing.not_started}</p></div>
    }
    .into_any()
}

fn until(at_us: Option<u64>, now: u64) -> bool {
    at_us.is_some_and(|at_us| at_us <= now)
}

fn lab_card(act: &Act, place: u32, now: u64) -> AnyView {
    let words = i18n::words();
    let is_written =
        |record: &&Record| record.sender == Some(place) && until(record.confirmed_us, now);
    let records = act.topics.iter().flat_map(|topic| &topic.records);
    let written = (words.group.written)(records.filter(is_written).count());
    view! {
        <div class="member" data-is="ended">
            <header><b>{words.group.lab}</b></header>
            <p>{written}</p>
        </div>
    }
    .into_any()
}

fn script_card(act: &Act, place: u32, actor: &Actor, script: &Script, now: u64) -> AnyView {
    let words = i18n::words();
    let exit = script.exit.filter(|_| until(script.ended_us, now));
    let topics = || actor.topics.iter().filter_map(|topic| act.topic(*topic));
    let in_log: Option<usize> = topics().map(Topic::in_log).sum();
    let in_log = in_log.filter(|_| exit.is_some());
    let (is, end) = match exit {
        None => ("live", None),
        Some(exit @ Exit::Signal(_)) => ("killed", Some((words.drawing.exit)(exit))),
        Some(exit @ Exit::Code(_)) => ("ended", Some((words.drawing.exit)(exit))),
    };
    // Counted again only for an earlier moment.
    let (sent, confirmed) = if now >= act.last_us() {
        (script.handed_over, script.confirmed)
    } else {
        let records = || {
            let records = topics().flat_map(|topic| &topic.records);
            records.filter(|record| record.sender == Some(place))
        };
        let sent = records().filter(|record| until(record.sent_us, now));
        let confirmed = records().filter(|record| until(record.confirmed_us, now));
        (sent.count(), confirmed.count())
    };
    let name = match act.has_peers(actor) {
        true => actor.name.clone(),
        false => words.drawing.producer.to_owned(),
    };
    let mut facts = vec![(words.drawing.sent, sent), (words.drawing.confirmed, confirmed)];
    if let Some(in_log) = in_log {
        let missing = topics().map(Topic::missing).sum();
        facts.extend([(words.drawing.in_log, in_log), (words.drawing.lost, missing)]);
        let odd = |oddity| topics().map(|topic| topic.odd(oddity)).sum::<usize>();
        let odd = [
            ((words.drawing.sign)(Sign::Repeated), odd(Oddity::Again)),
            ((words.drawing.sign)(Sign::OutOfPlace), odd(Oddity::OutOfPlace)),
        ];
        facts.extend(odd.into_iter().filter(|(_, count)| *count > 0));
    }
    let fact = |(name, count)| view! { <div><dt>{name}</dt><dd>{count}</dd></div> }.into_any();
    view! {
        <div class="member" data-is=is>
            <header><b>{name}</b></header>
            <dl>{facts.into_iter().map(fact).collect_view()}</dl>
            {end.map(|end| view! { <p class="end">{end}</p> })}
        </div>
    }
    .into_any()
}
