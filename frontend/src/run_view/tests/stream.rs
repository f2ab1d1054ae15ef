//! A stream has no gap, may start again, and ends once.

use api::{
    broker::{Broker, BrokerKind},
    event::{Acknowledged, EventKind, RestartReason},
    run::RunState,
    text::Text,
    verdict::{CheckResult, CheckVerdict, EvidenceLink, Verdict, VerdictResult},
};

use super::{act_one, event, numbered};
use crate::{
    run_view::{Continuity, RunView},
    stage,
};

#[test]
fn a_missing_event_is_noticed_and_a_repeated_one_skipped() {
    let mut view = RunView::default();
    let events = act_one();
    view.take(events[..3].to_vec());
    view.take(events[1..5].to_vec());
    assert_eq!(view.last_seq, 5);
    assert_eq!(view.acts[0].topics[0].records.len(), 2);
    assert_eq!(view.take(events[6..].to_vec()), Continuity::Gap);
    assert_eq!(view.last_seq, 5, "nothing behind the gap is believed");
    assert_eq!(view.take(events[5..].to_vec()), Continuity::Unbroken);
}

#[test]
fn a_restart_voids_what_was_drawn() {
    let mut view = RunView::default();
    view.take(act_one());
    view.take(vec![event(10, 30, EventKind::Restarted { reason: RestartReason::Broker })]);
    assert!(view.acts.is_empty());
    assert_eq!(view.restarted, Some(RestartReason::Broker));
    assert_eq!(view.last_seq, 10);
    assert_eq!(view.rows.len(), 1);
}

#[test]
fn what_was_made_void_may_be_missing() {
    let mut view = RunView::default();
    let restarted = EventKind::Restarted { reason: RestartReason::Backend };
    assert_eq!(view.take(vec![event(40, 30, restarted)]), Continuity::Unbroken);
    assert_eq!(
        view.take(vec![event(42, 30, EventKind::NetworkHeld { act: 1, actor: 0 })]),
        Continuity::Gap
    );
}

#[test]
fn a_run_that_is_not_kept_has_a_verdict_without_links() {
    let mut view = RunView::default();
    let no_text = || Text::new("", "");
    let check = CheckResult {
        id: "log".to_owned(),
        result: CheckVerdict::Passed,
        points: 1,
        max_points: 1,
        claim: no_text(),
        expected: no_text(),
        found: no_text(),
        evidence: vec![EvidenceLink::Order { act: 1, topic: None, order: 1 }],
        misconception: None,
        hints: Vec::new(),
    };
    let broker = Some(Broker { kind: BrokerKind::Local, label: "Apache Kafka".to_owned() });
    let verdict = Some(Verdict {
        result: VerdictResult::Passed,
        points: 1,
        max_points: 1,
        checks: vec![check],
        comparisons: Vec::new(),
        spec_version: 1,
        outcomes: Default::default(),
        sentence: None,
    });
    let events = [
        event(40, 30, EventKind::Cleared { broker: broker.clone() }),
        event(41, 31, EventKind::RunFinished { state: RunState::Done, verdict }),
    ];
    assert_eq!(view.take(events), Continuity::Unbroken);
    assert!(view.cleared && view.acts.is_empty());
    assert_eq!(view.broker, broker);
    assert_eq!(view.finished(), Some(RunState::Done));
    assert!(view.verdict.unwrap().checks[0].evidence.is_empty());
}

#[test]
fn the_verdict_comes_with_the_last_event() {
    let mut view = RunView::default();
    view.take(act_one());
    assert_eq!(view.finished(), None);
    let last = EventKind::RunFinished { state: RunState::Stopped, verdict: None };
    view.take(vec![event(10, 30, last)]);
    assert_eq!(view.finished(), Some(RunState::Stopped));
}

#[test]
fn two_hundred_thousand_events_cost_no_more_each_than_the_first_ones() {
    // Counts instead of timing: what grows with the run is reached by index, and rows stay few.
    let mut view = RunView::default();
    view.take(numbered(vec![stage::script(1, 12)]));
    let records = |orders: std::ops::Range<u32>| -> Vec<Acknowledged> {
        let record = |order: u32| Acknowledged {
            order,
            partition: order % 12,
            offset: i64::from(order / 12),
            at_us: u64::from(order),
        };
        orders.map(record).collect()
    };
    let mut pictures = 0;
    for part in 0..4_000 {
        let acked = EventKind::Acknowledged {
            act: 1,
            actor: 0,
            topic: 0,
            records: records(part * 50..part * 50 + 50),
        };
        let seq = view.last_seq + 1;
        view.take([event(seq, seq, acked)]);
        pictures += usize::from(view.acts[0].revision() == seq);
    }
    let act = &view.acts[0];
    let topic = &act.topics[0];
    assert_eq!(topic.records.len(), 200_000);
    assert_eq!((0..12).map(|partition| topic.lane(partition).len()).sum::<usize>(), 200_000);
    assert_eq!(topic.at(5, 9_000), topic.of_order(9_000 * 12 + 5));
    assert_eq!(act.last_us(), 199_999);
    assert!(view.rows.len() < 4_200, "{} rows", view.rows.len());
    assert!(pictures < 250, "{pictures} pictures");
}
