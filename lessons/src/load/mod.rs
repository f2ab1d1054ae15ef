//! Reads and validates the folder of the course into a [`Course`], once, at the start.

mod ask;
mod blocks;
mod check;
mod condition;
mod exercise;
mod field;
mod lesson;
mod outline;
mod page;
mod question;
mod references;
pub(crate) mod scenario;
/// The JSON Schema of all this, for editors.
#[cfg(test)]
pub(crate) mod schema;
mod selection;
mod snippet;
pub(crate) mod source;
mod spanned;
mod toml_1_0;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use api::text::{Lang, Text};
use serde::Deserialize;

use crate::{
    course::Course,
    error::{ContentError, ContentFault},
    highlight::Highlighter,
};
use outline::Outline;
use source::{FaultAt, Source, unreadable};
use spanned::Spanned;

/// The same text in both languages. Neither may be empty.
#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct TextEntry {
    /// In Spanish.
    es: String,
    /// In English.
    en: String,
}

/// What may be given once in the whole course.
struct Given {
    slugs: Names,
    /// Exercises, miniatures and questions.
    ids: Names,
    /// Old addresses of lessons and blocks.
    addresses: Names,
}

pub(crate) fn course(content: &Path) -> Result<Course, ContentError> {
    let mut outline = Outline::read(Source::read(content.join("course.toml"))?)?;
    let highlighter = Highlighter::new();
    let references = references::references(content, &highlighter)?;
    let mut given = Given {
        slugs: Names::new("lesson"),
        ids: Names::new("exercise"),
        addresses: Names::new("old address"),
    };
    let mut lessons = Vec::new();
    let mut pages = Vec::new();
    for folder in folders(content)? {
        let read = lesson::read(&folder, &highlighter, &references, &mut given)?;
        lessons.push(read.lesson);
        pages.extend(read.pages);
    }
    for page in &pages {
        page.check_number(&outline)?;
        page.check_links(&given.slugs)?;
    }
    let objectives = outline.objectives(&lessons)?;
    let Outline { title, summary, sections, resources, .. } = outline;
    let glossary = references.glossary;
    Ok(Course { title, summary, sections, lessons, objectives, resources, glossary })
}

/// The folders of the lessons, in the order of their names.
fn folders(content: &Path) -> Result<Vec<PathBuf>, ContentError> {
    let read = || -> std::io::Result<Vec<PathBuf>> {
        let mut folders = Vec::new();
        for entry in fs::read_dir(content)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
        }
        folders.sort();
        Ok(folders)
    };
    read().map_err(|error| unreadable(content, error))
}

/// Names of one kind, each of which may be given once.
struct Names {
    what: &'static str,
    seen: BTreeSet<String>,
}

impl Names {
    const fn new(what: &'static str) -> Self {
        Self { what, seen: BTreeSet::new() }
    }

    fn add(&mut self, name: &Spanned<String>) -> Result<(), FaultAt> {
        if self.seen.insert(name.get_ref().clone()) {
            return Ok(());
        }
        let fault = ContentFault::Duplicate { what: self.what, name: name.get_ref().clone() };
        Err(FaultAt { offset: name.start(), fault })
    }

    fn has(&self, name: &str) -> bool {
        self.seen.contains(name)
    }
}

/// A text that is not empty in either language.
fn filled(text: Spanned<TextEntry>) -> Result<Text, FaultAt> {
    let offset = text.start();
    let TextEntry { es, en } = text.into_inner();
    let text = Text { es, en };
    match Lang::ALL.into_iter().find(|lang| text.get(*lang).trim().is_empty()) {
        Some(lang) => Err(FaultAt { offset, fault: ContentFault::EmptyText(lang) }),
        None => Ok(text),
    }
}

/// A name for URLs and JSON: given in the content, never by a learner.
fn slug(name: &Spanned<String>) -> Result<(), FaultAt> {
    let legal = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_')
    };
    if !name.get_ref().is_empty() && name.get_ref().bytes().all(legal) {
        return Ok(());
    }
    let fault = ContentFault::NotASlug(name.get_ref().clone());
    Err(FaultAt { offset: name.start(), fault })
}
