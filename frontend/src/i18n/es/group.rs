//! The drawing of a group, and its replay.

use api::{
    event::{Assigned, PositionSource},
    text::Lang,
};

use super::{count, handling, joined};
use crate::{
    format::{milliseconds, short},
    i18n::words::GroupWords,
    run_view::Act,
    timeline::{self, Cause, Doing, History, MemberMoment, Moment, PartitionMoment, Standing},
};

pub(super) const GROUP: GroupWords = GroupWords {
    group_conclusion,
    lab: "laboratorio",
    written: |written| match written {
        0 => "no escribe nada".to_owned(),
        1 => "1 pedido escrito".to_owned(),
        written => format!("{written} pedidos escritos"),
    },
    partitions: "Particiones",
    lane_end: "fin",
    lane_position: "posición",
    lane_committed: "confirmado",
    members: "Miembros",
    doing: |doing| match doing {
        Doing::NotYet => "aún no arranca".to_owned(),
        Doing::Waiting => "espera".to_owned(),
        Doing::Holding(held) => partition_names(held.iter().map(|held| held.partition)),
        Doing::Idle => "sin partición".to_owned(),
        Doing::Expelled => "expulsado".to_owned(),
        Doing::Closed => "cerrado".to_owned(),
        Doing::Gone(Some(_)) => "excepción".to_owned(),
        Doing::Gone(None) => "muerto".to_owned(),
    },
    doing_detail,
    standing,
    generation,
    epoch,
    handled: |offset, time| match time {
        1 => format!("@{offset} procesado"),
        time => format!("@{offset} procesado por {time}.ª vez"),
    },
    held_in_hand: |offset| format!("@{offset} a medias al morir"),
    setback: handling::setback,
    item: handling::item,
    effects: |group| match group {
        Some(group) => format!("filas de {group}"),
        None => "filas".to_owned(),
    },
    died: |member| format!("muere {member}"),
    idle: |member| format!("{member} sin partición"),
    expelled: |member| format!("{member} expulsado"),
    wait: |us, lang| format!("{} s sin eventos", short(us as f64 / 1e6, lang)),
    elastic: "El eje encoge las esperas: los tiempos escritos debajo son los reales.",
    previous_event: "Evento anterior",
    play: "Reproducir",
    pause: "Pausar",
    next_event: "Evento siguiente",
    moment: "Momento del acto",
    keys: "Con el teclado: espacio, flechas, Inicio y Fin.",
    clock: |now, last, lang| {
        format!("{} / {} ms", milliseconds(now, lang), milliseconds(last, lang))
    },
    moment_spoken: |at_us, group| {
        let group = group.map(|group| format!(", {}", standing(group))).unwrap_or_default();
        format!("{} milisegundos{group}", milliseconds(at_us, Lang::Es))
    },
    orders_early: |early, late| {
        format!("{early} ya están en el topic cuando arranca tu grupo; {late} llegan después.")
    },
    arrival: "cuándo",
    is_early: "ya está en el topic",
    is_late: "llega después",
};

fn standing(standing: Standing) -> String {
    match standing {
        Standing::NotYet => "aún no hay nadie".to_owned(),
        Standing::Forming => "se forma el grupo".to_owned(),
        Standing::Settled(generation) => format!("generación {generation}"),
        Standing::InEpoch(epoch) => format!("época {epoch}"),
        Standing::Rebalancing => "rebalanceo".to_owned(),
        Standing::Ungrouped => "sin grupo".to_owned(),
        Standing::Over => "todos fuera".to_owned(),
    }
}

fn generation(generation: i32, causes: &[Cause]) -> String {
    match causes {
        [] => format!("generación {generation}"),
        causes => format!("gen. {generation}: {}", why(causes)),
    }
}

fn epoch(epoch: i32, causes: &[Cause]) -> String {
    match causes {
        [] => format!("época {epoch}"),
        causes => format!("época {epoch}: {}", why(causes)),
    }
}

fn why(causes: &[Cause]) -> String {
    let cause = |cause: &Cause| match cause {
        Cause::Joined(member) => format!("entra m{member}"),
        Cause::Left(member) => format!("sale m{member}"),
        Cause::Died(member) => format!("m{member} murió"),
        Cause::Expelled(member) => format!("m{member} fuera"),
        Cause::MorePartitions => "más particiones".to_owned(),
    };
    causes.iter().map(cause).collect::<Vec<_>>().join(", ")
}

pub(super) fn partition_names(partitions: impl Iterator<Item = u32>) -> String {
    let names: Vec<String> = partitions.map(|partition| format!("P{partition}")).collect();
    if names.is_empty() { "sin partición".to_owned() } else { names.join(" ") }
}

pub(super) fn held_names(held: &[Assigned]) -> String {
    partition_names(held.iter().map(|held| held.partition))
}

/// From where a member reads, and why; and what it had before.
pub(super) fn starts(held: &[Assigned]) -> String {
    let is_kept = |held: &&Assigned| held.source == PositionSource::Kept;
    let (kept, new): (Vec<&Assigned>, Vec<&Assigned>) = held.iter().partition(is_kept);
    let goes_on = (!kept.is_empty()).then(|| {
        let names = partition_names(kept.iter().map(|held| held.partition));
        format!("sigue con {names}")
    });
    let begins = (!new.is_empty()).then(|| begins(&new));
    begins.into_iter().chain(goes_on).collect::<Vec<_>>().join("; ")
}

fn begins(held: &[&Assigned]) -> String {
    let places: Vec<String> =
        held.iter().map(|held| format!("P{}@{}", held.partition, held.position)).collect();
    let committed = held.iter().filter(|held| held.source == PositionSource::Committed).count();
    let why = match held.first().map(|held| held.source) {
        _ if committed > 0 && committed < held.len() => "confirmado en parte",
        Some(PositionSource::Earliest) => "earliest",
        Some(PositionSource::Latest) => "latest",
        Some(PositionSource::Committed | PositionSource::Kept) | None => "lo confirmado",
    };
    format!("desde {} ({why})", places.join(" "))
}

fn doing_detail(member: &MemberMoment) -> String {
    match &member.doing {
        Doing::NotYet => String::new(),
        Doing::Gone(Some(class)) => class.clone(),
        Doing::Holding(held) if member.processed == 0 => format!("Lee {}.", starts(held)),
        Doing::Waiting if member.processed == 0 => "Aún sin asignación.".to_owned(),
        Doing::Idle if member.processed == 0 => "Hay más miembros que particiones.".to_owned(),
        _ => {
            let again = match member.again {
                0 => String::new(),
                again => format!("{again} otra vez"),
            };
            let in_hand = member
                .in_hand
                .map(|held| format!("P{}@{} a medias", held.partition.number, held.offset));
            let in_hand = in_hand.unwrap_or_default();
            let effects = match member.effects {
                0 => String::new(),
                effects => count(effects, "fila", "filas"),
            };
            let aside = match member.aside {
                0 => String::new(),
                aside => count(aside, "apartado", "apartados"),
            };
            let processed = count(member.processed, "procesado", "procesados");
            joined([processed, again, effects, aside, in_hand])
        }
    }
}

fn group_conclusion(act: &Act) -> String {
    let history = History::of(act);
    let groups: Vec<Moment> = (0..act.groups().count())
        .map(|nth| timeline::moment(act, &history, nth, act.last_us()))
        .collect();
    // Of several groups each is named, with the partitions that it has read.
    let names = act.cast.iter().filter(|actor| actor.group().is_some());
    let has_read =
        |shown: &PartitionMoment| !shown.positions.is_empty() || shown.committed.is_some();
    let lanes = names.zip(&groups).flat_map(|(actor, group)| {
        let lanes = act.partitions().zip(&group.partitions);
        lanes
            .filter(|(_, shown)| groups.len() == 1 || has_read(shown))
            .map(|(lane, shown)| (actor.name.clone(), lane, shown))
    });
    let lanes = lanes.map(|(name, lane, shown)| {
        let name = if groups.len() == 1 { String::new() } else { name + " " };
        let committed = shown.committed.map_or("nada".to_owned(), |offset| offset.to_string());
        let end = format!("{name}{}: fin {}", act.name_of(lane), shown.end);
        // It may write to a topic that nobody reads.
        match act.topics.len() > 1 && !has_read(shown) {
            true => end,
            false => format!("{end}, confirmado {committed}"),
        }
    });
    let lanes = lanes.collect::<Vec<_>>().join("; ");
    let handled = handling::amounts(act);
    let sent = handling::sent(act) + &handling::changes(act);
    let members = || groups.iter().flat_map(|group| &group.members);
    let processed: usize = members().map(|member| member.processed).sum();
    let again: usize = members().map(|member| member.again).sum();
    format!(
        "{}. {} en total, {again} otra vez.{handled}{sent} {lanes}. Los mismos datos están en la tabla de eventos.",
        count(members().count(), "miembro", "miembros"),
        count(processed, "registro procesado", "registros procesados"),
    )
}
