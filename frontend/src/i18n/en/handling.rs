//! What handlers do besides processing, members that are put out, and topics that change.

use super::{count, joined, of_order};
use crate::{
    group_lanes::ItemSign,
    i18n::{RowWords, row},
    run_view::{Act, Amounts, ChangeKind, Handling, Record, SetbackKind},
};

pub(super) fn handling_row(what: &Handling) -> RowWords {
    let place = |partition: u32, offset: i64| format!("P{partition}@{offset}");
    match what {
        Handling::Effect { member, order, partition, offset, row: number, again, rows } => {
            let event = match (again, rows) {
                (true, _) => "row replaced".to_owned(),
                (false, 0 | 1) => "row written".to_owned(),
                (false, rows) => format!("row written, number {rows} of this record"),
            };
            let detail = [format!("m{member}"), of_order(*order), format!("row {number}")];
            row(event, place(*partition, *offset), joined(detail))
        }
        Handling::EffectsMany { member, count: rows } => {
            row("rows written", format!("m{member}"), count(*rows, "row", "rows"))
        }
        Handling::Failed { member, order, partition, offset, attempt, error } => {
            let detail = [format!("m{member}"), of_order(*order), error.clone()];
            row(format!("attempt {attempt} failed"), place(*partition, *offset), joined(detail))
        }
        Handling::Skipped { member, order, partition, offset } => {
            let gone = "nothing is left of it".to_owned();
            let detail = [format!("m{member}"), of_order(*order), gone];
            row("discarded", place(*partition, *offset), joined(detail))
        }
        Handling::Filtered { member, order, partition, offset } => {
            let rest = "goes no further".to_owned();
            let detail = [format!("m{member}"), of_order(*order), rest];
            row("does not meet the condition", place(*partition, *offset), joined(detail))
        }
        Handling::Forwarded { member, order, from, to_topic, to_partition, to_offset } => {
            let to = format!("→ {to_topic} P{to_partition}@{to_offset}");
            let detail = [format!("m{member}"), of_order(*order), to];
            row("sent on", place(from.0, from.1), joined(detail))
        }
        Handling::Folded { member, order, partition, offset, again, key, number } => {
            let event = if *again { "row replaced" } else { "row written" };
            let kept = format!("{key} = {number}");
            let detail = [format!("m{member}"), of_order(*order), kept];
            row(event, place(*partition, *offset), joined(detail))
        }
        Handling::DeadLettered { member, order, from, to_topic, to_partition, to_offset } => {
            let to = format!("→ {to_topic} P{to_partition}@{to_offset}");
            let detail = [format!("m{member}"), of_order(*order), to];
            row("put aside", place(from.0, from.1), joined(detail))
        }
    }
}

pub(super) fn setback(offset: i64, what: &SetbackKind) -> String {
    match what {
        SetbackKind::Failed { attempt, error } => format!("@{offset} attempt {attempt}: {error}"),
        SetbackKind::Skipped => format!("@{offset} discarded"),
        SetbackKind::DeadLettered { to, offset: arrived } => {
            format!("@{offset} put aside, P{}@{arrived}", to.number)
        }
    }
}

pub(super) fn item(record: Option<&Record>, sign: ItemSign) -> String {
    let of = record.map(record_words).unwrap_or_default();
    let what = match sign {
        ItemSign::Buffered => "sent, not in the log".to_owned(),
        ItemSign::Idle => "no partition".to_owned(),
        ItemSign::Wrote => "row written".to_owned(),
        ItemSign::Replaced => "row replaced".to_owned(),
        ItemSign::OneMore(rows) => format!("row number {rows} of this record"),
    };
    joined([what, of])
}

fn record_words(record: &Record) -> String {
    let place = record.place.map(|(partition, offset)| format!("P{partition}@{offset}"));
    joined([place.unwrap_or_default(), of_order(record.order)])
}

/// Above a deck; the room for it is `lanes::changes::WORD`.
pub(super) fn change(what: &ChangeKind) -> String {
    match what {
        ChangeKind::Grown(partitions) => count(*partitions as usize, "partition", "partitions"),
        ChangeKind::Deleted(_) => "beginning deleted".to_owned(),
        ChangeKind::Compacted(removed) => format!("compacted: −{removed}"),
        ChangeKind::Found(Some(partitions)) => {
            format!("exists: {}", count(*partitions as usize, "partition", "partitions"))
        }
        ChangeKind::Found(None) => "does not exist".to_owned(),
    }
}

/// What handlers did in all besides processing, as sentences; empty if nothing.
pub(super) fn amounts(act: &Act) -> String {
    let Amounts { rows, replaced, failed, aside } = act.amounts();
    let rows = match (rows, replaced) {
        (0, _) => String::new(),
        (rows, 0) => format!(" {} written.", count(rows, "row", "rows")),
        (rows, replaced) => {
            format!(" {} written, {replaced} of them replaced.", count(rows, "row", "rows"))
        }
    };
    let failed = match failed {
        0 => String::new(),
        failed => format!(" {} failed.", count(failed, "attempt", "attempts")),
    };
    let aside = match aside {
        0 => String::new(),
        aside => format!(" {} put aside or discarded.", count(aside, "record", "records")),
    };
    rows + &failed + &aside
}

/// What happened to the topics of an act, as sentences; empty if nothing.
pub(super) fn changes(act: &Act) -> String {
    let sentences = act.topics.iter().flat_map(|topic| {
        let changes = topic.changes.iter();
        changes.map(|it| format!(" {}: {}.", topic.visible_name, change(&it.what)))
    });
    sentences.collect()
}

/// What the scripts of an act with groups sent, as a sentence; empty if there are none.
pub(super) fn sent(act: &Act) -> String {
    let handed_over = act.scripts().map(|script| script.handed_over).sum();
    let records = count(handed_over, "record", "records");
    let confirmed: usize = act.scripts().map(|script| script.confirmed).sum();
    match act.scripts().count() {
        0 => String::new(),
        1 => format!(
            " The script handed {records} to the client and the broker confirmed {confirmed}."
        ),
        _ => format!(
            " The scripts handed {records} to their clients and the broker confirmed {confirmed}."
        ),
    }
}
