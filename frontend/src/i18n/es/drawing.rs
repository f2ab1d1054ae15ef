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
        Some(title) => format!("Acto {act}: {title}"),
        None => format!("Acto {act}"),
    },
    act_conclusion: conclusion,
    topic: "topic",
    plot: "Dibujo del acto",
    producer: "productor",
    not_started: "aún no arranca",
    sent: "enviados",
    confirmed: "confirmados",
    in_log: "en el log",
    lost: "perdidos",
    exit: |exit| match exit {
        Exit::Code(code) => format!("terminó con código {code}"),
        Exit::Signal(signal) => format!("murió: {}", signal_name(signal)),
    },
    end_mark: |exit| match exit {
        Exit::Code(_) => "fin del script".to_owned(),
        Exit::Signal(signal) => signal_name(signal),
    },
    end_offset: |end| format!("fin = {end}"),
    died: |count| if count == 1 { "1 perdido".to_owned() } else { format!("{count} perdidos") },
    buffer: "búfer",
    held: "envíos retenidos",
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
    block: |count| format!("{count} registros casi a la vez"),
    keys: "Claves",
    signs: "Signos",
    sign: |sign| match sign {
        Sign::Confirmed => "confirmado y en el log",
        Sign::Unconfirmed => "en el log sin confirmar",
        Sign::Buffered => "en el búfer",
        Sign::Lost => "perdido",
        Sign::Repeated => "repetidos",
        Sign::OutOfPlace => "fuera de orden",
        Sign::Fault(fault) => fault_mark(fault),
        Sign::Position => "posición",
        Sign::Committed => "confirmado",
        Sign::Risk => "leído sin confirmar",
        Sign::Processed => "procesado",
        Sign::Again => "procesado otra vez",
        Sign::InHand => "a medias al morir",
        Sign::Skipped => "saltado: el grupo siguió detrás de él",
        Sign::Attempt => "intento fallido, con su número",
        Sign::PutAside => "descartado: no queda nada de él",
        Sign::DeadLettered => "apartado en otro topic",
        Sign::Wrote => "fila escrita",
        Sign::Replaced => "fila reemplazada",
        Sign::OneMore => "otra fila por el mismo registro",
        Sign::Expelled => "expulsado, y aún no lo sabe",
        Sign::Grown => "particiones añadidas",
        Sign::Deleted => "borrado: el log empieza después",
        Sign::Compacted => "compactado: queda el último de cada clave",
        Sign::Exists => "el topic existe",
        Sign::Missing => "el topic no existe",
        Sign::Rebalance => "rebalanceo",
    },
    fault_mark,
    change,
    begin_offset: |begin| format!("inicio = {begin}"),
    measure: |measure| match measure {
        Measure::Records => "registros",
        Measure::Batches => "lotes",
        Measure::Requests => "peticiones Produce",
        Measure::BytesPerRecord => "bytes por registro",
        Measure::Codecs => "códec",
    },
};

pub(super) const fn fault_mark(fault: RequestFault) -> &'static str {
    match fault {
        RequestFault::Refused => "petición rechazada",
        RequestFault::AcknowledgementLost => "confirmación perdida",
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
        signal => format!("señal {signal}"),
    }
}

fn conclusion(act: &Act) -> String {
    let lanes = act
        .partitions()
        .map(|lane| format!("{} tiene {}", act.name_of(lane), act.lane(lane).len()))
        .collect::<Vec<_>>()
        .join(", ");
    let exits = act.scripts().filter_map(|script| script.exit);
    let end: String = exits.map(|exit| format!(" El proceso {}.", (DRAWING.exit)(exit))).collect();
    let again = match act.odd(Oddity::Again) {
        0 => String::new(),
        again => format!(" {again} repiten un pedido."),
    };
    let out_of_place = match act.odd(Oddity::OutOfPlace) {
        0 => String::new(),
        odd => format!(" {odd} están fuera de orden."),
    };
    let changes = changes(act);
    let faults = act.scripts().flat_map(|script| &script.faults);
    let faults: String = faults
        .map(|fault| {
            let lane = act.name_of(fault.partition);
            format!(" Avería en {lane}: {}.", fault_mark(fault.fault))
        })
        .collect();
    format!(
        "El script entregó {} al cliente y el broker confirmó {}. {lanes}.{faults} {} no llegaron al log.{again}{out_of_place}{end}{changes} Los mismos datos están en la tabla de eventos.",
        count(act.handed_over(), "registro", "registros"),
        act.confirmed(),
        act.missing(),
    )
}

fn record(record: &Record) -> String {
    let order = record.order.map_or("sin pedido".to_owned(), numbered);
    let key = record.key.as_ref().map(|key| format!(" · {key}")).unwrap_or_default();
    let place = match record.place {
        Some((partition, offset)) => format!("P{partition}@{offset}"),
        None => "en el búfer".to_owned(),
    };
    let time = match record.confirmed_us {
        Some(at_us) => format!(" · {} ms", milliseconds(at_us, Lang::Es)),
        None => String::new(),
    };
    format!("{place} · {order}{key}{time}")
}
