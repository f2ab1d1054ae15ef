//! The verdict of a run: result, points, criteria one by one, and the comparison with the
//! prediction.

use api::verdict::{CheckVerdict, Verdict, VerdictResult};
use leptos::prelude::*;

use super::{comparison::Comparisons, criterion::Criterion, scope::Scope};
use crate::{client, i18n};

/// The attribute value by which the style sheet colours a result.
pub const fn tone(result: VerdictResult) -> &'static str {
    match result {
        VerdictResult::Passed => "apto",
        VerdictResult::NotYet => "no",
        VerdictResult::Inconclusive => "duda",
    }
}

#[component]
pub fn VerdictCard(
    exercise: String,
    run: String,
    verdict: Verdict,
    /// Whether the evidence is still stored.
    has_evidence: bool,
) -> impl IntoView {
    let words = i18n::words();
    let count = |wanted| verdict.checks.iter().filter(|check| check.result == wanted).count();
    let tally = (words.verdict.tally)(
        count(CheckVerdict::Passed),
        count(CheckVerdict::NotYet),
        count(CheckVerdict::Inconclusive) + count(CheckVerdict::NeedsKafka),
    );
    let Verdict { result, points, max_points, .. } = verdict;
    // A miniature may have nothing to judge.
    let is_judged = max_points > 0;
    let heading = if is_judged { words.verdict.verdict } else { words.verdict.end };
    let scope = expect_context::<Scope>();
    let free = result == VerdictResult::Inconclusive;
    let has_criteria = !verdict.checks.is_empty();
    let compared = !verdict.comparisons.is_empty();
    let comparisons = verdict.comparisons;
    let criteria = verdict
        .checks
        .into_iter()
        .map(|check| view! { <Criterion exercise=exercise.clone() check/> })
        .collect_view();
    view! {
        <section class="card" aria-labelledby=scope.id("verdict-h")>
            <header class="card-head">
                <h3 id=scope.id("verdict-h") tabindex="-1">{heading}</h3>
                <span class="verdict" data-is=tone(result)>{(words.verdict.result)(result, max_points)}</span>
                {is_judged.then(|| view! {
                    <b>{(words.verdict.points)(points, max_points)}</b>
                    <span class="tally">{tally}</span>
                })}
            </header>
            {free.then(|| view! { <p class="aside">{words.verdict.free}</p> })}
            {has_criteria.then(|| view! { <ul class="criteria">{criteria}</ul> })}
            {compared.then(|| view! {
                <h3 class="compared">{words.verdict.comparison}</h3>
                <Comparisons comparisons/>
            })}
            <footer class="card-foot">
                <span>{(words.verdict.next)(result, max_points)}</span>
                {has_evidence.then(|| view! {
                    <a href=client::evidence_url(&run) rel="external">{words.verdict.evidence_file}</a>
                })}
            </footer>
        </section>
    }
}
