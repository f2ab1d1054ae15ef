//! One run, live or finished: state, a drawing per act, the verdict, and the event table. The
//! lesson and the page of a run show the same panel.

use leptos::prelude::*;

use super::{
    act_lanes::ActRow,
    announcer::Announcer,
    event_table::EventTable,
    legend::Legend,
    notice::{Notice, Weight},
    playhead::Playheads,
    scope::Scope,
    selection::Selection,
    state_line::StateLine,
    verdict_card::VerdictCard,
};
use crate::{
    i18n, run_stream,
    run_view::{RunView, Step},
};

#[component]
pub fn RunPanel(
    exercise: String,
    run: String,
    /// Called once, when the run is over.
    #[prop(optional, into)]
    finished: Option<Callback<()>>,
    /// Whether the events are folded away at first, where the panel is a part of a text.
    #[prop(optional)]
    folded: bool,
) -> impl IntoView {
    let words = i18n::words();
    let (view, line) = run_stream::follow(&run);
    provide_context(Scope::of(&exercise));
    let selection = Selection(RwSignal::new(None));
    provide_context(selection);
    provide_context(Playheads::new(view, selection));
    let step = Memo::new(move |_| view.with(|view| view.step));
    let announcer = expect_context::<Announcer>();
    Effect::new(move |_| {
        let step = step.get();
        announcer.say((words.run.step)(step));
        if let Step::Finished(_) = step {
            view.with_untracked(|view| {
                if let Some(verdict) = &view.verdict {
                    announcer.say((words.verdict.verdict_spoken)(verdict));
                }
            });
            if let Some(finished) = finished {
                finished.run(());
            }
        }
    });
    // Keyed by the first act of each row, so that a second act joins the existing row.
    let rows = Memo::new(move |_| {
        let first = |row: Vec<u32>| row[0];
        view.with(RunView::rows_of_acts).into_iter().map(first).collect::<Vec<_>>()
    });
    let verdict = Memo::new(move |_| view.with(|view| view.verdict.clone()));
    let card = {
        let run = run.clone();
        move || {
            let (exercise, run) = (exercise.clone(), run.clone());
            let has_evidence = view.with_untracked(|view| !view.cleared);
            verdict.get().map(|verdict| view! { <VerdictCard exercise run verdict has_evidence/> })
        }
    };
    view! {
        <StateLine run view line/>
        <RunNotices view/>
        <div class="lanes">
            <For each=move || rows.get() key=|first| *first let:first>
                <ActRow view=view.into() first/>
            </For>
            <Legend view/>
        </div>
        <div class="run-body">
            {card}
            {match folded {
                true => view! { <FoldedTable view/> }.into_any(),
                false => view! { <EventTable view/> }.into_any(),
            }}
        </div>
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
                act.warnings.iter().map(|text| (words.run.in_act)(act.number, text.get(lang)))
            });
            let errors = acts.filter_map(|act| {
                let (class, message) = act.error.as_ref()?;
                Some((words.run.in_act)(act.number, &format!("{class}: {message}")))
            });
            let notices = view.notices.iter().map(|text| text.get(lang).to_owned());
            restarted
                .into_iter()
                .chain(cleared)
                .chain(notices)
                .chain(warnings)
                .chain(errors)
                .collect::<Vec<_>>()
        })
    });
    move || {
        let notice = |text| view! { <Notice weight=Weight::Doubt><p>{text}</p></Notice> };
        notices.get().into_iter().map(notice).collect_view()
    }
}
