//! The drawing of a group, and its replay.

use api::text::Lang;

use crate::{
    group_lanes::ItemSign,
    run_view::{Act, Record, SetbackKind},
    timeline::{Cause, Doing, MemberMoment, Standing},
};

pub struct GroupWords {
    pub group_conclusion: fn(&Act) -> String,
    pub lab: &'static str,
    pub written: fn(usize) -> String,
    pub partitions: &'static str,
    pub lane_end: &'static str,
    pub lane_position: &'static str,
    pub lane_committed: &'static str,
    pub members: &'static str,
    pub doing: fn(&Doing) -> String,
    pub doing_detail: fn(&MemberMoment) -> String,
    pub standing: fn(Standing) -> String,
    /// A generation, and why it is there.
    pub generation: fn(i32, &[Cause]) -> String,
    /// The same of an epoch that all members have.
    pub epoch: fn(i32, &[Cause]) -> String,
    pub handled: fn(i64, u32) -> String,
    pub held_in_hand: fn(i64) -> String,
    pub setback: fn(i64, &SetbackKind) -> String,
    /// Something in a row of a deck.
    pub item: fn(Option<&Record>, ItemSign) -> String,
    /// The row of what a group wrote, with its name where there are several.
    pub effects: fn(Option<&str>) -> String,
    /// A member that died without leaving its group, by its name.
    pub died: fn(&str) -> String,
    /// A member without a partition, by its name.
    pub idle: fn(&str) -> String,
    /// A member that was put out, by its name.
    pub expelled: fn(&str) -> String,
    /// Nothing happens for so long.
    pub wait: fn(u64, Lang) -> String,
    pub elastic: &'static str,
    pub previous_event: &'static str,
    pub play: &'static str,
    pub pause: &'static str,
    pub next_event: &'static str,
    pub moment: &'static str,
    /// The keys of the replay.
    pub keys: &'static str,
    pub clock: fn(u64, u64, Lang) -> String,
    pub moment_spoken: fn(u64, Option<Standing>) -> String,
    pub orders_early: fn(usize, usize) -> String,
    pub arrival: &'static str,
    pub is_early: &'static str,
    pub is_late: &'static str,
}
