//! The drawing of a group, and its replay.

use api::text::Lang;

use crate::{
    run_view::Act,
    timeline::{Doing, MemberMoment, Standing},
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
    pub handled: fn(i64, u32) -> String,
    pub held_in_hand: fn(i64) -> String,
    pub elastic: &'static str,
    pub previous_event: &'static str,
    pub play: &'static str,
    pub pause: &'static str,
    pub next_event: &'static str,
    pub moment: &'static str,
    pub clock: fn(u64, u64, Lang) -> String,
    pub moment_spoken: fn(u64, Option<Standing>) -> String,
    pub orders_early: fn(usize, usize) -> String,
    pub arrival: &'static str,
    pub is_early: &'static str,
    pub is_late: &'static str,
}
