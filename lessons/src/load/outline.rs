//! Reads `course.toml`: what stands above the lessons.

use api::text::Text;
use serde::Deserialize;

use super::{
    Names, TextEntry, filled,
    references::address,
    source::{FaultAt, Source},
    spanned::Spanned,
};
use crate::{
    course::{Objective, Resource, Section},
    error::{ContentError, ContentFault},
    lesson::Lesson,
};

/// The course: what stands above its lessons.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CourseFile {
    /// On the home page and in the browser's tab.
    title: Spanned<TextEntry>,
    /// One sentence below it.
    summary: Spanned<TextEntry>,
    /// The parts of the session: the lesson `2.1` is in the section `2`. Without any, lessons are
    /// numbered freely.
    #[serde(default)]
    section: Vec<SectionEntry>,
    /// What the session promises.
    #[serde(default)]
    objective: Vec<ObjectiveEntry>,
    /// What to read elsewhere.
    #[serde(default)]
    resource: Vec<ResourceEntry>,
}

/// A part of the session.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct SectionEntry {
    /// As in the numbers of its lessons, before the dot.
    number: Spanned<String>,
    /// The heading.
    title: Spanned<TextEntry>,
}

/// What a learner can do afterwards.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct ObjectiveEntry {
    /// In a few words.
    text: Spanned<TextEntry>,
    /// Ids of exercises and miniatures: whoever has passed all of them has met it.
    exercises: Vec<Spanned<String>>,
}

/// Something to read elsewhere.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct ResourceEntry {
    /// Its name.
    title: Spanned<TextEntry>,
    /// Of public documentation.
    url: Spanned<String>,
    /// Two lines: what to read there, and when.
    what: Spanned<TextEntry>,
}

pub(super) struct Outline {
    pub(super) source: Source,
    pub(super) title: Text,
    pub(super) summary: Text,
    pub(super) sections: Vec<Section>,
    pub(super) resources: Vec<Resource>,
    objectives: Vec<(Text, Vec<Spanned<String>>)>,
}

impl Outline {
    pub(super) fn read(source: Source) -> Result<Self, ContentError> {
        let file: CourseFile = source.toml(0, &source.text)?;
        let mut numbers = Names::new("section");
        let section = |SectionEntry { number, title }| {
            numbers.add(&number)?;
            Ok(Section { number: number.into_inner(), title: filled(title)? })
        };
        let resource = |ResourceEntry { title, url, what }| {
            Ok(Resource { title: filled(title)?, url: address(url)?, what: filled(what)? })
        };
        let objective = |ObjectiveEntry { text, exercises }| Ok((filled(text)?, exercises));
        let fault = |at: FaultAt| source.fault(at.offset, at.fault);
        let title = filled(file.title).map_err(fault)?;
        let summary = filled(file.summary).map_err(fault)?;
        let sections: Result<_, FaultAt> = file.section.into_iter().map(section).collect();
        let resources: Result<_, FaultAt> = file.resource.into_iter().map(resource).collect();
        let objectives: Result<_, FaultAt> = file.objective.into_iter().map(objective).collect();
        let (sections, resources, objectives) =
            (sections.map_err(fault)?, resources.map_err(fault)?, objectives.map_err(fault)?);
        Ok(Self { source, title, summary, sections, resources, objectives })
    }

    /// Whether a lesson with this number is in a section.
    pub(super) fn has_section_of(&self, number: &str) -> bool {
        let section = number.split('.').next().unwrap_or_default();
        self.sections.is_empty() || self.sections.iter().any(|known| known.number == section)
    }

    /// With exercises that the lessons have.
    pub(super) fn objectives(
        &mut self,
        lessons: &[Lesson],
    ) -> Result<Vec<Objective>, ContentError> {
        let known = |id: &str| {
            lessons.iter().flat_map(|lesson| &lesson.exercises).any(|exercise| exercise.id == id)
        };
        let mut objectives = Vec::new();
        for (text, exercises) in std::mem::take(&mut self.objectives) {
            if let Some(id) = exercises.iter().find(|id| !known(id.get_ref())) {
                let fault = ContentFault::UnknownExercise(id.get_ref().clone());
                return Err(self.source.fault(id.start(), fault));
            }
            let exercises = exercises.into_iter().map(Spanned::into_inner).collect();
            objectives.push(Objective { text, exercises });
        }
        Ok(objectives)
    }
}
