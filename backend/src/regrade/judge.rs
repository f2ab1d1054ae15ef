//! One run, graded again: stored texts in, outcome out. No IO.

use api::verdict::Verdict;
use lessons::course::Course;
use sha2::{Digest, Sha256};

use crate::{
    grader,
    lab::{evidence::Evidence, seed::hex},
    store::gradings::Grading,
};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    Same,
    Changed {
        /// `None` when this version cannot read the old one.
        old: Option<Verdict>,
        new: Verdict,
    },
    Left(Why),
}

/// Why a run keeps its verdict without being graded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// The evidence is not what was hashed when it was graded.
    NotWhatWasHashed,
    /// Written by another version.
    Unreadable(String),
    /// The course has no such exercise any more.
    NoExercise,
}

impl Outcome {
    /// The verdict to write.
    pub(super) fn changed(&self) -> Option<&Verdict> {
        match self {
            Self::Changed { new, .. } => Some(new),
            Self::Same | Self::Left(_) => None,
        }
    }
}

pub(super) fn judge(course: &Course, grading: &Grading) -> Outcome {
    match grade(course, grading) {
        Ok(new) => match grading.verdict() {
            Ok(old) if old == new => Outcome::Same,
            old => Outcome::Changed { old: old.ok(), new },
        },
        Err(why) => Outcome::Left(why),
    }
}

fn grade(course: &Course, grading: &Grading) -> Result<Verdict, Why> {
    let exercise = course.exercise(&grading.exercise).ok_or(Why::NoExercise)?;
    if hex(&Sha256::digest(&grading.evidence.body)) != grading.evidence.sha256 {
        return Err(Why::NotWhatWasHashed);
    }
    let unreadable = |what: &str, why: &dyn std::error::Error| {
        Why::Unreadable(match why.source() {
            Some(cause) => format!("{what}: {cause}"),
            None => format!("{what}: {why}"),
        })
    };
    let fields = grading.fields().map_err(|why| unreadable("form", &why))?;
    let prediction = grading.prediction().map_err(|why| unreadable("prediction", &why))?;
    let evidence: Evidence =
        serde_json::from_str(&grading.evidence.body).map_err(|why| unreadable("evidence", &why))?;
    if evidence.version != Evidence::VERSION {
        let (has, reads) = (evidence.version, Evidence::VERSION);
        return Err(Why::Unreadable(format!("evidence of version {has}; this one reads {reads}")));
    }
    Ok(grader::grade(exercise, &fields, prediction.as_ref(), &evidence))
}
