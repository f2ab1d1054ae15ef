//! How acts start in tests: who takes part, and in which topics.

use api::{
    event::{Actor, ActorKind, EventKind, Topic},
    text::{Lang, Text},
};

use crate::i18n::{Language, Words};

/// The words by which drawings are placed.
pub fn words() -> &'static Words {
    Language::of(Lang::Es).words
}

pub fn topic(name: &str, partitions: u32) -> Topic {
    Topic { name: name.to_owned(), visible_name: name.to_owned(), partitions }
}

pub fn actor(name: &str, kind: ActorKind, topics: &[u32]) -> Actor {
    Actor { name: name.to_owned(), kind, topics: topics.to_vec(), has_epochs: false }
}

pub fn started(act: u32, cast: Vec<Actor>, topics: Vec<Topic>) -> EventKind {
    EventKind::ActStarted {
        act,
        title: Text::new("uno", "one"),
        cast,
        topics,
        compared_with: None,
        performance: None,
    }
}

/// A script alone, with the topic `t`.
pub fn script(act: u32, partitions: u32) -> EventKind {
    started(act, vec![actor("script", ActorKind::Producer, &[0])], vec![topic("t", partitions)])
}

/// The group `app`, which is actor 0, and the lab, with the topic `t`.
pub fn group(act: u32, partitions: u32) -> EventKind {
    let cast = vec![actor("app", ActorKind::Group, &[0]), actor("lab", ActorKind::Writer, &[0])];
    started(act, cast, vec![topic("t", partitions)])
}

/// Who the lab is in the cast of [`group`].
pub const LAB: u32 = 1;
