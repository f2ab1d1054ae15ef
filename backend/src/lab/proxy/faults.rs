//! What the proxy does to Produce requests, decided before the act begins so that every repetition
//! of a run meets the same.

/// All that one act's clients will meet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// Every Produce request waits until [`super::Proxy::release`]; those whose client closes first
    /// are never forwarded.
    pub hold: bool,
    /// At most one per request; of several the first counts.
    pub plan: Vec<Fault>,
}

/// One fault, at one Produce request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The n-th Produce request of the act, from 1, all connections together and repetitions
    /// included.
    pub request: u32,
    pub kind: FaultKind,
}

/// What happens to the request or to its acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The broker stores the records, the client never hears of it.
    LoseAcknowledgement,
    /// The broker stores the records, then the connection ends in place of the acknowledgement.
    CutAfterAppend,
    /// The connection ends and the request with it.
    CutBeforeForward,
    /// The proxy answers with this error code of Kafka's; the broker sees nothing.
    Refuse {
        /// <https://kafka.apache.org/protocol#protocol_error_codes>
        error_code: i16,
    },
    /// The request waits so long, and is dropped if its client closes meanwhile.
    DelayRequest { ms: u32 },
    /// The acknowledgement waits so long, and those behind it, too.
    DelayAcknowledgement { ms: u32 },
}

impl Faults {
    /// What is planned for the n-th Produce request.
    pub(super) fn at(&self, request: u32) -> Option<FaultKind> {
        self.plan.iter().find(|fault| fault.request == request).map(|fault| fault.kind)
    }
}
