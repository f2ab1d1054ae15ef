//! A producer's script in a process of its own: what it waited for, what the lab did to its
//! requests, and how it ended. All times are microseconds on the act's clock.

use api::event::{Exit, Fault, WaitingCall};

use super::Partition;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Script {
    /// When the lab held the network back, and until when.
    pub held: Vec<(u64, Option<u64>)>,
    /// When the script blocked, and in which call.
    pub calls: Vec<(u64, WaitingCall)>,
    /// What the lab did to its requests.
    pub faults: Vec<FaultSeen>,
    pub exit: Option<Exit>,
    pub ended_us: Option<u64>,
    /// The client's own count of what it never got confirmed.
    pub unconfirmed: u32,
    /// Records that it handed to its client, and those that were confirmed to it.
    pub handed_over: usize,
    pub confirmed: usize,
    /// Produce requests, where the lab counted them.
    pub(super) requests: Option<u32>,
    pub(super) last_us: u64,
}

/// What the lab did to a Produce request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultSeen {
    pub at_us: u64,
    pub request: u32,
    pub fault: Fault,
    pub partition: Partition,
    pub records: u32,
}

/// How a script ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ScriptEnd {
    pub at_us: u64,
    pub exit: Exit,
    pub unconfirmed: u32,
    pub requests: Option<u32>,
}

impl Script {
    pub(super) fn hold(&mut self, at_us: u64) {
        self.held.push((at_us, None));
    }

    pub(super) fn release(&mut self, at_us: u64) {
        if let Some((_, open @ None)) = self.held.last_mut() {
            *open = Some(at_us);
        }
    }

    pub(super) fn call(&mut self, at_us: u64, call: WaitingCall) {
        self.calls.push((at_us, call));
    }

    pub(super) fn fault(&mut self, fault: FaultSeen) {
        self.faults.push(fault);
    }

    /// The process has ended, and nothing of it comes later. In a run that was stored without the
    /// moment of its end, or where a fault hit a request after it, the end is behind the last thing
    /// that happened.
    pub(super) fn end(&mut self, end: ScriptEnd) {
        let ScriptEnd { at_us, exit, unconfirmed, requests } = end;
        self.last_us = at_us.max(self.last_us + 1);
        self.ended_us = Some(self.last_us);
        self.exit = Some(exit);
        self.unconfirmed = unconfirmed;
        self.requests = requests;
    }
}
