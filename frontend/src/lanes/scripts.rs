//! What scripts waited for, what the lab did to their requests, and how they ended, on a time axis.

use api::event::{Exit, Fault, WaitingCall};

use crate::{
    axis::Axis,
    run_view::{Act, Partition, Script},
};

/// The marks of an act's scripts that go through all lanes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScriptMarks {
    /// While the lab held the network back: from, to.
    pub held: Vec<(f64, f64)>,
    /// When a script blocked in a call.
    pub calls: Vec<(f64, WaitingCall)>,
    /// When each process ended, and how.
    pub ends: Vec<(f64, Exit)>,
}

/// What the lab did to a request with records of this lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaultMark {
    pub x: f64,
    pub at_us: u64,
    pub fault: Fault,
}

impl ScriptMarks {
    pub fn of(act: &Act, axis: &Axis, last_us: u64) -> Self {
        let calls = act.scripts().flat_map(|script| &script.calls);
        let ends = act.scripts().filter_map(|script| Some((script.ended_us?, script.exit?)));
        Self {
            held: act.scripts().flat_map(|script| held(script, axis, last_us)).collect(),
            calls: calls.map(|(at_us, call)| (axis.x(*at_us), *call)).collect(),
            ends: ends.map(|(at_us, exit)| (axis.x(at_us), exit)).collect(),
        }
    }
}

fn held(script: &Script, axis: &Axis, last_us: u64) -> Vec<(f64, f64)> {
    // If the lab never let go, the hold lasts until the process ends.
    let until = |to: Option<u64>| axis.x(to.or(script.ended_us).unwrap_or(last_us));
    script.held.iter().map(|(from, to)| (axis.x(*from), until(*to))).collect()
}

/// The faults of a lane.
pub fn faults(act: &Act, axis: &Axis, partition: Partition) -> Vec<FaultMark> {
    let faults = act.scripts().flat_map(|script| &script.faults);
    faults
        .filter(|fault| fault.partition == partition)
        .map(|fault| FaultMark { x: axis.x(fault.at_us), at_us: fault.at_us, fault: fault.fault })
        .collect()
}
