//! `exercises.toml` to exercises, with everything in it checked against everything else.

use std::path::Path;

use api::{
    exercise::{Limits, Values},
    text::{Lang, Text},
};
use serde::Deserialize;
use toml::Spanned;

use super::{
    Names,
    check::{self, CheckEntry},
    field::{self, FieldEntry},
    filled,
    question::{self, QuestionEntry},
    slug,
    snippet::{self, LineEntry},
    source::{FaultAt, Source},
};
use crate::{
    error::{ContentError, Fault},
    exercise::{Exercise, Lab},
    highlight::Highlighter,
    markdown::{Markdown, PartKind},
};

pub(super) struct Written {
    pub(super) exercise: Exercise,
    /// What is wrong if no block of the lesson places it.
    pub(super) unplaced: ContentError,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExercisesFile {
    exercise: Vec<ExerciseEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExerciseEntry {
    id: Spanned<String>,
    spec_version: u32,
    lab: Lab,
    label: Spanned<Text>,
    title: Spanned<Text>,
    goal: Spanned<Text>,
    limits: LimitsEntry,
    model: Spanned<Values>,
    field: Vec<FieldEntry>,
    question: Vec<QuestionEntry>,
    snippet: Vec<Spanned<LineEntry>>,
    check: Vec<CheckEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsEntry {
    records: u32,
    bytes: u64,
    partitions: u32,
    members: u32,
    seconds: u32,
}

pub(super) fn read(
    source: &Source,
    highlighter: &Highlighter,
    ids: &mut Names,
) -> Result<Vec<Written>, ContentError> {
    let file: ExercisesFile = source.toml(0, &source.text)?;
    let folder = source.file.parent().unwrap_or(Path::new("."));
    file.exercise
        .into_iter()
        .map(|entry| {
            let unplaced = Fault::UnplacedExercise(entry.id.get_ref().clone());
            let unplaced = source.fault(entry.id.span().start, unplaced);
            let exercise = exercise(entry, highlighter, folder, ids)
                .map_err(|at| source.fault(at.offset, at.fault))?;
            Ok(Written { exercise, unplaced })
        })
        .collect()
}

fn exercise(
    entry: ExerciseEntry,
    highlighter: &Highlighter,
    folder: &Path,
    ids: &mut Names,
) -> Result<Exercise, FaultAt> {
    slug(&entry.id)?;
    ids.add(&entry.id)?;
    let fields = field::fields(entry.field)?;
    let questions = question::questions(entry.question, entry.lab, &fields)?;
    let checks = check::checks(entry.check, entry.lab, &fields, &questions)?;
    let snippet = snippet::snippet(entry.snippet, highlighter, &fields)?;
    let filled_goal = filled(entry.goal.clone())?;
    let goal_in = |lang| {
        goal(filled_goal.get(lang), &Markdown { highlighter, lang, folder })
            .map_err(|fault| FaultAt { offset: entry.goal.span().start, fault })
    };
    let goal = Text { es: goal_in(Lang::Es)?, en: goal_in(Lang::En)? };
    let LimitsEntry { records, bytes, partitions, members, seconds } = entry.limits;

    let mut exercise = Exercise {
        id: entry.id.into_inner(),
        spec_version: entry.spec_version,
        lab: entry.lab,
        label: filled(entry.label)?,
        title: filled(entry.title)?,
        goal,
        fields,
        questions,
        snippet,
        checks,
        limits: Limits { records, bytes, partitions, members, seconds },
        model: Values::new(),
    };
    let offset = entry.model.span().start;
    exercise.model = exercise
        .parse_fields(entry.model.get_ref())
        .map_err(|error| FaultAt { offset, fault: Fault::Model(error) })?;
    Ok(exercise)
}

/// The goal is read above the form: one piece of prose.
fn goal(text: &str, markdown: &Markdown<'_>) -> Result<String, Fault> {
    let page = markdown.render(text).map_err(|at| at.fault)?;
    let mut parts = page.parts.into_iter().map(|part| part.kind);
    match (parts.next(), parts.next()) {
        (Some(PartKind::Prose(html)), None) if page.links.is_empty() => Ok(html),
        _ => Err(Fault::GoalShape),
    }
}
