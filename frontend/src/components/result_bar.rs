//! The result of a run where one looks: while it goes on, what it is doing; then the verdict, what
//! happened in one sentence, the first criterion that failed, what was predicted, and the ways on.

use api::{
    broker::Broker,
    run::RunState,
    verdict::{CheckResult, CheckVerdict, Verdict, VerdictResult},
};
use leptos::prelude::*;

use super::{
    act_tabs::ShownRow, comparison::Comparisons, honesty::Honesty, marked::Marked,
    playhead::Playheads, scope::Scope, state_line::StateLine,
};
use crate::{
    i18n,
    run_stream::Line,
    run_view::{RunView, Step},
};

/// Names the bar among the elements of its exercise.
pub const RESULT: &str = "result";

/// The attribute value by which the style sheet colours a result.
pub const fn tone(result: VerdictResult) -> &'static str {
    match result {
        VerdictResult::Passed => "apto",
        VerdictResult::NotYet => "no",
        VerdictResult::Inconclusive => "duda",
    }
}

/// What the bar shows.
#[derive(Clone, Copy)]
pub struct Shown {
    pub view: ReadSignal<RunView>,
    pub line: ReadSignal<Line>,
    pub step: Memo<Step>,
    pub verdict: Memo<Option<Verdict>>,
    pub broker: Memo<Option<Broker>>,
    /// The act that decides.
    pub act: Memo<Option<u32>>,
    /// Whether the drawing and the criteria are unfolded.
    pub is_open: RwSignal<bool>,
    /// Where to go as soon as it is there.
    pub goal: RwSignal<Option<Goal>>,
}

impl Shown {
    fn go(self, goal: Goal) {
        self.is_open.set(true);
        self.goal.set(Some(goal));
    }
}

/// What a way on from the result leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    Act(u32),
    /// By the id of its check.
    Criterion(String),
}

#[component]
pub fn ResultBar(
    run: String,
    shown: Shown,
    /// Whether drawing and criteria can be folded away.
    foldable: bool,
    /// Opens the form for another attempt.
    change: Option<Callback<()>>,
) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let scope = expect_context::<Scope>();
    let Shown { view, line, step, verdict, broker, act, is_open, .. } = shown;
    let is_over = Memo::new(move |_| matches!(step.get(), Step::Finished(_)));
    let is = move || match (step.get(), verdict.with(|it| it.as_ref().map(|it| it.result))) {
        (Step::Finished(_), Some(VerdictResult::Passed)) => "ok",
        (Step::Finished(_), Some(VerdictResult::NotYet)) => "no",
        (Step::Finished(_), _) => "duda",
        _ => "going",
    };
    let page = api::paths::run_page(lang, &run);
    let id = run.clone();
    let head = move || match (step.get(), verdict.get()) {
        (Step::Finished(_), Some(verdict)) => view! { <Verdicts verdict/> }.into_any(),
        (Step::Finished(RunState::Stopped), None) => {
            view! { <p class="happened">{(words.run.step)(step.get_untracked())}</p> }.into_any()
        }
        _ => ().into_any(),
    };
    let body = move || verdict.get().map(|verdict| view! { <Told verdict shown/> });
    let watch = move || act.get().filter(|_| is_over.get()).map(|act| view! { <Watch act shown/> });
    let change = move || {
        change.filter(|_| is_over.get()).map(|change| {
            view! {
                <button class="button" type="button" on:click=move |_| change.run(())>
                    {words.result.change}
                </button>
            }
        })
    };
    let fold = foldable.then(|| {
        view! {
            <button
                class="button quiet"
                type="button"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                {move || if is_open.get() { words.result.fold_run } else { words.result.open_run }}
            </button>
        }
    });
    let bets = move || {
        let comparisons = verdict.with(|it| it.as_ref().map(|it| it.comparisons.clone()));
        let comparisons = comparisons.filter(|comparisons| !comparisons.is_empty());
        comparisons.map(|comparisons| view! { <Comparisons comparisons/> })
    };
    view! {
        <section
            class="result"
            id=scope.id(RESULT)
            data-is=is
            tabindex="-1"
            aria-labelledby=scope.id("result-h")
        >
            <div class="res-main">
                <h3 class="unseen" id=scope.id("result-h")>{words.verdict.verdict}</h3>
                <div hidden=is_over><StateLine run view line/></div>
                <div class="facts">
                    {head}
                    <a class="at" href=page hidden=move || !is_over.get()>{id}</a>
                    {move || broker.get().filter(|_| is_over.get()).map(|broker| view! { <Honesty broker/> })}
                </div>
                {body}
                <p class="facts ways">{watch} {change} {fold}</p>
            </div>
            {bets}
        </section>
    }
}

/// The verdict and the points.
#[component]
fn Verdicts(verdict: Verdict) -> impl IntoView {
    let words = i18n::words();
    let Verdict { result, points, max_points, .. } = verdict;
    view! {
        <span class="verdict big" data-is=tone(result)>{(words.verdict.result)(result, max_points)}</span>
        {(max_points > 0).then(|| view! { <b class="points">{(words.verdict.points)(points, max_points)}</b> })}
        {(result == VerdictResult::Inconclusive).then(|| view! { <span class="tally">{words.verdict.free}</span> })}
    }
}

/// What happened, and the first criterion that failed.
#[component]
fn Told(verdict: Verdict, shown: Shown) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let sentence = verdict.sentence.map(|sentence| sentence.text.get(lang).to_owned());
    let mut checks = verdict.checks.into_iter();
    let failed = checks.find(|check| check.result == CheckVerdict::NotYet);
    let failed = failed.map(|CheckResult { id, claim, .. }| {
        view! {
            <p class="first-fail">
                <span class="verdict" data-is="no">{words.result.first_failed}</span> " "
                <button class="link" type="button" on:click=move |_| shown.go(Goal::Criterion(id.clone()))>
                    <Marked text=claim.get(lang).to_owned()/>
                </button>
            </p>
        }
    });
    view! {
        {sentence.map(|text| view! { <p class="happened"><Marked text/></p> })}
        {failed}
    }
}

/// Goes to the drawing of an act and plays it.
#[component]
fn Watch(act: u32, shown: Shown) -> impl IntoView {
    let words = i18n::words();
    let row = expect_context::<ShownRow>();
    let playheads = expect_context::<Playheads>();
    let go = move |_| {
        row.open(act);
        playheads.play(act);
        shown.go(Goal::Act(act));
    };
    view! {
        <button class="button main" type="button" on:click=go>
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 2.5l9 5.5-9 5.5z"></path></svg>
            {(words.result.watch)(act)}
        </button>
    }
}
