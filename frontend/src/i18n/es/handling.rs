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
                (true, _) => "fila reemplazada".to_owned(),
                (false, 0 | 1) => "fila escrita".to_owned(),
                (false, rows) => format!("fila escrita, la {rows}.ª de este registro"),
            };
            let detail = [format!("m{member}"), of_order(*order), format!("fila {number}")];
            row(event, place(*partition, *offset), joined(detail))
        }
        Handling::EffectsMany { member, count: rows } => {
            row("filas escritas", format!("m{member}"), count(*rows, "fila", "filas"))
        }
        Handling::Failed { member, order, partition, offset, attempt, error } => {
            let detail = [format!("m{member}"), of_order(*order), error.clone()];
            row(format!("intento {attempt} fallido"), place(*partition, *offset), joined(detail))
        }
        Handling::Skipped { member, order, partition, offset } => {
            let gone = "no queda nada de él".to_owned();
            let detail = [format!("m{member}"), of_order(*order), gone];
            row("descartado", place(*partition, *offset), joined(detail))
        }
        Handling::Filtered { member, order, partition, offset } => {
            let rest = "no sigue adelante".to_owned();
            let detail = [format!("m{member}"), of_order(*order), rest];
            row("no cumple la condición", place(*partition, *offset), joined(detail))
        }
        Handling::Forwarded { member, order, from, to_topic, to_partition, to_offset } => {
            let to = format!("→ {to_topic} P{to_partition}@{to_offset}");
            let detail = [format!("m{member}"), of_order(*order), to];
            row("reenviado", place(from.0, from.1), joined(detail))
        }
        Handling::Folded { member, order, partition, offset, again, key, number } => {
            let event = if *again { "fila reemplazada" } else { "fila escrita" };
            let kept = format!("{key} = {number}");
            let detail = [format!("m{member}"), of_order(*order), kept];
            row(event, place(*partition, *offset), joined(detail))
        }
        Handling::DeadLettered { member, order, from, to_topic, to_partition, to_offset } => {
            let to = format!("→ {to_topic} P{to_partition}@{to_offset}");
            let detail = [format!("m{member}"), of_order(*order), to];
            row("apartado", place(from.0, from.1), joined(detail))
        }
    }
}

pub(super) fn setback(offset: i64, what: &SetbackKind) -> String {
    match what {
        SetbackKind::Failed { attempt, error } => format!("@{offset} intento {attempt}: {error}"),
        SetbackKind::Skipped => format!("@{offset} descartado"),
        SetbackKind::DeadLettered { to, offset: arrived } => {
            format!("@{offset} apartado, P{}@{arrived}", to.number)
        }
    }
}

pub(super) fn item(record: Option<&Record>, sign: ItemSign) -> String {
    let of = record.map(record_words).unwrap_or_default();
    let what = match sign {
        ItemSign::Buffered => "enviado, no está en el log".to_owned(),
        ItemSign::Idle => "sin partición".to_owned(),
        ItemSign::Wrote => "fila escrita".to_owned(),
        ItemSign::Replaced => "fila reemplazada".to_owned(),
        ItemSign::OneMore(rows) => format!("fila {rows}.ª de este registro"),
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
        ChangeKind::Grown(partitions) => count(*partitions as usize, "partición", "particiones"),
        ChangeKind::Deleted(_) => "principio borrado".to_owned(),
        ChangeKind::Compacted(removed) => format!("compactado: −{removed}"),
        ChangeKind::Found(Some(partitions)) => {
            format!("existe: {}", count(*partitions as usize, "partición", "particiones"))
        }
        ChangeKind::Found(None) => "no existe".to_owned(),
    }
}

/// What handlers did in all besides processing, as sentences; empty if nothing.
pub(super) fn amounts(act: &Act) -> String {
    let Amounts { rows, replaced, failed, aside } = act.amounts();
    let rows = match (rows, replaced) {
        (0, _) => String::new(),
        (rows, 0) => format!(" {}.", count(rows, "fila escrita", "filas escritas")),
        (rows, replaced) => {
            let rows = count(rows, "fila escrita", "filas escritas");
            format!(" {rows}, {}.", count(replaced, "reemplazada", "reemplazadas"))
        }
    };
    let failed = match failed {
        0 => String::new(),
        failed => format!(" {}.", count(failed, "intento fallido", "intentos fallidos")),
    };
    let aside = match aside {
        0 => String::new(),
        aside => {
            let (one, many) =
                ("registro apartado o descartado", "registros apartados o descartados");
            format!(" {}.", count(aside, one, many))
        }
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
    let records = count(handed_over, "registro", "registros");
    let confirmed: usize = act.scripts().map(|script| script.confirmed).sum();
    match act.scripts().count() {
        0 => String::new(),
        1 => format!(" El script entregó {records} al cliente y el broker confirmó {confirmed}."),
        _ => format!(
            " Los scripts entregaron {records} a sus clientes y el broker confirmó {confirmed}."
        ),
    }
}
