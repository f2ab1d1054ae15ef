//! What a lesson has: its headings, each with a link.

use api::course::Block;
use leptos::prelude::*;

use crate::i18n;

#[component]
pub fn Contents(blocks: Vec<Block>) -> impl IntoView {
    let words = &i18n::first_words().lesson;
    let headings: Vec<_> = (0_u32..)
        .zip(blocks)
        .filter_map(|(offset, block)| Some((offset, block.heading?)))
        .collect();
    // One heading is not worth a list.
    (headings.len() > 1).then(|| {
        let item = |(offset, heading): (u32, api::course::Heading)| {
            view! {
                <li>
                    <a href=format!("#{}", heading.anchor) rel="external">
                        <span class="mono">{format!("{offset:02}")}</span> " " {heading.title}
                    </a>
                </li>
            }
        };
        view! {
            <details class="contents" open>
                <summary>{words.contents}</summary>
                <ol class="bare">{headings.into_iter().map(item).collect_view()}</ol>
            </details>
        }
    })
}
