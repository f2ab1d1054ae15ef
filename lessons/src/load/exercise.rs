//! Reads `exercises.toml` into exercises and miniatures, and checks their parts against each other.

#[cfg(test)]
use std::collections::BTreeMap;
use std::path::Path;

use api::{
    exercise::{ExerciseKind, Limits},
    text::{Lang, Text},
    value::Values,
};
use serde::Deserialize;

#[cfg(test)]
use super::schema;
use super::{
    Names, TextEntry,
    ask::{self, AskEntry, WrittenAsk},
    check::{self, CheckEntry},
    field::{self, FieldEntry},
    filled,
    question::{self, QuestionEntry},
    scenario::{self, ScenarioEntry, WrongEntry},
    selection, slug,
    snippet::{self, LineEntry},
    source::{FaultAt, Source},
    spanned::Spanned,
};
use crate::{
    error::{ContentError, ContentFault},
    exercise::Exercise,
    highlight::Highlighter,
    markdown::{Markdown, PieceKind, References},
    scenario::script::Script,
};

/// What stands in one `exercises.toml`.
#[derive(Default)]
pub(super) struct Exercises {
    /// Exercises and miniatures.
    pub(super) labs: Vec<Written>,
    pub(super) asks: Vec<WrittenAsk>,
}

pub(super) struct Written {
    pub(super) exercise: Exercise,
    /// Those of every form that is tried.
    pub(super) scripts: Vec<Script>,
    /// The error to report if no block of the lesson places it.
    pub(super) unplaced: ContentError,
}

/// The exercises of a lesson.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ExercisesFile {
    /// In any order: the lesson places each by its id.
    #[serde(default)]
    exercise: Vec<ExerciseEntry>,
    /// Small preset labs inside the prose, placed by their ids, too.
    #[serde(default)]
    miniature: Vec<MiniatureEntry>,
    /// Questions inside the prose, with a reply to each option, placed by their ids, too.
    #[serde(default)]
    ask: Vec<AskEntry>,
}

/// A form whose runs do what it says, and what is judged of them.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct ExerciseEntry {
    /// Lower-case ASCII letters, digits, `-` and `_`; once in the whole course.
    id: Spanned<String>,
    /// Raise it when a change would judge a stored run differently.
    spec_version: u32,
    /// Its place in the session's plan, as printed: `Ejercicio 1`.
    label: Spanned<TextEntry>,
    /// The heading.
    title: Spanned<TextEntry>,
    /// Markdown: what has to be achieved, not how.
    goal: Spanned<TextEntry>,
    /// Of a whole run, all acts together.
    limits: LimitsEntry,
    /// An answer that gets all points. Fields that are left out keep their default.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, schema::Value>"))]
    model: Spanned<Values>,
    /// The form, from top to bottom.
    field: Vec<FieldEntry>,
    /// What is to be predicted.
    question: Vec<QuestionEntry>,
    /// The Python beside the form, line by line.
    snippet: Vec<Spanned<LineEntry>>,
    /// The criteria of the verdict.
    check: Vec<CheckEntry>,
    /// What a run does.
    scenario: Spanned<ScenarioEntry>,
    /// Answers that have to fail, so that each check is seen to say something of its own.
    #[serde(default)]
    wrong: Vec<WrongEntry>,
}

/// A small preset lab inside the prose. It is performed as an exercise is; what it does not need to
/// have is empty.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct MiniatureEntry {
    /// Lower-case ASCII letters, digits, `-` and `_`; once in the whole course.
    id: Spanned<String>,
    /// Raise it when a change would judge a stored run differently.
    spec_version: u32,
    /// The heading.
    title: Spanned<TextEntry>,
    /// Markdown: what it does, in a line.
    goal: Spanned<TextEntry>,
    /// Of a whole run, all acts together.
    limits: LimitsEntry,
    /// An answer that passes its checks. Fields that are left out keep their default.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, schema::Value>"))]
    model: Option<Spanned<Values>>,
    /// What can be chosen: nothing, or one thing.
    #[serde(default)]
    field: Vec<FieldEntry>,
    /// What is to be predicted.
    #[serde(default)]
    question: Vec<QuestionEntry>,
    /// The same in Python, line by line.
    #[serde(default)]
    snippet: Vec<Spanned<LineEntry>>,
    /// The criteria of a verdict. Without any, a run is done when it ends.
    #[serde(default)]
    check: Vec<CheckEntry>,
    /// What a run does.
    scenario: Spanned<ScenarioEntry>,
    /// Answers that have to fail, if there are checks.
    #[serde(default)]
    wrong: Vec<WrongEntry>,
}

impl From<MiniatureEntry> for ExerciseEntry {
    fn from(entry: MiniatureEntry) -> Self {
        let start = entry.id.start();
        let label = TextEntry { es: "Miniatura".to_owned(), en: "Miniature".to_owned() };
        Self {
            id: entry.id,
            spec_version: entry.spec_version,
            label: Spanned::at(start, label),
            title: entry.title,
            goal: entry.goal,
            limits: entry.limits,
            model: entry.model.unwrap_or_else(|| Spanned::at(start, Values::new())),
            field: entry.field,
            question: entry.question,
            snippet: entry.snippet,
            check: entry.check,
            scenario: entry.scenario,
            wrong: entry.wrong,
        }
    }
}

/// What a run takes at most.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct LimitsEntry {
    /// Orders that are written, as often as they are.
    records: u32,
    /// Of their keys and values, before any codec.
    bytes: u64,
    /// Of a topic.
    partitions: u32,
    /// Consumers in a group.
    members: u32,
    /// From the first act to the last.
    seconds: u32,
}

pub(super) fn read(
    source: &Source,
    highlighter: &Highlighter,
    references: &References,
    ids: &mut Names,
) -> Result<Exercises, ContentError> {
    let file: ExercisesFile = source.toml(0, &source.text)?;
    let folder = source.file.parent().unwrap_or(Path::new("."));
    let markdown = |lang| Markdown { highlighter, lang, folder, references };
    let asks = ask::asks(file.ask, source, &markdown, ids)?;
    let exercises = file.exercise.into_iter().map(|entry| (ExerciseKind::Exercise, entry));
    let miniatures =
        file.miniature.into_iter().map(|entry| (ExerciseKind::Miniature, entry.into()));
    let labs = exercises
        .chain(miniatures)
        .map(|(kind, entry): (ExerciseKind, ExerciseEntry)| {
            let (start, id) = (entry.id.start(), entry.id.get_ref().clone());
            let unplaced = match kind {
                ExerciseKind::Exercise => ContentFault::UnplacedExercise(id),
                ExerciseKind::Miniature => ContentFault::UnplacedMiniature(id),
            };
            let unplaced = source.fault(start, unplaced);
            let (exercise, scripts) = exercise(kind, entry, &markdown, ids)
                .map_err(|at| source.fault(at.offset, at.fault))?;
            Ok(Written { exercise, scripts, unplaced })
        })
        .collect::<Result<_, ContentError>>()?;
    Ok(Exercises { labs, asks })
}

fn exercise<'a>(
    kind: ExerciseKind,
    entry: ExerciseEntry,
    markdown: &impl Fn(Lang) -> Markdown<'a>,
    ids: &mut Names,
) -> Result<(Exercise, Vec<Script>), FaultAt> {
    slug(&entry.id)?;
    ids.add(&entry.id)?;
    let start = entry.id.start();
    let selections = selection::selections(&entry.question, &entry.check);
    let fields = field::fields(entry.field)?;
    let scenario_start = entry.scenario.start();
    let scenario = scenario::scenario(entry.scenario.into_inner())?;
    let acts = scenario.acts();
    let questions = question::questions(entry.question, acts, &fields, &scenario)?;
    let checks = check::checks(entry.check, acts, &fields, &questions)?;
    let snippet = snippet::snippet(entry.snippet, markdown(Lang::En).highlighter, &fields)?;
    let filled_goal = filled(entry.goal.clone())?;
    let goal_in = |lang| {
        goal(filled_goal.get(lang), &markdown(lang))
            .map_err(|fault| FaultAt { offset: entry.goal.start(), fault })
    };
    let goal = Text { es: goal_in(Lang::Es)?, en: goal_in(Lang::En)? };
    let LimitsEntry { records, bytes, partitions, members, seconds } = entry.limits;

    let mut exercise = Exercise {
        id: entry.id.into_inner(),
        kind,
        spec_version: entry.spec_version,
        label: filled(entry.label)?,
        title: filled(entry.title)?,
        goal,
        fields,
        questions,
        snippet,
        checks,
        limits: Limits { records, bytes, partitions, members, seconds },
        outcomes: Vec::new(),
        model: Values::new(),
        scenario,
        wrong: Vec::new(),
    };
    let offset = entry.model.start();
    exercise.model = exercise
        .parse_fields(entry.model.get_ref())
        .map_err(|error| FaultAt { offset, fault: ContentFault::Model(error) })?;
    let script = scenario::check(&exercise, scenario_start)?;
    exercise.scenario.needs.groups = script.has_groups();
    let scripts = scenario::scripts(&exercise)?;
    selection::check(&selections, &scripts)?;
    exercise.wrong = scenario::wrong(entry.wrong, &exercise, start)?;
    Ok((exercise, scripts))
}

/// The goal is shown above the form, as one piece of prose.
fn goal(text: &str, markdown: &Markdown<'_>) -> Result<String, ContentFault> {
    let page = markdown.passage(text).map_err(|at| at.fault)?;
    let mut parts = page.parts.into_iter().map(|part| part.kind);
    match (parts.next(), parts.next()) {
        (Some(PieceKind::Prose(prose)), None)
            if page.links.is_empty()
                && page.marks.is_empty()
                && prose.notes.is_empty()
                && prose.heading.is_none() =>
        {
            Ok(prose.html)
        }
        _ => Err(ContentFault::GoalShape),
    }
}
