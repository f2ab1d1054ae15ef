//! The criteria of a verdict, those that failed first, and what to do next.

use api::verdict::{CheckVerdict, Verdict};
use leptos::prelude::*;

use super::{criterion::Criterion, scope::Scope};
use crate::{client, i18n};

#[component]
pub fn Criteria(
    exercise: String,
    run: String,
    verdict: Verdict,
    /// Whether the evidence is still stored.
    has_evidence: bool,
) -> impl IntoView {
    let words = i18n::words();
    let scope = expect_context::<Scope>();
    let count = |wanted| verdict.checks.iter().filter(|check| check.result == wanted).count();
    let (passed, not_yet) = (count(CheckVerdict::Passed), count(CheckVerdict::NotYet));
    let open = verdict.checks.len() - passed - not_yet;
    let tally = (words.verdict.tally)(passed, not_yet, open);
    let Verdict { result, max_points, mut checks, .. } = verdict;
    // A miniature may have nothing to judge.
    let has_criteria = !checks.is_empty();
    checks.sort_by_key(|check| check.result != CheckVerdict::NotYet);
    let criterion = |check| view! { <Criterion exercise=exercise.clone() check/> };
    let criteria = checks.into_iter().map(criterion).collect_view();
    view! {
        <section class="card criteria-card" aria-labelledby=scope.id("criteria-h")>
            <header class="card-head" hidden=!has_criteria>
                <h3 id=scope.id("criteria-h")>{words.result.criteria}</h3>
                <span class="tally">{tally}</span>
            </header>
            {has_criteria.then(|| view! { <ul class="criteria">{criteria}</ul> })}
            <footer class="card-foot">
                <span>{(words.verdict.next)(result, max_points)}</span>
                {has_evidence.then(|| view! {
                    <a href=client::evidence_url(&run) rel="external" download="">{words.verdict.evidence_file}</a>
                })}
            </footer>
        </section>
    }
}
