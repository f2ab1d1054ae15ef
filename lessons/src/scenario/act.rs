//! An act: a title and steps. The logs and groups that its steps name are read when it ends, and
//! before a step that removes something. One that is varied is performed several times.

use std::collections::BTreeMap;

use api::{text::Text, value::Values};

use super::{actor::Actor, name::ActorName, step::Step};

/// One performance of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The number of the act, counted from 1; all its performances have the same.
    pub number: u32,
    pub title: Text,
    /// The number of the earlier act that this one is measured against; acts count from 1.
    pub compared_with: Option<u32>,
    /// Which performance it is; `None` for an act that is performed once.
    pub varied: Option<Varied>,
    /// Those of the cast whom a varied name makes another here. They are not in the script's.
    pub cast: BTreeMap<ActorName, Actor>,
    /// In order, one after the other; at least one.
    pub steps: Vec<Step>,
}

/// Which performance of a varied act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Varied {
    /// What each varied name stands for.
    pub variant: Values,
    /// Which of the repetitions of this variant, counted from 1.
    pub repeat: u32,
}
