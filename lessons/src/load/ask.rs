//! Reads `[[ask]]` into the questions that stand in the prose.

use api::text::Lang;
use serde::Deserialize;

use super::{
    Names, TextEntry,
    references::inline,
    slug,
    source::{FaultAt, Source},
    spanned::Spanned,
};
use crate::{
    ask::{Ask, AskOption},
    error::{ContentError, ContentFault},
    markdown::Markdown,
};

/// A question in the prose, with a reply to each option. Its texts are lines of Markdown.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct AskEntry {
    /// Lower-case ASCII letters, digits, `-` and `_`; once in the whole course, exercises included.
    id: Spanned<String>,
    /// What is asked.
    text: Spanned<TextEntry>,
    /// The value of the right option.
    right: Spanned<String>,
    /// Two or more, in the order in which they are shown.
    option: Vec<OptionEntry>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct OptionEntry {
    /// Lower-case ASCII letters, digits, `-` and `_`; once in the question.
    value: Spanned<String>,
    /// What can be chosen.
    label: Spanned<TextEntry>,
    /// Why one chooses it, and why it is right or not.
    reply: Spanned<TextEntry>,
}

pub(super) struct WrittenAsk {
    pub(super) ask: Ask,
    /// The error to report if no block of the lesson places it.
    pub(super) unplaced: ContentError,
}

pub(super) fn asks<'a>(
    entries: Vec<AskEntry>,
    source: &Source,
    markdown: &impl Fn(Lang) -> Markdown<'a>,
    ids: &mut Names,
) -> Result<Vec<WrittenAsk>, ContentError> {
    entries
        .into_iter()
        .map(|entry| {
            let unplaced = ContentFault::UnplacedAsk(entry.id.get_ref().clone());
            let unplaced = source.fault(entry.id.start(), unplaced);
            let ask = ask(entry, markdown, ids).map_err(|at| source.fault(at.offset, at.fault))?;
            Ok(WrittenAsk { ask, unplaced })
        })
        .collect()
}

fn ask<'a>(
    entry: AskEntry,
    markdown: &impl Fn(Lang) -> Markdown<'a>,
    ids: &mut Names,
) -> Result<Ask, FaultAt> {
    slug(&entry.id)?;
    ids.add(&entry.id)?;
    if entry.option.len() < 2 {
        let fault = ContentFault::TooFew("options besides the first");
        return Err(FaultAt { offset: entry.id.start(), fault });
    }
    let mut values = Names::new("option");
    let options = entry.option.into_iter().map(|option| {
        slug(&option.value)?;
        values.add(&option.value)?;
        Ok(AskOption {
            value: option.value.into_inner(),
            label: inline(option.label, markdown)?,
            reply: inline(option.reply, markdown)?,
        })
    });
    let options = options.collect::<Result<Vec<_>, FaultAt>>()?;
    let right = entry.right.get_ref();
    if !options.iter().any(|option| option.value == *right) {
        let fault = ContentFault::NoRightOption(right.clone());
        return Err(FaultAt { offset: entry.right.start(), fault });
    }
    Ok(Ask {
        id: entry.id.into_inner(),
        text: inline(entry.text, markdown)?,
        right: entry.right.into_inner(),
        options,
    })
}
