//! One criterion of a verdict: the verdict left of the double rule, then claim, what was expected
//! and found, the records that prove it, and the hints.

use api::verdict::{CheckResult, CheckVerdict};
use leptos::prelude::*;

use super::{evidence_link::EvidenceButton, hint_ladder::HintLadder, marked::Marked, scope::Scope};
use crate::i18n;

/// Links beyond this number add nothing to the sentence.
const MAX_LINKS: usize = 12;

/// The attribute value by which the style sheet colours a result.
pub const fn tone(result: CheckVerdict) -> Option<&'static str> {
    match result {
        CheckVerdict::Passed => Some("apto"),
        CheckVerdict::NotYet => Some("no"),
        CheckVerdict::Inconclusive => Some("duda"),
        CheckVerdict::NeedsKafka | CheckVerdict::NotCompared => None,
    }
}

/// The name of a criterion among the elements of its exercise.
pub fn name(check: &str) -> String {
    format!("check-{check}")
}

#[component]
pub fn Criterion(exercise: String, check: CheckResult) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let scope = expect_context::<Scope>();
    let links = (0..).zip(check.evidence.iter().take(MAX_LINKS).cloned());
    let links = links.map(|(place, link)| {
        let name = format!("link-{}-{place}", check.id);
        view! { <EvidenceButton link name/> }
    });
    let links = links.collect_view();
    let more = check.evidence.len().saturating_sub(MAX_LINKS);
    let has_links = !check.evidence.is_empty();
    // Whoever passed needs none.
    let has_hints = check.result == CheckVerdict::NotYet && !check.hints.is_empty();
    let expected = check.expected.get(lang).to_owned();
    let is_judged = !expected.is_empty();
    let id = scope.id(name(&check.id));
    view! {
        <li id=id tabindex="-1">
            <span class="verdict" data-is=tone(check.result)>{(words.verdict.check_verdict)(check.result)}</span>
            <div>
                <p>
                    <Marked text=check.claim.get(lang).to_owned()/> " "
                    <span class="tally">{(words.verdict.points)(check.points, check.max_points)}</span>
                </p>
                <dl class="sides">
                    {is_judged.then(|| view! {
                        <dt>{words.verdict.expected}</dt><dd><Marked text=expected/></dd>
                    })}
                    <dt>{words.verdict.found}</dt><dd><Marked text=check.found.get(lang).to_owned()/></dd>
                </dl>
                {has_links.then(|| view! {
                    <p class="links">
                        {links}
                        {(more > 0).then(|| view! { <span class="tally">{(words.verdict.more)(more)}</span> })}
                    </p>
                })}
                {has_hints.then(|| view! { <HintLadder exercise check/> })}
            </div>
        </li>
    }
}
