//! The types that browser and server share: plain data over serde, no behaviour beyond reading.
//!
//! Everything in this crate is public: it is compiled into the WebAssembly module. Answers and
//! checks live in `lessons` and `backend`, and only what a learner may see is copied into these
//! types.

/// Who is asking.
pub mod account;
/// Where runs happen: the kinds of broker.
pub mod broker;
/// How lists of records are written.
pub mod columns;
/// The outline of the course, with the learner's progress.
pub mod course;
/// The numbered things that happen in a run.
pub mod event;
/// An exercise as its learner sees it: fields, questions, snippet, variant.
pub mod exercise;
/// Which partition a key goes to.
pub mod partitioner;
/// Paths of the API and of the pages, used by the router and by the client.
pub mod paths;
/// Errors as RFC 9457 problem details.
pub mod problem;
/// One execution of an exercise.
pub mod run;
/// One text in the two languages of the course.
pub mod text;
/// Values of fields, and answers to questions.
pub mod value;
/// What the grader says about a run.
pub mod verdict;
