//! Where the rows of an event belong.

use super::{Row, What};
use crate::run_view::{Act, Actor};

/// Where the rows of an event belong.
pub(super) struct Place<'a> {
    pub number: u32,
    /// The act as it was before the event.
    pub act: Option<&'a Act>,
    /// When the event happened, on the act's clock.
    pub clock_us: Option<u64>,
}

impl Place<'_> {
    pub fn is_writer(&self, actor: u32) -> bool {
        self.act.and_then(|act| act.actor(actor)).is_some_and(Actor::is_writer)
    }

    pub fn has_epochs(&self, actor: u32) -> bool {
        let group = self.act.and_then(|act| act.actor(actor)?.group());
        group.is_some_and(|group| group.has_epochs)
    }

    pub fn row(&self, actor: Option<u32>, topic: Option<u32>, what: What) -> Row {
        Row { seq: 0, act: Some(self.number), at_us: self.clock_us, actor, topic, what }
    }

    pub fn one(&self, actor: Option<u32>, topic: Option<u32>, what: What) -> Vec<Row> {
        vec![self.row(actor, topic, what)]
    }

    /// A row with a moment of its own.
    pub fn at(&self, at_us: u64, actor: Option<u32>, topic: Option<u32>, what: What) -> Row {
        Row { at_us: Some(at_us), ..self.row(actor, topic, what) }
    }
}
