//! The whole course, read once from its folder and never changed afterwards.

use std::path::Path;

use api::text::Text;

use crate::{error::ContentError, exercise::Exercise, glossary::Glossary, lesson::Lesson, load};

#[derive(Debug, Clone)]
pub struct Course {
    pub title: Text,
    pub summary: Text,
    /// The lessons `2.1`, `2.2` … are those of section `2`.
    pub sections: Vec<Section>,
    /// In the order of their folders.
    pub lessons: Vec<Lesson>,
    pub objectives: Vec<Objective>,
    pub resources: Vec<Resource>,
    pub glossary: Glossary,
}

/// A part of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub number: String,
    pub title: Text,
}

/// What the session promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objective {
    pub text: Text,
    /// Ids: whoever has passed all of them has met it.
    pub exercises: Vec<String>,
}

/// Something to read elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    pub title: Text,
    pub url: String,
    /// What to read there, and when.
    pub what: Text,
}

impl Course {
    /// Reads and validates the folder `content`.
    ///
    /// # Errors
    /// The first fault found, with its file and line: the server does not start on half a course.
    pub fn load(content: &Path) -> Result<Self, ContentError> {
        load::course(content)
    }

    pub fn lesson(&self, slug: &str) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.slug == slug)
    }

    /// The lesson to which the address of an old one leads, whatever the block.
    pub fn successor(&self, old_slug: &str) -> Option<&Lesson> {
        let is_it = |lesson: &&Lesson| {
            lesson.formerly.iter().any(|old| old.slug == old_slug && old.anchor.is_none())
        };
        self.lessons.iter().find(is_it)
    }

    /// The lessons before and after this one.
    pub fn neighbours(&self, slug: &str) -> (Option<&Lesson>, Option<&Lesson>) {
        let Some(place) = self.lessons.iter().position(|lesson| lesson.slug == slug) else {
            return (None, None);
        };
        let before = place.checked_sub(1).and_then(|place| self.lessons.get(place));
        (before, self.lessons.get(place + 1))
    }

    pub fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.exercises().find(|exercise| exercise.id == id)
    }

    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.lessons.iter().flat_map(|lesson| &lesson.exercises)
    }
}
