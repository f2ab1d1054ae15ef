//! What the log tells of an act's records.

use api::event::{EventKind, Fault};

use super::{act_one, ended, four_acts_view};
use crate::run_view::{Continuity, Oddity, RunView, Step, What};

#[test]
fn the_log_is_the_truth_about_where_a_record_is() {
    let mut view = RunView::default();
    assert_eq!(view.take(act_one()), Continuity::Unbroken);
    let act = &view.acts[0];
    let topic = &act.topics[0];
    assert_eq!(topic.records[0].place, Some((2, 0)));
    assert_eq!(topic.records[0].confirmed_us, Some(2_500));
    assert_eq!(topic.records[1].place, Some((2, 1)), "never confirmed, yet in the log");
    assert_eq!(topic.records[1].confirmed_us, None);
    assert_eq!(topic.records.len(), 3, "order 0 is in the log twice");
    assert_eq!(topic.records[2].oddity, Some(Oddity::Again));
    let numbers = topic.numbers.as_ref().unwrap();
    assert_eq!((numbers.records, numbers.batches, numbers.requests), (3, 1, Some(4)));
    assert_eq!(numbers.bytes_per_record(), Some(200.0));
    assert_eq!(act.confirmed(), 1);
    assert_eq!(act.scripts().next().unwrap().held, [(0, Some(2_000))]);
    assert_eq!(view.keys.names(), ["ana", "eva"]);
    assert_eq!(view.step, Step::Grading);
}

#[test]
fn requests_that_nobody_counted_are_the_batches_of_the_log() {
    let requests_of = |requests| {
        let mut events = act_one();
        events[7].kind = match ended(1) {
            EventKind::ProcessEnded { act, actor, exit, unconfirmed, .. } => {
                EventKind::ProcessEnded { act, actor, exit, unconfirmed, requests }
            }
            other => other,
        };
        let mut view = RunView::default();
        view.take(events[..8].to_vec());
        assert_eq!(
            view.acts[0].topics[0].numbers, None,
            "nothing is known of a log that is not read"
        );
        view.take(events[8..].to_vec());
        view.acts[0].topics[0].numbers.as_ref().unwrap().requests
    };
    assert_eq!(requests_of(None), Some(1));
    assert_eq!(requests_of(Some(0)), Some(0), "a client that was never made");
}

#[test]
fn repeats_and_records_out_of_place_are_told_apart_and_what_is_missing_stays_in_the_buffer() {
    let view = four_acts_view();
    let act = &view.acts[0];
    let topic = &act.topics[0];
    let odd = |offset| topic.records[topic.at(0, offset).unwrap()].oddity;
    let (again, out_of_place) = (Some(Oddity::Again), Some(Oddity::OutOfPlace));
    let oddities: Vec<Option<Oddity>> = (0..5).map(odd).collect();
    assert_eq!(oddities, [None, out_of_place, out_of_place, again, again]);
    assert_eq!(topic.in_log(), Some(5), "two orders are there twice");
    let missing: Vec<Option<u32>> = topic.buffered().map(|(_, record)| record.order).collect();
    assert_eq!(missing, [Some(3)]);
    assert_eq!(view.acts[1].odd(Oddity::Again) + view.acts[1].odd(Oddity::OutOfPlace), 0);
    let faults = &act.scripts().next().unwrap().faults;
    assert_eq!(faults[0].fault, Fault::AcknowledgementLost);
    assert!(view.is_measured(1) && !view.is_measured(3));
    let odd_rows = view.rows.iter().filter(|row| matches!(row.what, What::Odd { .. }));
    assert_eq!(odd_rows.count(), 4);
}
