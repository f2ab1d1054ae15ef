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
    events: "Eventos",
    event_table: "Tabla de eventos",
    rows: |rows| format!("{}, los mismos datos que el dibujo", count(rows, "fila", "filas")),
    pages: "Páginas de la tabla",
    previous_page: "Anteriores",
    next_page: "Siguientes",
    page: |first, last, of| {
        let [first, last, of] = [first, last, of].map(|row| whole(row as u64, Lang::Es));
        format!("filas {first} a {last} de {of}")
    },
    at_ms: "ms",
    act: "acto",
    event: "evento",
    place: "dónde",
    detail: "detalle",
    happened_row,
};

fn happened_row(what: &What) -> RowWords {
    match what {
        What::More { count: more } => {
            row("y más", "", format!("{} como estas", count(*more, "fila", "filas")))
        }
        What::Queued { ahead } => row("en la cola", "", format!("{ahead} delante")),
        What::Started => row("empieza", "", ""),
        What::Restarted(_) => row("empieza de nuevo", "", "desde el principio"),
        What::Cleared => row("borrado", "", "lo anterior ya no se guarda"),
        What::TopicCreated { topic, partitions } => {
            row("topic creado", topic, count(*partitions as usize, "partición", "particiones"))
        }
        What::ActStarted { title } => row("empieza el acto", "", &title.es),
        What::Warning(text) => row("aviso", "cliente", &text.es),
        What::Sent { order, key } => {
            row("enviado", "búfer", numbered(*order) + &key_words(key.as_deref()))
        }
        What::SentMany { count: sent } => {
            row("enviados", "búfer", count(*sent, "registro", "registros"))
        }
        What::NetworkHeld => row("envíos retenidos", "red", "el laboratorio los retiene"),
        What::NetworkReleased => row("envíos sueltos", "red", "ya pasan"),
        What::Waiting(call) => row("espera", "productor", call_code(*call)),
        What::Confirmed { order, partition, offset } => {
            row("confirmado", format!("P{partition}@{offset}"), numbered(*order))
        }
        What::ConfirmedMany { count: confirmed } => {
            row("confirmados", "broker", count(*confirmed, "registro", "registros"))
        }
        What::Fault { request, fault, partition, records } => {
            let records = count(*records as usize, "registro", "registros");
            let effect = match fault {
                RequestFault::Refused => "NOT_ENOUGH_REPLICAS, no se guarda nada",
                RequestFault::AcknowledgementLost => "se guarda, y la conexión se corta",
            };
            let detail = format!("petición {request}, {records}: {effect}");
            row(fault_mark(*fault), format!("P{partition}"), detail)
        }
        What::Undelivered { order, error } => {
            row("no entregado", "búfer", format!("{}: {error}", numbered(*order)))
        }
        What::ScriptError { member, class, message } => {
            let who = member.map_or("productor".to_owned(), |member| format!("m{member}"));
            row("excepción", who, format!("{class}: {message}"))
        }
        What::ProcessEnded { exit, unconfirmed, requests } => {
            let requests = match requests {
                None | Some(0) => String::new(),
                Some(requests) => {
                    count(*requests as usize, "petición Produce", "peticiones Produce")
                }
            };
            let detail = joined([format!("{unconfirmed} sin confirmar"), requests]);
            row((DRAWING.exit)(*exit), "productor", detail)
        }
        What::FoundInLog { order, partition, offset } => {
            row("en el log sin confirmar", format!("P{partition}@{offset}"), of_order(*order))
        }
        What::Odd { oddity, order, partition, offset } => {
            let event = match oddity {
                Oddity::Again => "repetido en el log",
                Oddity::OutOfPlace => "fuera de orden",
            };
            let order = of_order(*order);
            row(event, format!("P{partition}@{offset}"), order)
        }
        What::LogRead { partition, end, batches, bytes, codecs } => {
            let batches = count(*batches as usize, "lote", "lotes");
            let size = match bytes {
                0 => String::new(),
                bytes => format!("{} bytes", whole(*bytes, Lang::Es)),
            };
            let detail = joined([format!("fin {end}"), batches, size, codecs.join(" ")]);
            row("log leído", format!("P{partition}"), detail)
        }
        What::Written { order, partition, offset } => row(
            "escrito",
            format!("P{partition}@{offset}"),
            format!("laboratorio, {}", numbered(*order)),
        ),
        What::Kept { order, partition, offset } => {
            row("ya en el log", format!("P{partition}@{offset}"), of_order(*order))
        }
        What::KeptMany { partition, count: kept } => {
            row("ya en el log", format!("P{partition}"), count(*kept, "registro", "registros"))
        }
        What::InHand { member, order, partition, offset } => {
            let order = of_order(*order);
            let detail = [format!("m{member}"), order, "muere sin terminarlo".to_owned()];
            row("a medias", format!("P{partition}@{offset}"), joined(detail))
        }
        What::MemberStarted { member } => row("arranca", format!("m{member}"), ""),
        What::Assigned { member, generation, has_epochs, partitions } => {
            let generation = match generation {
                None => "sin grupo".to_owned(),
                Some(epoch) if *has_epochs => format!("época {epoch}"),
                Some(generation) => format!("generación {generation}"),
            };
            let start = if partitions.is_empty() { String::new() } else { starts(partitions) };
            let detail = [format!("m{member}"), generation, start];
            row("asignado", held_names(partitions), joined(detail))
        }
        What::Revoked { member, partitions } => {
            row("retirado", partition_names(partitions.iter().copied()), format!("m{member}"))
        }
        What::Processed { member, order, partition, offset, time } => {
            let event = match time {
                1 => "procesado".to_owned(),
                time => format!("procesado por {time}.ª vez"),
            };
            let order = of_order(*order);
            row(event, format!("P{partition}@{offset}"), joined([format!("m{member}"), order]))
        }
        What::ProcessedMany { member, count: processed } => {
            row("procesados", format!("m{member}"), count(*processed, "registro", "registros"))
        }
        What::Committed { member, partition, offset } => {
            row("confirmado", format!("P{partition} → {offset}"), format!("m{member}"))
        }
        What::MemberEnded { member, exit, closed } => {
            let event = if *closed { "cerrado".to_owned() } else { (DRAWING.exit)(*exit) };
            let detail = if *closed { "" } else { "sin despedirse del grupo" };
            row(event, format!("m{member}"), detail)
        }
        What::Handling(handling) => handling_row(handling),
        What::Expelled { member } => {
            row("expulsado del grupo", format!("m{member}"), "su proceso sigue vivo")
        }
        What::PartitionsAdded { partitions } => {
            row("particiones añadidas", "", format!("{partitions} desde ahora"))
        }
        What::RecordsDeleted { partition, offset } => row(
            "registros borrados",
            format!("P{partition}"),
            format!("el log empieza en {offset}"),
        ),
        What::RecordsCompacted { partition, records } => row(
            "registros compactados",
            format!("P{partition}"),
            format!("quitados {records}: hay otro posterior con su clave"),
        ),
        What::Sought { member, partition, offset } => {
            row("seek", format!("P{partition} → {offset}"), format!("m{member}"))
        }
        What::OffsetReset { partition, offset, refused: false } => {
            row("offset cambiado", format!("P{partition} → {offset}"), "por un administrador")
        }
        What::OffsetReset { partition, offset, refused: true } => row(
            "offset sin cambiar",
            format!("P{partition} → {offset}"),
            "rechazado: el grupo tiene miembros",
        ),
        What::TopicFound { topic, partitions: None } => row("no existe", topic, ""),
        What::TopicFound { topic, partitions: Some(partitions) } => {
            row("existe", topic, count(*partitions as usize, "partición", "particiones"))
        }
        What::GroupRead { partition, committed, end } => {
            let committed = committed.map_or("nada confirmado".to_owned(), |committed| {
                format!("confirmado {committed}")
            });
            row("grupo leído", format!("P{partition}"), format!("{committed}, fin {end}"))
        }
        What::LimitReached(limit) => row("límite", "", &limit.es),
        What::Inconclusive(awaited) => row("no concluyente", "", &awaited.es),
        What::Finished(RunState::Stopped) => row("detenida", "", ""),
        What::Finished(_) => row("terminada", "", ""),
    }
}

fn key_words(key: Option<&str>) -> String {
    key.map(|key| format!(", clave {key}")).unwrap_or_default()
}
