//! The whole course, read once from its folder and never changed afterwards.

use std::path::Path;

use api::text::Text;

use crate::{error::ContentError, exercise::Exercise, lesson::Lesson, load};

#[derive(Debug, Clone)]
pub struct Course {
    pub title: Text,
    pub summary: Text,
    /// In the order of their folders.
    pub lessons: Vec<Lesson>,
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

    pub fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.exercises().find(|exercise| exercise.id == id)
    }

    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.lessons.iter().flat_map(|lesson| &lesson.exercises)
    }
}
