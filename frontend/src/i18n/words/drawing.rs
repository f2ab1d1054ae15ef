//! The drawing of a producer's script, and what every drawing has.

use api::{
    event::{Exit, Fault as RequestFault, WaitingCall},
    text::Lang,
};

use crate::{
    legend::Sign,
    measure::Measure,
    run_view::{Act, ChangeKind, Record},
};

pub struct DrawingWords {
    /// By its number, and its title once it has started.
    pub act_title: fn(u32, Option<&str>) -> String,
    pub act_conclusion: fn(&Act) -> String,
    pub topic: &'static str,
    pub plot: &'static str,
    pub producer: &'static str,
    pub not_started: &'static str,
    pub sent: &'static str,
    pub confirmed: &'static str,
    pub in_log: &'static str,
    pub lost: &'static str,
    pub exit: fn(Exit) -> String,
    pub end_mark: fn(Exit) -> String,
    pub end_offset: fn(i64) -> String,
    pub died: fn(usize) -> String,
    pub buffer: &'static str,
    pub held: &'static str,
    pub call: fn(WaitingCall) -> &'static str,
    pub axis: fn(u64, Lang) -> String,
    /// Where there is little room.
    pub axis_short: fn(u64, Lang) -> String,
    pub record: fn(&Record) -> String,
    /// So many records at nearly the same moment.
    pub block: fn(usize) -> String,
    pub keys: &'static str,
    pub signs: &'static str,
    pub sign: fn(Sign) -> &'static str,
    pub fault_mark: fn(RequestFault) -> &'static str,
    /// What happened to a topic.
    pub change: fn(&ChangeKind) -> String,
    /// The first offset that stays.
    pub begin_offset: fn(i64) -> String,
    pub measure: fn(Measure) -> &'static str,
}
