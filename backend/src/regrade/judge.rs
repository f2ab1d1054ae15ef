//! Grades one run again: stored texts in, outcome out. No IO.

use api::verdict::Verdict;
use lessons::course::Course;

use crate::{evidence::stored::Unreadable, grader, store::gradings::Grading};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    Same,
    Changed {
        /// `None` when this version cannot read the old verdict.
        old: Option<Box<Verdict>>,
        new: Box<Verdict>,
    },
    Left(SkipReason),
}

/// Why a run keeps its verdict without being graded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SkipReason {
    /// The evidence does not match the hash that was stored when it was graded.
    HashMismatch,
    /// This version cannot parse a stored text.
    Unreadable(String),
    /// The exercise is no longer in the course.
    NoExercise,
}

impl Outcome {
    /// The verdict to write, if it differs.
    pub(super) fn changed(&self) -> Option<&Verdict> {
        match self {
            Self::Changed { new, .. } => Some(new.as_ref()),
            Self::Same | Self::Left(_) => None,
        }
    }
}

pub(super) fn judge(course: &Course, grading: &Grading) -> Outcome {
    match grade(course, grading) {
        Ok(new) => match grading.verdict() {
            Ok(old) if old == new => Outcome::Same,
            old => Outcome::Changed { old: old.ok().map(Box::new), new: Box::new(new) },
        },
        Err(why) => Outcome::Left(why),
    }
}

fn grade(course: &Course, grading: &Grading) -> Result<Verdict, SkipReason> {
    let exercise = course.exercise(&grading.exercise).ok_or(SkipReason::NoExercise)?;
    let evidence = grading.evidence.read().map_err(|why| match why {
        Unreadable::NotWhatWasHashed => SkipReason::HashMismatch,
        Unreadable::OtherVersion(_) | Unreadable::Malformed(_) => {
            SkipReason::Unreadable(why.to_string())
        }
    })?;
    let unreadable = |what: &str, why: &dyn std::error::Error| {
        SkipReason::Unreadable(match why.source() {
            Some(cause) => format!("{what}: {cause}"),
            None => format!("{what}: {why}"),
        })
    };
    let fields = grading.fields().map_err(|why| unreadable("form", &why))?;
    let prediction = grading.prediction().map_err(|why| unreadable("prediction", &why))?;
    Ok(grader::grade(exercise, &fields, prediction.as_ref(), &evidence))
}
