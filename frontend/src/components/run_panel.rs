//! One run, live or finished: state, a drawing per act, the verdict, and the event table. The
//! lesson and the page of a run show the same panel.

use leptos::prelude::*;

use super::{
    announcer::Announcer,
    event_table::EventTable,
    evidence_link::Selection,
    glyph::{Glyph, key_class},
    lanes::ActLanes,
    notice::{Notice, Weight},
    playhead::Playheads,
    state_line::StateLine,
    verdict_card::VerdictCard,
};
use crate::{
    i18n, run_stream,
    run_view::{RunView, Scene, Step},
};

#[component]
pub fn RunPanel(
    exercise: String,
    run: String,
    scene: Scene,
    /// Called once, when the run is over.
    #[prop(optional, into)]
    finished: Option<Callback<()>>,
) -> impl IntoView {
    let words = i18n::words();
    let (view, line) = run_stream::follow(&run, scene);
    let selection = Selection(RwSignal::new(None));
    provide_context(selection);
    provide_context(Playheads::new(view, selection));
    let step = Memo::new(move |_| view.with(|view| view.step));
    let announcer = expect_context::<Announcer>();
    Effect::new(move |_| {
        let step = step.get();
        announcer.say((words.step)(step));
        if let Step::Finished(_) = step {
            view.with_untracked(|view| {
                if let Some(verdict) = &view.verdict {
                    announcer.say((words.verdict_spoken)(verdict));
                }
            });
            if let Some(finished) = finished {
                finished.run(());
            }
        }
    });
    let acts = Memo::new(move |_| {
        view.with(|view| view.acts.iter().map(|act| act.number).collect::<Vec<_>>())
    });
    let verdict = Memo::new(move |_| view.with(|view| view.verdict.clone()));
    let card = {
        let run = run.clone();
        move || {
            let (exercise, run) = (exercise.clone(), run.clone());
            verdict.get().map(|verdict| view! { <VerdictCard exercise run verdict/> })
        }
    };
    view! {
        <StateLine run view line/>
        <RunNotices view/>
        <div class="lanes">
            <For each=move || acts.get() key=|number| *number let:number>
                <ActLanes view number/>
            </For>
            <Legend view scene/>
        </div>
        <div class="run-body">
            {card}
            <EventTable view/>
        </div>
    }
}

/// What the learner should know beyond the drawing: a restart, limits, warnings, an exception.
#[component]
fn RunNotices(view: ReadSignal<RunView>) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let notices = Memo::new(move |_| {
        view.with(|view| {
            let restarted = view.restarted.map(words.restarted);
            let acts = view.acts.iter();
            let warnings = acts.clone().flat_map(|act| {
                act.warnings.iter().map(|text| (words.in_act)(act.number, text.get(lang)))
            });
            let errors = acts.filter_map(|act| {
                let (class, message) = act.error.as_ref()?;
                Some((words.in_act)(act.number, &format!("{class}: {message}")))
            });
            let notices = view.notices.iter().map(|text| text.get(lang).to_owned());
            restarted.into_iter().chain(notices).chain(warnings).chain(errors).collect::<Vec<_>>()
        })
    });
    move || {
        let notice = |text| view! { <Notice weight=Weight::Doubt><p>{text}</p></Notice> };
        notices.get().into_iter().map(notice).collect_view()
    }
}

#[component]
fn Legend(view: ReadSignal<RunView>, scene: Scene) -> impl IntoView {
    let words = i18n::words();
    let keys = Memo::new(move |_| view.with(|view| view.keys.clone()));
    let key = |(index, key)| {
        view! {
            <li>
                <svg viewBox="0 0 18 18" aria-hidden="true">
                    <g class=key_class(Some(index)) transform="translate(9 9)"><Glyph index=Some(index)/></g>
                </svg>
                <code>{key}</code>
            </li>
        }
    };
    let signs = match scene {
        Scene::Script => view! {
            <li><Sign class="cell"/>{words.sign_confirmed}</li>
            <li><Sign class="cell unasked"/>{words.sign_unconfirmed}</li>
            <li><Sign class="cell waits"/>{words.sign_buffered}</li>
            <li><Sign class="cell lost"/>{words.sign_lost}</li>
        }
        .into_any(),
        Scene::Group => group_signs(words).into_any(),
    };
    view! {
        <div class="under" data-scene=matches!(scene, Scene::Group).then_some("group")>
            <ul class="legend" aria-label=words.keys>
                {move || keys.get().into_iter().enumerate().map(key).collect_view()}
            </ul>
            <ul class="legend" aria-label=words.signs>{signs}</ul>
        </div>
    }
}

#[component]
fn Sign(class: &'static str) -> impl IntoView {
    let lost = class.ends_with("lost");
    view! {
        <svg viewBox="0 0 18 18" aria-hidden="true">
            <rect class=class x="3" y="1" width="12" height="16"></rect>
            {lost.then(|| view! { <path class="cross" d="M6 6l6 6m0 -6l-6 6"></path> })}
        </svg>
    }
}

fn group_signs(words: &'static i18n::Words) -> impl IntoView {
    view! {
        <li><svg viewBox="0 0 18 18" aria-hidden="true"><path class="ink-line dashed" d="M9 9v9"></path><path class="position" d="M9 10l-5 -8h10z"></path></svg>{words.sign_position}</li>
        <li><svg viewBox="0 0 18 18" aria-hidden="true"><path class="ink-line" d="M9 0v10"></path><path class="commit" d="M9 8l5 8h-10z"></path></svg>{words.sign_committed}</li>
        <li><svg viewBox="0 0 18 18" aria-hidden="true"><path class="risk" d="M1 7h16v4h-16z"></path></svg>{words.sign_risk}</li>
        <li><svg viewBox="0 0 18 18" aria-hidden="true"><circle class="done-dot" cx="9" cy="9" r="3.2"></circle></svg>{words.sign_processed}</li>
        <li><svg viewBox="0 0 18 18" aria-hidden="true"><circle class="again-dot" cx="9" cy="9" r="6"></circle><text class="mid ring" x="9" y="12.1">"2"</text></svg>{words.sign_again}</li>
        <li><svg viewBox="0 0 18 18" aria-hidden="true"><path class="hatch-line" d="M2 14l10 -10M7 16l10 -10M1 8l6 -6"></path></svg>{words.sign_rebalance}</li>
        <li>{words.elastic}</li>
    }
}
