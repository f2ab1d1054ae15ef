//! What is taught: the course, its lessons, its exercises and what their checks expect. Text files
//! in `content/` become a [`course::Course`] here, once, when the server starts; any error in them
//! stops the start, with its file and line.
//!
//! Nothing here is serialised as a whole: the backend copies what a learner may see into `api`.

/// A question in the prose.
pub mod ask;
/// What the broker has to show, with points and hints.
pub mod check;
/// Conditions on the fields of the form.
pub mod condition;
/// The whole course, and the only way to get one: [`course::Course::load`].
pub mod course;
/// What is wrong in the content: file, line, sentence.
pub mod error;
/// A form that can be run: fields, questions, snippet, checks.
pub mod exercise;
/// One field of the form and the inputs it accepts.
pub mod field;
/// The words of the course and what they mean.
pub mod glossary;
/// One lesson: blocks of prose, exercises, questions.
pub mod lesson;
/// A number of a run that the text of a lesson tells.
pub mod outcome;
/// What a learner is asked to predict.
pub mod question;
/// The lab of an exercise as data: topics, cast, acts.
pub mod scenario;
/// The Python beside the form.
pub mod snippet;

mod highlight;
mod load;
mod markdown;
