//! An act: a title and steps. The logs and groups that its steps name are read when it ends, and
//! before a step that removes something.

use api::text::Text;

use super::step::Step;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    pub title: Text,
    /// The number of the earlier act that this one is measured against; acts count from 1.
    pub compared_with: Option<u32>,
    /// In order, one after the other; at least one.
    pub steps: Vec<Step>,
}
