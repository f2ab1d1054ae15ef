//! The figures that can be touched.

use super::count;
use crate::i18n::words::FigureWords;

pub(super) const FIGURE: FigureWords = FigureWords {
    keys_title: "Which partition does this key go to?",
    key: "Key",
    keys_hint: "What counts is the bytes, not the letters.",
    partitions: "Partitions",
    examples: "Try",
    client: "Who computes",
    hash: "hash",
    of_partitions: |partitions| format!("of {partitions}"),
    stays: "stays",
    moves: "moves",
    does: "with one more",
    bytes: |bytes| count(bytes, "byte", "bytes"),
    composed: "é as one letter",
    decomposed: "e and an accent",
    two_forms: "They read the same and are two keys: the same letters in other bytes.",
    moved_clients: |moved, all, from, to| {
        format!("Of {all} clients, {moved} change their partition from {from} to {to}.")
    },
    java: "murmur2: Java and kafka-python",
    librdkafka: "CRC32: librdkafka, unless told otherwise",

    group_title: "Who reads what?",
    strategy: "Strategy",
    members: "Members",
    second_topic: "They also read a second topic, pagos",
    join: "One joins",
    leave: "One leaves",
    member: "Member",
    idle: "no partition",
    moved: "changes owner",
    rebalance: |moved, stopped, all, rounds| {
        let moved = match moved {
            0 => "No partition changes".to_owned(),
            1 => "1 partition changes".to_owned(),
            moved => format!("{moved} partitions change"),
        };
        format!(
            "{moved} owner. Meanwhile {stopped} of {all} are not read, for {}.",
            count(rounds as usize, "round", "rounds")
        )
    },
    begins: "The group begins. Let a member join or leave, and see what moves.",
};
