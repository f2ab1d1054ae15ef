//! From the folder of the course to a [`Course`]: reading and validating, once, at the start.

mod check;
mod condition;
mod exercise;
mod field;
mod lesson;
mod page;
mod question;
mod snippet;
pub(crate) mod source;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use api::text::{Lang, Text};
use serde::Deserialize;
use toml::Spanned;

use crate::{
    course::Course,
    error::{ContentError, Fault},
    highlight::Highlighter,
};
use source::{FaultAt, Source, unreadable};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CourseFile {
    title: Spanned<Text>,
    summary: Spanned<Text>,
}

pub(crate) fn course(content: &Path) -> Result<Course, ContentError> {
    let source = Source::read(content.join("course.toml"))?;
    let file: CourseFile = source.toml(0, &source.text)?;
    let filled = |text| filled(text).map_err(|at| source.fault(at.offset, at.fault));
    let (title, summary) = (filled(file.title)?, filled(file.summary)?);

    let highlighter = Highlighter::new();
    let mut slugs = Names::new("lesson");
    let mut exercises = Names::new("exercise");
    let mut lessons = Vec::new();
    let mut pages = Vec::new();
    for folder in folders(content)? {
        let read = lesson::read(&folder, &highlighter, &mut slugs, &mut exercises)?;
        lessons.push(read.lesson);
        pages.extend(read.pages);
    }
    for page in &pages {
        page.check_links(&slugs)?;
    }
    Ok(Course { title, summary, lessons })
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
pub(crate) struct Names {
    what: &'static str,
    seen: BTreeSet<String>,
}

impl Names {
    pub(crate) const fn new(what: &'static str) -> Self {
        Self { what, seen: BTreeSet::new() }
    }

    pub(crate) fn add(&mut self, name: &Spanned<String>) -> Result<(), FaultAt> {
        if self.seen.insert(name.get_ref().clone()) {
            return Ok(());
        }
        let fault = Fault::Duplicate { what: self.what, name: name.get_ref().clone() };
        Err(FaultAt { offset: name.span().start, fault })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.seen.contains(name)
    }
}

/// A text that is written in every language.
fn filled(text: Spanned<Text>) -> Result<Text, FaultAt> {
    let offset = text.span().start;
    match Lang::ALL.into_iter().find(|lang| text.get_ref().get(*lang).trim().is_empty()) {
        Some(lang) => Err(FaultAt { offset, fault: Fault::EmptyText(lang) }),
        None => Ok(text.into_inner()),
    }
}

/// A name that can stand in a URL and in JSON: given in the content, never by a learner.
fn slug(name: &Spanned<String>) -> Result<(), FaultAt> {
    let legal = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_')
    };
    if !name.get_ref().is_empty() && name.get_ref().bytes().all(legal) {
        return Ok(());
    }
    let fault = Fault::NotASlug(name.get_ref().clone());
    Err(FaultAt { offset: name.span().start, fault })
}
