//! Reads `glossary.toml` and `sources.toml`: what the texts of all lessons can refer to.

use std::path::Path;

use api::text::{Lang, Text};
use serde::Deserialize;

use super::{
    Names, TextEntry, filled, slug,
    source::{FaultAt, Source},
    spanned::Spanned,
};
use crate::{
    error::{ContentError, ContentFault},
    glossary::{Glossary, Term},
    highlight::Highlighter,
    markdown::{CitedSource, Markdown, References},
};

/// The words of the course.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct GlossaryFile {
    /// In the order in which the glossary shows them.
    #[serde(default)]
    term: Vec<TermEntry>,
}

/// A word and what it means.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct TermEntry {
    /// What `[text](termino:ID)` names: lower-case ASCII letters, digits, `-` and `_`.
    id: Spanned<String>,
    /// As the glossary writes it.
    term: Spanned<TextEntry>,
    /// One or two sentences, with emphasis and code as in Markdown.
    definition: Spanned<TextEntry>,
}

/// Where statements of the course can be read up.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct SourcesFile {
    #[serde(default)]
    source: Vec<SourceEntry>,
}

/// A document, or a trial.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct SourceEntry {
    /// What `{{fuente ID}}` names: lower-case ASCII letters, digits, `-` and `_`.
    id: Spanned<String>,
    /// One text for both languages, or one for each.
    title: Spanned<TitleEntry>,
    /// Of public documentation. A trial of our own has none.
    url: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum TitleEntry {
    Both(String),
    Each(TextEntry),
}

/// Both files may be missing.
pub(super) fn references(
    content: &Path,
    highlighter: &Highlighter,
) -> Result<References, ContentError> {
    let mut references = References::default();
    let file = content.join("sources.toml");
    if file.exists() {
        let source = Source::read(file)?;
        let entries = source.toml::<SourcesFile>(0, &source.text)?.source;
        references.sources = sources(entries).map_err(|at| source.fault(at.offset, at.fault))?;
    }
    let file = content.join("glossary.toml");
    if file.exists() {
        let source = Source::read(file)?;
        let entries = source.toml::<GlossaryFile>(0, &source.text)?.term;
        references.glossary = glossary(entries, content, highlighter)
            .map_err(|at| source.fault(at.offset, at.fault))?;
    }
    Ok(references)
}

fn sources(entries: Vec<SourceEntry>) -> Result<Vec<CitedSource>, FaultAt> {
    let mut names = Names::new("source");
    entries
        .into_iter()
        .map(|entry| {
            slug(&entry.id)?;
            names.add(&entry.id)?;
            let start = entry.title.start();
            let title = match entry.title.into_inner() {
                TitleEntry::Both(title) => TextEntry { es: title.clone(), en: title },
                TitleEntry::Each(title) => title,
            };
            let url = entry.url.map(address).transpose()?;
            let title = filled(Spanned::at(start, title))?;
            Ok(CitedSource { id: entry.id.into_inner(), title, url })
        })
        .collect()
}

/// A definition has no terms in it, so that none needs another one to be read.
fn glossary(
    entries: Vec<TermEntry>,
    folder: &Path,
    highlighter: &Highlighter,
) -> Result<Glossary, FaultAt> {
    let mut names = Names::new("term");
    let references = References::default();
    let terms = entries.into_iter().map(|entry| {
        slug(&entry.id)?;
        names.add(&entry.id)?;
        let markdown = |lang| Markdown { highlighter, lang, folder, references: &references };
        let definition = inline(entry.definition, markdown)?;
        Ok(Term { id: entry.id.into_inner(), term: filled(entry.term)?, definition })
    });
    Ok(Glossary { terms: terms.collect::<Result<_, _>>()? })
}

/// A line of Markdown in both languages, as safe HTML.
pub(super) fn inline<'a>(
    entry: Spanned<TextEntry>,
    markdown: impl Fn(Lang) -> Markdown<'a>,
) -> Result<Text, FaultAt> {
    let offset = entry.start();
    let text = filled(entry)?;
    let html =
        |lang| markdown(lang).inline(text.get(lang)).map_err(|fault| FaultAt { offset, fault });
    Ok(Text { es: html(Lang::Es)?, en: html(Lang::En)? })
}

/// An address outside.
pub(super) fn address(url: Spanned<String>) -> Result<String, FaultAt> {
    let offset = url.start();
    let url = url.into_inner();
    if url.starts_with("https://") {
        Ok(url)
    } else {
        Err(FaultAt { offset, fault: ContentFault::Address(url) })
    }
}
