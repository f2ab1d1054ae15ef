//! Whether what checks, questions and results in the text read is there: each names an act of the scenario, and topics
//! and actors that the act has with some answer to the form.

use super::{check::CheckEntry, question::QuestionEntry, source::FaultAt};
use crate::{
    error::ContentFault,
    scenario::{script::Script, selector::Selector},
};

/// A part of the evidence that is read, and where the file says so.
pub(super) struct Selection {
    selector: Selector,
    offset: usize,
}

impl Selection {
    pub(super) fn new(selector: Selector, offset: usize) -> Self {
        Self { selector, offset }
    }
}

/// What all of them read.
pub(super) fn selections(questions: &[QuestionEntry], checks: &[CheckEntry]) -> Vec<Selection> {
    let of_questions = questions.iter().map(QuestionEntry::selectors);
    of_questions
        .chain(checks.iter().map(CheckEntry::selectors))
        .flat_map(|(selectors, offset)| {
            selectors.into_iter().map(move |selector| Selection::new(selector, offset))
        })
        .collect()
}

/// `scripts` are those of every form that is tried: a form can leave a topic out.
///
/// # Errors
/// The first selection that selects nothing in any of them.
pub(super) fn check(selections: &[Selection], scripts: &[Script]) -> Result<(), FaultAt> {
    let is_there =
        |Selection { selector, .. }: &Selection| scripts.iter().any(|it| selector.selects(it));
    match selections.iter().find(|selection| !is_there(selection)) {
        Some(Selection { selector, offset }) => {
            Err(FaultAt { offset: *offset, fault: ContentFault::NothingSelected(selector.act) })
        }
        None => Ok(()),
    }
}
