//! One run, live or finished: its result, then, unless they are folded away, a drawing per act, the
//! criteria beside it, and the event table. The lesson and the page of a run show the same panel.

use std::collections::BTreeSet;

use api::{run::Run, verdict::Verdict};
use leptos::prelude::*;

use super::{
    act_lanes,
    act_tabs::{ActTabs, ShownRow},
    announcer::Announcer,
    attempt,
    criteria::Criteria,
    criterion,
    event_table::EventTable,
    legend::Legend,
    marked::Marked,
    notice::{Notice, Weight},
    playhead::Playheads,
    result_bar::{Goal, RESULT, ResultBar, Shown},
    scope::Scope,
    selection::Selection,
    way_back::{BackLine, WayBack},
};
use crate::{
    acts_shown,
    answer::Answer,
    browser, client, i18n, run_stream,
    run_view::{RunView, Step},
};

/// How a run is shown at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// With everything, while it is under way; its end is announced and takes the focus.
    Live,
    /// With everything, on a page of its own.
    Whole,
    /// The result alone; the rest is loaded when it is asked for.
    Folded,
}

#[component]
pub fn RunPanel(
    exercise: String,
    run: String,
    opening: Opening,
    /// The run as it is stored, where it is known already.
    #[prop(optional_no_strip)]
    known: Option<Run>,
    /// Called once, when a run is over that was under way.
    #[prop(optional_no_strip)]
    finished: Option<Callback<()>>,
    /// Opens the form for another attempt.
    #[prop(optional_no_strip)]
    change: Option<Callback<()>>,
    /// Whether the events are folded away at first, where the panel is a part of a text.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let lang = i18n::language().lang;
    let scope = Scope::of(&exercise);
    provide_context(scope);
    let followed = run_stream::follow(&run);
    let view = followed.view;
    let stored = (opening == Opening::Folded).then(|| {
        let run = run.clone();
        Answer::to(move || {
            let run = run.clone();
            async move { client::run(&run, lang).await }
        })
    });
    let stored_run = Memo::new(move |_| {
        let fetched = stored.and_then(Answer::ok);
        fetched.or_else(|| known.clone()).filter(|run| run.state.is_over())
    });
    let is_open = RwSignal::new(opening != Opening::Folded);
    Effect::new(move |_| {
        // What cannot be read in one piece is read from its events.
        let is_lost = stored.and_then(Answer::get).is_some_and(|run| run.is_err());
        if is_open.get() || is_lost {
            followed.open();
        }
    });
    // Of a run that is over the events are read only for the drawing.
    let step = Memo::new(move |_| match stored_run.with(|run| Some(run.as_ref()?.state)) {
        Some(state) => Step::Finished(state),
        None => view.with(|view| view.step),
    });
    let verdict = Memo::new(move |_| {
        let stored = stored_run.with(|run| run.as_ref()?.verdict.clone());
        stored.or_else(|| view.with(|view| view.verdict.clone()))
    });
    let broker = Memo::new(move |_| {
        let stored = stored_run.with(|run| run.as_ref()?.broker.clone());
        stored.or_else(|| view.with(|view| view.broker.clone()))
    });

    let selection = Selection(RwSignal::new(None));
    provide_context(selection);
    provide_context(Playheads::new(view, selection));
    provide_context(WayBack::default());
    let decides =
        Memo::new(move |_| verdict.with(|verdict| Some(verdict.as_ref()?.sentence.as_ref()?.act)));
    provide_context(ShownRow::new(view, decides));
    if opening == Opening::Live {
        follow_to_the_end(scope, &exercise, step, verdict, finished);
    }
    let goal = RwSignal::new(None);
    let is_complete = Memo::new(move |_| view.with(|view| view.finished().is_some()));
    Effect::new(move |_| {
        if let Some(wanted) = goal.get()
            && is_open.get()
            && is_complete.get()
        {
            goal.set(None);
            // When it is drawn.
            browser::next_frame(move || go(scope, &wanted));
        }
    });
    let act = Memo::new(move |_| {
        decides.get().or_else(|| view.with(|view| view.acts.last().map(|act| act.number)))
    });
    let shown = Shown { view, line: followed.line, step, verdict, broker, act, is_open, goal };
    let body = {
        let run = run.clone();
        move || {
            let (exercise, run) = (exercise.clone(), run.clone());
            is_open.get().then(|| view! { <RunBody exercise run view verdict is_complete small/> })
        }
    };
    view! {
        <div class="run-shown">
            <ResultBar run shown foldable=opening != Opening::Whole change/>
            {body}
        </div>
    }
}

fn go(scope: Scope, goal: &Goal) {
    match goal {
        Goal::Act(act) => browser::focus_region(&scope.id(act_lanes::name(*act))),
        Goal::Criterion(check) => {
            let id = scope.id(criterion::name(check));
            browser::focus(&id);
            browser::reveal(&id);
        }
    }
}

/// Announces what a run does, and goes to its result when it is over.
fn follow_to_the_end(
    scope: Scope,
    exercise: &str,
    step: Memo<Step>,
    verdict: Memo<Option<Verdict>>,
    finished: Option<Callback<()>>,
) {
    let i18n::Language { lang, words } = i18n::language();
    let announcer = expect_context::<Announcer>();
    let within = attempt::within(exercise);
    Effect::new(move |_| {
        let step = step.get();
        announcer.say(verdict.with_untracked(|verdict| match verdict {
            Some(verdict) if matches!(step, Step::Finished(_)) => {
                let sentence = verdict.sentence.as_ref().map_or("", |it| it.text.get(lang));
                let spoken = (words.verdict.verdict_spoken)(verdict);
                format!("{spoken} {}", sentence.replace('`', "")).trim_end().to_owned()
            }
            _ => (words.run.step)(step),
        }));
        if let Step::Finished(_) = step {
            if let Some(finished) = finished {
                finished.run(());
            }
            let (result, within) = (scope.id(RESULT), within.clone());
            // When it is drawn.
            browser::next_frame(move || browser::arrive(&result, &within));
        }
    });
}

#[component]
fn RunBody(
    exercise: String,
    run: String,
    view: ReadSignal<RunView>,
    verdict: Memo<Option<Verdict>>,
    is_complete: Memo<bool>,
    small: bool,
) -> impl IntoView {
    let words = i18n::words();
    let scope = expect_context::<Scope>();
    let failing = Memo::new(move |_| {
        verdict.with(|it| it.as_ref().map_or_else(BTreeSet::new, acts_shown::failing))
    });
    let card = move || {
        let (exercise, run) = (exercise.clone(), run.clone());
        let has_evidence = view.with_untracked(|view| !view.cleared);
        // Its links name what the events have declared.
        let verdict = verdict.get().filter(|_| is_complete.get());
        verdict.map(|verdict| view! { <Criteria exercise run verdict has_evidence/> })
    };
    view! {
        <RunNotices view/>
        <div class="run-body">
            {card}
            <section class="acts-shown" aria-labelledby=scope.id("acts-h")>
                <h3 class="unseen" id=scope.id("acts-h")>{words.result.acts}</h3>
                <div class="lanes">
                    <ActTabs view failing/>
                    <Legend view/>
                </div>
                <BackLine/>
            </section>
        </div>
        {match small {
            true => view! { <FoldedTable view/> }.into_any(),
            false => view! { <EventTable view/> }.into_any(),
        }}
    }
}

#[component]
fn FoldedTable(view: ReadSignal<RunView>) -> impl IntoView {
    let words = i18n::words();
    view! {
        <details>
            <summary>{words.table.event_table}</summary>
            <EventTable view/>
        </details>
    }
}

/// What the learner should know beyond the drawing: a restart, limits, warnings, an exception.
#[component]
fn RunNotices(view: ReadSignal<RunView>) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let notices = Memo::new(move |_| {
        view.with(|view| {
            let restarted = view.restarted.map(words.run.restarted);
            let cleared = view.cleared.then(|| words.run.cleared.to_owned());
            let acts = view.acts.iter();
            let warnings = acts.clone().flat_map(|act| {
                act.warnings.iter().map(|text| (act.number, text.get(lang).to_owned()))
            });
            let errors = acts.filter_map(|act| {
                let (class, message) = act.error.as_ref()?;
                Some((act.number, format!("{class}: {message}")))
            });
            let in_acts = acts_shown::each_once(warnings.chain(errors));
            let in_acts = in_acts.into_iter().map(|(text, acts)| (words.run.in_acts)(&acts, &text));
            let notices = view.notices.iter().map(|text| text.get(lang).to_owned());
            restarted.into_iter().chain(cleared).chain(notices).chain(in_acts).collect::<Vec<_>>()
        })
    });
    move || {
        let notice =
            |text: String| view! { <Notice weight=Weight::Doubt><p><Marked text/></p></Notice> };
        notices.get().into_iter().map(notice).collect_view()
    }
}
