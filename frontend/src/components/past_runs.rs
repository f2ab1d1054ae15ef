//! The learner's runs of an exercise, newest first, each with a page of its own.

use api::run::{RunState, RunSummary};
use leptos::prelude::*;

use super::{honesty::Honesty, result_bar::tone, tab_stop};
use crate::{browser, i18n};

#[component]
pub fn PastRuns(#[prop(into)] runs: Signal<Vec<RunSummary>>) -> impl IntoView {
    let words = i18n::words();
    let empty = Memo::new(move |_| runs.with(Vec::is_empty));
    let frame = NodeRef::new();
    let tab_stop = tab_stop::while_it_scrolls(frame, || ());
    view! {
        <div class="part" hidden=empty>
            <details>
                <summary>{move || (words.past.past_runs)(runs.with(Vec::len))}</summary>
                <div class="scroll" node_ref=frame tabindex=tab_stop role="group" aria-label=words.past.past_runs_table>
                    <table class="ledger">
                        <thead>
                            <tr>
                                <th scope="col">{words.past.attempt}</th>
                                <th scope="col">{words.past.result_column}</th>
                                <th scope="col">{words.past.points_column}</th>
                                <th scope="col">{words.past.broker_column}</th>
                                <th scope="col">{words.past.when}</th>
                            </tr>
                        </thead>
                        <tbody>
                            <For each=move || runs.get() key=|run| (run.id.clone(), run.state.is_over()) let:run>
                                <PastRun run/>
                            </For>
                        </tbody>
                    </table>
                </div>
            </details>
        </div>
    }
}

#[component]
fn PastRun(run: RunSummary) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let points = run.score.filter(|score| score.max_points > 0);
    let max_points = points.map_or(0, |score| score.max_points);
    let result = match (run.result, run.state) {
        (Some(result), _) => (words.verdict.result)(result, max_points),
        (None, RunState::Stopped) => words.past.stopped,
        (None, RunState::Queued | RunState::Running | RunState::Done) => words.past.under_way,
    };
    view! {
        <tr>
            <td>
                <a href=api::paths::run_page(lang, &run.id)>{(words.past.attempt_number)(run.attempt)}</a>
            </td>
            <td><span class="verdict" data-is=run.result.map(tone)>{result}</span></td>
            <td>{points.map(|score| (words.verdict.points)(score.points, score.max_points))}</td>
            <td>{run.broker.map(|broker| view! { <Honesty broker/> })}</td>
            <td class="at">{browser::local_time(run.created_ms, lang.code())}</td>
        </tr>
    }
}
