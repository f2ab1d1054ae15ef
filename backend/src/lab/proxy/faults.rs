//! What the proxy does to Produce requests, decided before the act begins, so that every repetition
//! of a run meets the same faults.

use super::produce::Batches;

/// All faults of one act.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// Every Produce request waits until [`super::Proxy::release`]; if its client closes first, it
    /// is never forwarded.
    pub hold: bool,
    /// The broker creates no topic because a client asks about it, whatever its own settings are.
    pub forbid_creation: bool,
    /// Clients are told that the brokers are where nobody listens.
    pub unreachable: bool,
    /// Each is applied once, at most one per request; of several that are due, the first.
    pub plan: Vec<Fault>,
}

/// One fault, at one Produce request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub at: At,
    pub kind: FaultKind,
}

/// Which Produce request of the act: all connections count, and so do repetitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The n-th, from 1.
    Request(u32),
    /// The first one that comes after this many records.
    Records(u32),
}

/// What happens to the request or to its acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The broker stores the records, but the client gets no acknowledgement.
    LoseAcknowledgement,
    /// The broker stores the records, but the connection ends in place of the acknowledgement.
    CutAfterAppend,
    /// The connection ends, and the request is not forwarded.
    CutBeforeForward,
    /// The proxy answers with this error code of Kafka's; the broker sees nothing.
    ///
    /// A partition that lacks replicas refuses every request. So what an idempotent producer sent
    /// after the refused request is refused, too, until that one comes again: a broker that does
    /// not know the producer yet would accept its later records as its first ones, and then never
    /// the earlier ones (`ProducerAppendInfo.checkSequence`).
    Refuse {
        /// <https://kafka.apache.org/protocol#protocol_error_codes>
        error_code: i16,
    },
    /// The request waits this long, and is dropped if its client closes meanwhile.
    DelayRequest { ms: u32 },
    /// The acknowledgement waits this long, and so do those behind it.
    DelayAcknowledgement { ms: u32 },
}

/// How far an act has got in its plan.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Faults still to be applied, in the order of the plan.
    ahead: Vec<Fault>,
    refusing: Option<Refusing>,
    requests: u32,
    records: u32,
}

/// A partition that refuses until the request with this sequence number comes again.
#[derive(Debug)]
struct Refusing {
    partition: i32,
    sequence: i32,
    error_code: i16,
}

impl Progress {
    pub(super) fn new(plan: &[Fault]) -> Self {
        Self { ahead: plan.to_vec(), ..Self::default() }
    }

    /// Counts the next Produce request: its number, and its fault.
    pub(super) fn next(&mut self, partitions: &[Batches]) -> (u32, Option<FaultKind>) {
        self.requests += 1;
        if let Some(Refusing { partition, sequence, error_code }) = self.refusing
            && let Some(batches) = partitions.iter().find(|batches| batches.partition == partition)
        {
            if batches.sequence != Some(sequence) {
                return (self.requests, Some(FaultKind::Refuse { error_code }));
            }
            self.refusing = None;
        }
        let is_due = |fault: &Fault| match fault.at {
            At::Request(number) => number == self.requests,
            At::Records(number) => number <= self.records,
        };
        let due = self.ahead.iter().position(is_due);
        let records = partitions.iter().fold(0_u32, |sum, next| sum.saturating_add(next.records));
        self.records = self.records.saturating_add(records);
        let kind = due.map(|index| self.ahead.remove(index).kind);
        if let (Some(FaultKind::Refuse { error_code }), Some(batches)) = (kind, partitions.first())
            && let Some(sequence) = batches.sequence
        {
            let partition = batches.partition;
            self.refusing = Some(Refusing { partition, sequence, error_code });
        }
        (self.requests, kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(partition: i32, records: u32, sequence: Option<i32>) -> Batches {
        Batches { topic: "pedidos".to_owned(), partition, records, sequence }
    }

    #[test]
    fn what_follows_a_refused_request_is_refused_until_it_comes_again() {
        let refuse = FaultKind::Refuse { error_code: 19 };
        let mut progress = Progress::new(&[Fault { at: At::Request(1), kind: refuse }]);
        let mut met = |partition, sequence| {
            progress.next(&[batches(partition, 1, Some(sequence))]).1.is_some()
        };
        assert!(met(0, 4), "as planned");
        assert!(met(0, 5), "behind it");
        assert!(!met(1, 0), "of another partition");
        assert!(!met(0, 4), "again");
        assert!(!met(0, 5), "behind it");
    }

    #[test]
    fn faults_come_in_their_order_and_once() {
        let fault = |at, ms| Fault { at, kind: FaultKind::DelayRequest { ms } };
        let plan = [fault(At::Records(5), 1), fault(At::Records(5), 2), fault(At::Request(2), 3)];
        let mut progress = Progress::new(&plan);
        let met = [4, 3, 0, 1, 9].map(|records| progress.next(&[batches(0, records, None)]));
        let delay = |ms| Some(FaultKind::DelayRequest { ms });
        assert_eq!(met, [(1, None), (2, delay(3)), (3, delay(1)), (4, delay(2)), (5, None)]);
    }
}
