//! The drawing of a producer's script, and what every drawing has.

use api::{
    event::{Exit, Fault as RequestFault, WaitingCall},
    text::Lang,
};

use super::{
    count,
    handling::{change, changes},
    numbered,
};
use crate::{
    format::{milliseconds, whole},
    i18n::words::DrawingWords,
    legend::Sign,
    measure::Measure,
    run_view::{Act, Oddity, Record},
};

pub(super) const DRAWING: DrawingWords = DrawingWords {
    act_title: |act, title| match title {
        Some(title) => format!("Act {act}: {title}"),
        None => format!("Act {act}"),
    },
    act_conclusion: conclusion,
    topic: "topic",
    plot: "Drawing of the act",
    producer: "producer",
    not_started: "not started yet",
    sent: "sent",
    confirmed: "confirmed",
    in_log: "in the log",
    lost: "lost",
    exit: |exit| match exit {
        Exit::Code(code) => format!("ended with code {code}"),
        Exit::Signal(signal) => format!("died: {}", signal_name(signal)),
    },
    end_mark: |exit| match exit {
        Exit::Code(_) => "script ends".to_owned(),
        Exit::Signal(signal) => signal_name(signal),
    },
    end_offset: |end| format!("end = {end}"),
    died: |count| if count == 1 { "1 lost".to_owned() } else { format!("{count} lost") },
    buffer: "buffer",
    held: "requests held",
    call: call_code,
    axis: |at_us, lang| match at_us {
        0 => "0 ms".to_owned(),
        at_us if at_us % 1_000 == 0 => whole(at_us / 1_000, lang),
        at_us => milliseconds(at_us, lang),
    },
    axis_short: |at_us, lang| match at_us {
        // Five letters beside the lanes.
        10_000_000.. => whole(at_us / 1_000, lang),
        at_us => (DRAWING.axis)(at_us, lang),
    },
    record,
    block: |count| format!("{count} records at nearly the same moment"),
    keys: "Keys",
    signs: "Signs",
    sign: |sign| match sign {
        Sign::Confirmed => "confirmed and in the log",
        Sign::Unconfirmed => "in the log, unconfirmed",
        Sign::Buffered => "in the buffer",
        Sign::Lost => "lost",
        Sign::Repeated => "repeated",
        Sign::OutOfPlace => "out of order",
        Sign::Fault(fault) => fault_mark(fault),
        Sign::Position => "position",
        Sign::Committed => "committed",
        Sign::Risk => "read, not committed",
        Sign::Processed => "processed",
        Sign::Again => "processed again",
        Sign::InHand => "unfinished at its death",
        Sign::Skipped => "skipped: the group went on behind it",
        Sign::Attempt => "failed attempt, with its number",
        Sign::PutAside => "discarded: nothing is left of it",
        Sign::DeadLettered => "put aside in another topic",
        Sign::Wrote => "row written",
        Sign::Replaced => "row replaced",
        Sign::OneMore => "one more row for the same record",
        Sign::Expelled => "expelled, and does not know yet",
        Sign::Grown => "partitions added",
        Sign::Deleted => "deleted: the log begins later",
        Sign::Compacted => "compacted: the last of each key stays",
        Sign::Exists => "the topic exists",
        Sign::Missing => "the topic does not exist",
        Sign::Rebalance => "rebalance",
    },
    fault_mark,
    change,
    begin_offset: |begin| format!("begin = {begin}"),
    measure: |measure| match measure {
        Measure::Records => "records",
        Measure::Batches => "batches",
        Measure::Requests => "Produce requests",
        Measure::BytesPerRecord => "bytes per record",
        Measure::Codecs => "codec",
    },
};

pub(super) const fn fault_mark(fault: RequestFault) -> &'static str {
    match fault {
        RequestFault::Refused => "request refused",
        RequestFault::AcknowledgementLost => "acknowledgement lost",
    }
}

pub(super) fn call_code(call: WaitingCall) -> &'static str {
    match call {
        WaitingCall::Flush => "flush()",
        WaitingCall::Get => "future.get()",
        WaitingCall::AtExit => "close()",
    }
}

fn signal_name(signal: i32) -> String {
    match signal {
        9 => "SIGKILL".to_owned(),
        15 => "SIGTERM".to_owned(),
        signal => format!("signal {signal}"),
    }
}

fn conclusion(act: &Act) -> String {
    let lanes = act
        .partitions()
        .map(|lane| format!("{} holds {}", act.name_of(lane), act.lane(lane).len()))
        .collect::<Vec<_>>()
        .join(", ");
    let exits = act.scripts().filter_map(|script| script.exit);
    let end: String = exits.map(|exit| format!(" The process {}.", (DRAWING.exit)(exit))).collect();
    let again = match act.odd(Oddity::Again) {
        0 => String::new(),
        again => format!(" {again} repeat an order."),
    };
    let out_of_place = match act.odd(Oddity::OutOfPlace) {
        0 => String::new(),
        odd => format!(" {odd} are out of order."),
    };
    let changes = changes(act);
    let faults = act.scripts().flat_map(|script| &script.faults);
    let faults: String = faults
        .map(|fault| {
            let lane = act.name_of(fault.partition);
            format!(" Fault in {lane}: {}.", fault_mark(fault.fault))
        })
        .collect();
    format!(
        "The script handed {} to the client and the broker confirmed {}. {lanes}.{faults} {} never reached the log.{again}{out_of_place}{end}{changes} The same data is in the event table.",
        count(act.handed_over(), "record", "records"),
        act.confirmed(),
        act.missing(),
    )
}

fn record(record: &Record) -> String {
    let order = record.order.map_or("no order".to_owned(), numbered);
    let key = record.key.as_ref().map(|key| format!(" · {key}")).unwrap_or_default();
    let place = match record.place {
        Some((partition, offset)) => format!("P{partition}@{offset}"),
        None => "in the buffer".to_owned(),
    };
    let time = match record.confirmed_us {
        Some(at_us) => format!(" · {} ms", milliseconds(at_us, Lang::En)),
        None => String::new(),
    };
    format!("{place} · {order}{key}{time}")
}
