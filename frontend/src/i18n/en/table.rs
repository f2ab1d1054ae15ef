//! The event table.

use api::{event::Fault as RequestFault, run::RunState, text::Lang};

use super::{
    count,
    drawing::{DRAWING, call_code, fault_mark},
    group::{held_names, partition_names, starts},
    handling::handling_row,
    joined, numbered, of_order,
};
use crate::{
    format::whole,
    i18n::{RowWords, row, words::TableWords},
    run_view::{Oddity, What},
};

pub(super) const TABLE: TableWords = TableWords {
    events: "Events",
    event_table: "Event table",
    rows: |rows| format!("{}, the same data as the drawing", count(rows, "row", "rows")),
    pages: "Pages of the table",
    previous_page: "Previous",
    next_page: "Next",
    page: |first, last, of| {
        let [first, last, of] = [first, last, of].map(|row| whole(row as u64, Lang::En));
        format!("rows {first} to {last} of {of}")
    },
    at_ms: "ms",
    act: "act",
    event: "event",
    place: "where",
    detail: "detail",
    happened_row,
};

fn happened_row(what: &What) -> RowWords {
    match what {
        What::More { count: more } => {
            row("and more", "", format!("{} like these", count(*more, "row", "rows")))
        }
        What::Queued { ahead } => row("in the queue", "", format!("{ahead} ahead")),
        What::Started => row("starts", "", ""),
        What::Restarted(_) => row("starts again", "", "from the start"),
        What::Cleared => row("removed", "", "what came before is not kept any more"),
        What::TopicCreated { topic, partitions } => {
            row("topic created", topic, count(*partitions as usize, "partition", "partitions"))
        }
        What::ActStarted { title } => row("the act begins", "", &title.en),
        What::Warning(text) => row("warning", "client", &text.en),
        What::Sent { order, key } => {
            row("sent", "buffer", numbered(*order) + &key_words(key.as_deref()))
        }
        What::SentMany { count: sent } => row("sent", "buffer", count(*sent, "record", "records")),
        What::NetworkHeld => row("requests held", "network", "the lab holds them back"),
        What::NetworkReleased => row("requests released", "network", "they go through now"),
        What::Waiting(call) => row("waits", "producer", call_code(*call)),
        What::Confirmed { order, partition, offset } => {
            row("confirmed", format!("P{partition}@{offset}"), numbered(*order))
        }
        What::ConfirmedMany { count: confirmed } => {
            row("confirmed", "broker", count(*confirmed, "record", "records"))
        }
        What::Fault { request, fault, partition, records } => {
            let records = count(*records as usize, "record", "records");
            let effect = match fault {
                RequestFault::Refused => "NOT_ENOUGH_REPLICAS, nothing is stored",
                RequestFault::AcknowledgementLost => "stored, and the connection is cut",
            };
            let detail = format!("request {request}, {records}: {effect}");
            row(fault_mark(*fault), format!("P{partition}"), detail)
        }
        What::Undelivered { order, error } => {
            row("undelivered", "buffer", format!("{}: {error}", numbered(*order)))
        }
        What::ScriptError { member, class, message } => {
            let who = member.map_or("producer".to_owned(), |member| format!("m{member}"));
            row("exception", who, format!("{class}: {message}"))
        }
        What::ProcessEnded { exit, unconfirmed, requests } => {
            let requests = match requests {
                None | Some(0) => String::new(),
                Some(requests) => count(*requests as usize, "Produce request", "Produce requests"),
            };
            let detail = joined([format!("{unconfirmed} unconfirmed"), requests]);
            row((DRAWING.exit)(*exit), "producer", detail)
        }
        What::FoundInLog { order, partition, offset } => {
            row("in the log, unconfirmed", format!("P{partition}@{offset}"), of_order(*order))
        }
        What::Odd { oddity, order, partition, offset } => {
            let event = match oddity {
                Oddity::Again => "repeated in the log",
                Oddity::OutOfPlace => "out of order",
            };
            let order = of_order(*order);
            row(event, format!("P{partition}@{offset}"), order)
        }
        What::LogRead { partition, end, batches, bytes, codecs } => {
            let batches = count(*batches as usize, "batch", "batches");
            let size = match bytes {
                0 => String::new(),
                bytes => format!("{} bytes", whole(*bytes, Lang::En)),
            };
            let detail = joined([format!("end {end}"), batches, size, codecs.join(" ")]);
            row("log read", format!("P{partition}"), detail)
        }
        What::Written { order, partition, offset } => row(
            "written",
            format!("P{partition}@{offset}"),
            format!("laboratory, {}", numbered(*order)),
        ),
        What::Kept { order, partition, offset } => {
            row("already in the log", format!("P{partition}@{offset}"), of_order(*order))
        }
        What::KeptMany { partition, count: kept } => {
            row("already in the log", format!("P{partition}"), count(*kept, "record", "records"))
        }
        What::InHand { member, order, partition, offset } => {
            let order = of_order(*order);
            let detail = [format!("m{member}"), order, "dies before it is done".to_owned()];
            row("unfinished", format!("P{partition}@{offset}"), joined(detail))
        }
        What::MemberStarted { member } => row("starts", format!("m{member}"), ""),
        What::Assigned { member, generation, has_epochs, partitions } => {
            let generation = match generation {
                None => "no group".to_owned(),
                Some(epoch) if *has_epochs => format!("epoch {epoch}"),
                Some(generation) => format!("generation {generation}"),
            };
            let start = if partitions.is_empty() { String::new() } else { starts(partitions) };
            let detail = [format!("m{member}"), generation, start];
            row("assigned", held_names(partitions), joined(detail))
        }
        What::Revoked { member, partitions } => {
            row("revoked", partition_names(partitions.iter().copied()), format!("m{member}"))
        }
        What::Processed { member, order, partition, offset, time } => {
            let event = match time {
                1 => "processed".to_owned(),
                time => format!("processed, time {time}"),
            };
            let order = of_order(*order);
            row(event, format!("P{partition}@{offset}"), joined([format!("m{member}"), order]))
        }
        What::ProcessedMany { member, count: processed } => {
            row("processed", format!("m{member}"), count(*processed, "record", "records"))
        }
        What::Committed { member, partition, offset } => {
            row("committed", format!("P{partition} → {offset}"), format!("m{member}"))
        }
        What::MemberEnded { member, exit, closed } => {
            let event = if *closed { "closed".to_owned() } else { (DRAWING.exit)(*exit) };
            let detail = if *closed { "" } else { "without good-bye to its group" };
            row(event, format!("m{member}"), detail)
        }
        What::Handling(handling) => handling_row(handling),
        What::Expelled { member } => {
            row("expelled from the group", format!("m{member}"), "its process lives")
        }
        What::PartitionsAdded { partitions } => {
            row("partitions added", "", format!("{partitions} from now on"))
        }
        What::RecordsDeleted { partition, offset } => {
            row("records deleted", format!("P{partition}"), format!("the log begins at {offset}"))
        }
        What::RecordsCompacted { partition, records } => row(
            "records compacted",
            format!("P{partition}"),
            format!("{records} removed: a later record has the same key"),
        ),
        What::Sought { member, partition, offset } => {
            row("seek", format!("P{partition} → {offset}"), format!("m{member}"))
        }
        What::OffsetReset { partition, offset, refused: false } => {
            row("offset reset", format!("P{partition} → {offset}"), "by an administrator")
        }
        What::OffsetReset { partition, offset, refused: true } => row(
            "offset not reset",
            format!("P{partition} → {offset}"),
            "refused: the group has members",
        ),
        What::TopicFound { topic, partitions: None } => row("does not exist", topic, ""),
        What::TopicFound { topic, partitions: Some(partitions) } => {
            row("exists", topic, count(*partitions as usize, "partition", "partitions"))
        }
        What::GroupRead { partition, committed, end } => {
            let committed = committed.map_or("nothing committed".to_owned(), |committed| {
                format!("committed {committed}")
            });
            row("group read", format!("P{partition}"), format!("{committed}, end {end}"))
        }
        What::LimitReached(limit) => row("limit", "", &limit.en),
        What::Inconclusive(awaited) => row("inconclusive", "", &awaited.en),
        What::Finished(RunState::Stopped) => row("stopped", "", ""),
        What::Finished(_) => row("finished", "", ""),
    }
}

fn key_words(key: Option<&str>) -> String {
    key.map(|key| format!(", key {key}")).unwrap_or_default()
}
