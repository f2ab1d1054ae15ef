//! Spanish: tuteo, short sentences; Kafka's own terms stay.

use api::{
    event::{
        Assigned, Ending, Exit, Fault as RequestFault, PositionSource, RestartReason, Role,
        WaitingCall,
    },
    run::RunState,
    text::Lang,
    verdict::{CheckVerdict, EvidenceLink, VerdictResult},
};

use super::{RowWords, Words, row};
use crate::{
    form::Fault,
    format::{bytes, milliseconds, whole},
    legend::Sign,
    measure::{Comparison, Measure},
    run_view::{Act, Oddity, Part, Record, Step, What},
    theme::Theme,
    timeline::{self, Doing, History, MemberMoment, Standing},
};

pub(super) const WORDS: Words = Words {
    product: "Bitácora",
    title: |page| format!("{page} · Bitácora"),
    skip: "Ir al contenido",
    nav: "Principal",
    nav_course: "Curso",
    guest: |name| format!("Invitado {name}"),
    other_language: "English",
    theme: |theme| match theme {
        Theme::System => "Sistema",
        Theme::Light => "Claro",
        Theme::Dark => "Oscuro",
    },
    theme_label: |theme| format!("Tema: {theme}. Cambiar"),
    retry: "Reintentar",
    unreachable: "No hay conexión con el servidor. Lo que escribiste está guardado; comprueba que sigue en marcha y reintenta.",
    not_found: "Aquí no hay nada",
    not_found_next: "La dirección no lleva a ninguna página, o la ejecución es de otra persona.",
    to_course: "Ir al curso",

    slogan: "Aprende Kafka prediciendo qué va a pasar.",
    method: [
        ("Predices", "Dices qué quedará en el log antes de ejecutar nada."),
        ("Ejecutas", "Un productor de verdad escribe en un broker, y lo ves registro a registro."),
        ("Comparas", "Cada criterio se decide con lo que guarda el broker, no con tu código."),
    ],
    course_tally: |lessons, exercises| {
        format!(
            "{}, {}.",
            count(lessons, "lección", "lecciones"),
            count(exercises, "ejercicio", "ejercicios")
        )
    },
    continue_in: |number, title| format!("Continuar en {number} {title}"),
    begin_with: |number, title| format!("Empezar con {number} {title}"),
    lessons: "Lecciones",
    outline: "Índice del curso",
    minutes: |minutes| format!("{minutes} min"),
    not_tried: "sin intentar",
    best: |points, max| format!("mejor resultado: {points} de {max}"),
    judging: "Cómo se evalúa",
    verdicts: [
        ("apto", "apto", "El broker muestra que se cumple."),
        ("no", "no apto", "El broker muestra que todavía no. Puedes repetir sin límite."),
        ("duda", "no concluyente", "No hubo evidencia a tiempo. No cuenta como intento."),
    ],
    progress: |progress| match (progress.position, progress.confirmed) {
        (0, 0) => "Sin empezar".to_owned(),
        (_, confirmed) if confirmed == progress.end => {
            format!("Terminada: {confirmed} de {confirmed}")
        }
        (position, confirmed) => {
            format!("Posición {position} · confirmado {confirmed} · fin {}", progress.end)
        }
    },
    progress_aside: "Avanzas como un consumidor: tu <b>posición</b> es lo que lees; <b>confirmado</b> es lo que ya demostraste con un ejercicio.",

    loading_exercise: "Preparando el ejercicio…",
    criteria: "Qué se comprueba",
    worth: |points| count(points as usize, "punto", "puntos"),
    needs_kafka: "necesita Kafka real",
    steps: ["Configura", "Predice", "Ejecuta", "Compara"],
    fields: "Parámetros",
    snippet: "Código Python equivalente",
    changes: |changes| match changes {
        0 => "Todo en sus valores por defecto".to_owned(),
        changes => {
            format!("{} frente a los valores por defecto", count(changes, "cambio", "cambios"))
        }
    },
    copy: "Copiar",
    copied: "Copiado",
    not_copied: "No se pudo copiar",
    orders: |orders, partitions| {
        format!(
            "Tus {} y un topic de {}",
            count(orders, "pedido", "pedidos"),
            count(partitions as usize, "partición", "particiones")
        )
    },
    orders_note: "Son solo tuyos y cambian en cada intento.",
    orders_table: "Pedidos del próximo intento",
    number: "n.º",
    order: "pedido",
    limits: |limits| {
        format!(
            "Límites de una ejecución: {} registros, {}, {} particiones, {} s.",
            whole(limits.records.into(), Lang::Es),
            bytes(limits.bytes, Lang::Es),
            limits.partitions,
            limits.seconds
        )
    },
    predict: "Predice antes de ejecutar",
    prediction_missing: |missing| {
        let answers = count(missing, "respuesta", "respuestas");
        let verb = if missing == 1 { "Falta" } else { "Faltan" };
        format!("{verb} {answers}: puedes ejecutar así, pero sin el punto de la predicción.")
    },
    run: "Guardar y ejecutar",
    sending: "Guardando…",
    waiting_server: |seconds| {
        format!(
            "El servidor no puede aceptarla ahora. Está todo guardado; reintentamos en {seconds} s."
        )
    },
    attempt_changed: "Ya hubo otro intento, quizá en otra pestaña. Estos son los pedidos del siguiente: revisa tu predicción y ejecuta.",
    fault: |fault| {
        match fault {
        Fault::Empty => "Falta un valor.".to_owned(),
        Fault::NotAName => "Kafka solo acepta letras sin acento, cifras, punto, guion y guion bajo. Por ejemplo, pedidos.".to_owned(),
        Fault::TooLong { max } => format!("Caben {max} caracteres como máximo."),
        Fault::NotANumber => "Escribe un número entero, por ejemplo 3.".to_owned(),
        Fault::OutOfRange { min, max } => format!("Escribe un número de {min} a {max}."),
    }
    },
    none_of_them: "ninguno",

    run_heading: "Ejecución",
    run_title: |attempt, exercise| format!("{exercise}: intento {attempt}"),
    configuration: "El código de esta ejecución",
    predicted_answers: |answers| {
        format!("Predicción guardada: {}", count(answers, "respuesta", "respuestas"))
    },
    not_predicted: "Sin predicción",
    evidence_hash: "Evidencia, SHA-256:",
    broker_local: "Kafka local",
    broker_simulated: "clúster simulado",
    broker_external: "Kafka externo",
    step: |step| match step {
        Step::Connecting => "Conectando con la ejecución…".to_owned(),
        Step::Queued { ahead: 0 } => "En la cola: eres la siguiente ejecución".to_owned(),
        Step::Queued { ahead } => {
            format!("En la cola: {} delante", count(ahead as usize, "ejecución", "ejecuciones"))
        }
        Step::CreatingTopic => "Creando el topic…".to_owned(),
        Step::StartingScript { act } => format!("Acto {act}: arrancando el script…"),
        Step::Sending { act } => format!("Acto {act}: el script envía tus pedidos"),
        Step::Held { act } => format!("Acto {act}: la red está retenida; nada llega al broker"),
        Step::Waiting { act, call } => {
            format!("Acto {act}: el script espera en {}", call_code(call))
        }
        Step::Confirming { act } => format!("Acto {act}: el broker confirma"),
        Step::ReadingLog { act } => format!("Acto {act}: leyendo el log…"),
        Step::Writing { act } => format!("Acto {act}: el laboratorio prepara el topic"),
        Step::Joining { act } => format!("Acto {act}: los miembros arrancan"),
        Step::Consuming { act } => format!("Acto {act}: los miembros leen y procesan"),
        Step::Closing { act } => format!("Acto {act}: los miembros se cierran"),
        Step::Grading => "Comprobando lo que hay en el log…".to_owned(),
        Step::Finished(RunState::Stopped) => "Detenida. Sin veredicto.".to_owned(),
        Step::Finished(_) => "Terminada".to_owned(),
    },
    line_broken: "Se cortó la conexión. La ejecución sigue; volvemos a conectar…",
    line_refused: "El servidor no responde. La ejecución está guardada: recarga la página para verla.",
    stop: "Detener",
    restarted: |reason| {
        let who = match reason {
            RestartReason::Backend => "El servidor",
            RestartReason::Broker => "El broker",
        };
        format!(
            "{who} se reinició a mitad de la ejecución. Empieza otra vez desde el principio, con los mismos pedidos."
        )
    },
    in_act: |act, text| format!("Acto {act}: {text}"),

    act_title,
    act_conclusion: conclusion,
    topic: "topic",
    plot: "Carriles, se desplazan en horizontal",
    producer: "productor",
    process_not_yet: "aún no arranca",
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
    held: "red retenida",
    call: call_code,
    axis: |at_us, lang| match at_us {
        0 => "0 ms".to_owned(),
        at_us if at_us % 1_000 == 0 => whole(at_us / 1_000, lang),
        at_us => milliseconds(at_us, lang),
    },
    record,
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
        Sign::InHand => "en la mano al morir",
        Sign::Skipped => "saltado: nadie lo procesó",
        Sign::Rebalance => "rebalanceo",
    },
    fault_mark,
    measure: |measure| match measure {
        Measure::Records => "registros",
        Measure::Batches => "lotes",
        Measure::Requests => "peticiones Produce",
        Measure::BytesPerRecord => "bytes por registro",
        Measure::Codecs => "códec",
    },
    ratios: "Tu configuración frente a los valores por defecto",
    compared: |Comparison { measure, control, answer, ratio }| {
        let ratio = ratio.as_ref().map(|ratio| format!(", ×{ratio}")).unwrap_or_default();
        format!("{}: {control} → {answer}{ratio}", (WORDS.measure)(*measure))
    },

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
        Doing::Closed => "cerrado".to_owned(),
        Doing::Gone(Some(_)) => "excepción".to_owned(),
        Doing::Gone(None) => "muerto".to_owned(),
    },
    doing_detail,
    standing,
    handled: |offset, time| match time {
        1 => format!("@{offset} procesado"),
        time => format!("@{offset} procesado por {time}.ª vez"),
    },
    held_in_hand: |offset| format!("@{offset} en la mano al morir"),
    elastic: "El eje encoge las esperas: las horas de debajo son las reales.",
    previous_event: "Evento anterior",
    play: "Reproducir",
    pause: "Pausar",
    next_event: "Evento siguiente",
    moment: "Momento del acto",
    clock: |now, last, lang| {
        format!("{} / {} ms", milliseconds(now, lang), milliseconds(last, lang))
    },
    moment_spoken: |at_us, group| {
        let group = group.map(|group| format!(", {}", standing(group))).unwrap_or_default();
        format!("{} milisegundos{group}", milliseconds(at_us, Lang::Es))
    },
    orders_early: |early, late| {
        format!("{early} ya están en el topic cuando nace tu grupo; {late} llegan después.")
    },
    arrival: "cuándo",
    is_early: "ya está en el topic",
    is_late: "llega después",

    events: "Eventos",
    event_table: "Tabla de eventos",
    rows: |rows, shown| match rows > shown {
        true => format!("{}; se ven las últimas {shown}", count(rows, "fila", "filas")),
        false => format!("{}, los mismos datos que el dibujo", count(rows, "fila", "filas")),
    },
    at_ms: "ms",
    act: "acto",
    event: "evento",
    place: "dónde",
    detail: "detalle",
    happened_row,

    verdict: "Veredicto",
    result: |result| match result {
        VerdictResult::Passed => "apto",
        VerdictResult::NotYet => "no apto todavía",
        VerdictResult::Inconclusive => "no concluyente",
    },
    check_verdict: |result| match result {
        CheckVerdict::Passed => "apto",
        CheckVerdict::NotYet => "no apto",
        CheckVerdict::Inconclusive => "no concluyente",
        CheckVerdict::NeedsKafka => "necesita Kafka real",
    },
    verdict_spoken: |verdict| {
        let result = (WORDS.result)(verdict.result);
        format!(
            "Ejecución terminada: {result}, {} de {} puntos.",
            verdict.points, verdict.max_points
        )
    },
    points: |points, max| format!("{points} de {max} puntos"),
    tally: |passed, not_yet, open| {
        let mut parts = vec![format!("{passed} apto")];
        if not_yet > 0 {
            parts.push(format!("{not_yet} no apto"));
        }
        if open > 0 {
            parts.push(format!("{open} sin decidir"));
        }
        parts.join(" · ")
    },
    free: "No cuenta como intento.",
    expected: "Se esperaba",
    found: "Se encontró",
    evidence: |link| match link {
        EvidenceLink::Record { act, partition, offset } => {
            format!("acto {act} P{partition}@{offset}")
        }
        EvidenceLink::Order { act, order } => format!("acto {act} pedido {order}"),
    },
    more: |more| format!("y {more} más"),
    hint: |number, total| format!("Pista {number} de {total}"),
    open_hint: |number, total| format!("Ver la pista {number} de {total}"),
    comparison: "Tu predicción y lo que ocurrió",
    question: "Pregunta",
    predicted: "Predijiste",
    happened: "Ocurrió",
    difference: "Diferencia",
    agrees: "coincide",
    differs: "no coincide",
    not_observed: "sin observar",
    nothing: "—",
    next: |result| match result {
        VerdictResult::Passed => "Puedes repetir con pedidos nuevos; cuenta tu mejor resultado.",
        VerdictResult::NotYet => {
            "Cambia lo que falta y ejecuta otra vez: el siguiente intento trae pedidos nuevos."
        }
        VerdictResult::Inconclusive => "Falló el laboratorio. Ejecuta otra vez cuando quieras.",
    },
    evidence_file: "Descargar la evidencia (JSON)",

    past_runs: |runs| format!("Tus ejecuciones anteriores ({runs})"),
    past_runs_table: "Ejecuciones anteriores",
    attempt: "intento",
    attempt_number: |attempt| format!("Intento {attempt}"),
    result_column: "resultado",
    points_column: "puntos",
    broker_column: "broker",
    when: "cuándo",
    stopped: "detenida",
    under_way: "en curso",
};

fn count(number: usize, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", whole(number as u64, Lang::Es))
}

fn act_title(act: u32, part: Part) -> String {
    match part {
        Part::Script(Some(Ending::Normal)) => format!("Acto {act}: el script termina solo"),
        Part::Script(Some(Ending::Killed)) => {
            format!("Acto {act}: el proceso muere tras la última línea")
        }
        Part::Script(None) => format!("Acto {act}"),
        Part::Control => format!("Acto {act}: con los valores por defecto"),
        Part::Answer => format!("Acto {act}: con tu configuración"),
        Part::Group => format!("Acto {act}: arrancan los miembros"),
        Part::GroupAgain => format!("Acto {act}: los mismos miembros, otra vez"),
        Part::GroupDies => format!("Acto {act}: el consumidor muere"),
        Part::GroupReturns => format!("Acto {act}: el consumidor vuelve"),
    }
}

const fn fault_mark(fault: RequestFault) -> &'static str {
    match fault {
        RequestFault::Refused => "petición rechazada",
        RequestFault::AcknowledgementLost => "confirmación perdida",
    }
}

fn call_code(call: WaitingCall) -> &'static str {
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
    let lanes = (0..act.partitions)
        .map(|partition| format!("P{partition} tiene {}", act.lane(partition).len()))
        .collect::<Vec<_>>()
        .join(", ");
    let end =
        act.exit.map(|exit| format!(" El proceso {}.", (WORDS.exit)(exit))).unwrap_or_default();
    let again = match act.odd(Oddity::Again) {
        0 => String::new(),
        again => format!(" {again} repiten un pedido."),
    };
    let out_of_place = match act.odd(Oddity::OutOfPlace) {
        0 => String::new(),
        odd => format!(" {odd} están fuera de orden."),
    };
    let faults = act
        .faults
        .iter()
        .map(|fault| format!(" Avería en P{}: {}.", fault.partition, fault_mark(fault.fault)));
    let faults: String = faults.collect();
    format!(
        "El script entregó {} al cliente y el broker confirmó {}. {lanes}.{faults} {} sin llegar al log.{again}{out_of_place}{end} Los mismos datos están en la tabla de eventos.",
        count(act.handed_over(), "registro", "registros"),
        act.confirmed(),
        act.buffered().count(),
    )
}

fn record(record: &Record) -> String {
    let order = record.order.map_or("sin pedido".to_owned(), |order| format!("pedido {order}"));
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

fn happened_row(what: &What) -> RowWords {
    match what {
        What::Queued { ahead } => row("en la cola", "", format!("{ahead} delante")),
        What::Started => row("empieza", "", ""),
        What::Restarted(_) => row("empieza de nuevo", "", "desde el principio"),
        What::TopicCreated { topic, partitions } => {
            row("topic creado", topic, count(*partitions as usize, "partición", "particiones"))
        }
        What::ActStarted(Role::Answer) => row("arranca el script", "productor", ""),
        What::ActStarted(Role::Control) => {
            row("arranca el script", "productor", "con los valores por defecto")
        }
        What::GroupActStarted => row("empieza el acto", "", ""),
        What::Warning(text) => row("aviso", "productor", &text.es),
        What::Sent { order, key } => {
            row("enviado", "búfer", format!("pedido {order}{}", key_words(key.as_deref())))
        }
        What::SentMany { count: sent } => {
            row("enviados", "búfer", count(*sent, "registro", "registros"))
        }
        What::NetworkHeld => row("red retenida", "red", "el laboratorio retiene los envíos"),
        What::NetworkReleased => row("red libre", "red", "los envíos pasan"),
        What::Waiting(call) => row("espera", "productor", call_code(*call)),
        What::Confirmed { order, partition, offset } => {
            row("confirmado", format!("P{partition}@{offset}"), format!("pedido {order}"))
        }
        What::ConfirmedMany { count: confirmed } => {
            row("confirmados", "broker", count(*confirmed, "registro", "registros"))
        }
        What::Fault { request, fault, partition, records } => {
            let records = count(*records as usize, "registro", "registros");
            let effect = match fault {
                RequestFault::Refused => "NOT_ENOUGH_REPLICAS, nada se guarda",
                RequestFault::AcknowledgementLost => "se guarda, y la conexión se corta",
            };
            let detail = format!("petición {request}, {records}: {effect}");
            row(fault_mark(*fault), format!("P{partition}"), detail)
        }
        What::Undelivered { order, error } => {
            row("no entregado", "búfer", format!("pedido {order}: {error}"))
        }
        What::ScriptError { member, class, message } => {
            let who = member.map_or("productor".to_owned(), |member| format!("m{member}"));
            row("excepción", who, format!("{class}: {message}"))
        }
        What::ProcessEnded { exit, unconfirmed, requests } => {
            let requests = match requests {
                0 => String::new(),
                requests => count(*requests as usize, "petición Produce", "peticiones Produce"),
            };
            let detail = joined([format!("{unconfirmed} sin confirmar"), requests]);
            row((WORDS.exit)(*exit), "productor", detail)
        }
        What::FoundInLog { order, partition, offset } => row(
            "en el log sin confirmar",
            format!("P{partition}@{offset}"),
            order.map(|order| format!("pedido {order}")).unwrap_or_default(),
        ),
        What::Odd { oddity, order, partition, offset } => {
            let event = match oddity {
                Oddity::Again => "repetido en el log",
                Oddity::OutOfPlace => "fuera de orden",
            };
            let order = order.map(|order| format!("pedido {order}")).unwrap_or_default();
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
        What::Written { order, partition, offset } => {
            row("escrito", format!("P{partition}@{offset}"), format!("laboratorio, pedido {order}"))
        }
        What::Kept { order, partition, offset } => row(
            "ya en el log",
            format!("P{partition}@{offset}"),
            order.map(|order| format!("pedido {order}")).unwrap_or_default(),
        ),
        What::KeptMany { partition, count: kept } => {
            row("ya en el log", format!("P{partition}"), count(*kept, "registro", "registros"))
        }
        What::InHand { member, order, partition, offset } => {
            let order = order.map(|order| format!("pedido {order}")).unwrap_or_default();
            let detail = [format!("m{member}"), order, "muere sin terminarlo".to_owned()];
            row("en la mano", format!("P{partition}@{offset}"), joined(detail))
        }
        What::MemberStarted { member } => row("arranca", format!("m{member}"), ""),
        What::Assigned { member, generation, partitions } => {
            let generation = generation
                .map_or("sin grupo".to_owned(), |generation| format!("generación {generation}"));
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
            let order = order.map(|order| format!("pedido {order}")).unwrap_or_default();
            row(event, format!("P{partition}@{offset}"), joined([format!("m{member}"), order]))
        }
        What::ProcessedMany { member, count: processed } => {
            row("procesados", format!("m{member}"), count(*processed, "registro", "registros"))
        }
        What::Committed { member, partition, offset } => {
            row("confirmado", format!("P{partition} → {offset}"), format!("m{member}"))
        }
        What::MemberEnded { member, exit, closed } => {
            let event = if *closed { "cerrado".to_owned() } else { (WORDS.exit)(*exit) };
            let detail = if *closed { "" } else { "sin despedirse del grupo" };
            row(event, format!("m{member}"), detail)
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

fn standing(standing: Standing) -> String {
    match standing {
        Standing::NotYet => "aún no hay nadie".to_owned(),
        Standing::Forming => "se forma el grupo".to_owned(),
        Standing::Settled(generation) => format!("generación {generation}"),
        Standing::Rebalancing => "rebalanceo".to_owned(),
        Standing::Ungrouped => "sin grupo".to_owned(),
        Standing::Over => "todos fuera".to_owned(),
    }
}

fn partition_names(partitions: impl Iterator<Item = u32>) -> String {
    let names: Vec<String> = partitions.map(|partition| format!("P{partition}")).collect();
    if names.is_empty() { "sin partición".to_owned() } else { names.join(" ") }
}

fn held_names(held: &[Assigned]) -> String {
    partition_names(held.iter().map(|held| held.partition))
}

/// From where a member reads, and why.
fn starts(held: &[Assigned]) -> String {
    let places: Vec<String> =
        held.iter().map(|held| format!("P{}@{}", held.partition, held.position)).collect();
    let committed = held.iter().filter(|held| held.source == PositionSource::Committed).count();
    let why = match held.first().map(|held| held.source) {
        _ if committed > 0 && committed < held.len() => "confirmado en parte",
        Some(PositionSource::Earliest) => "earliest",
        Some(PositionSource::Latest) => "latest",
        Some(PositionSource::Committed) | None => "lo confirmado",
    };
    format!("desde {} ({why})", places.join(" "))
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
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
                .map(|held| format!("P{}@{} en la mano", held.partition, held.offset));
            let in_hand = in_hand.unwrap_or_default();
            joined([count(member.processed, "procesado", "procesados"), again, in_hand])
        }
    }
}

fn group_conclusion(act: &Act) -> String {
    let now = timeline::moment(act, &History::of(act), act.last_us());
    let lanes = now.partitions.iter().enumerate().map(|(partition, lane)| {
        let committed = lane.committed.map_or("nada".to_owned(), |offset| offset.to_string());
        format!("P{partition}: fin {}, confirmado {committed}", lane.end)
    });
    let lanes = lanes.collect::<Vec<_>>().join("; ");
    let processed: usize = now.members.iter().map(|member| member.processed).sum();
    let again: usize = now.members.iter().map(|member| member.again).sum();
    format!(
        "{}. {} en total, {again} otra vez. {lanes}. Los mismos datos están en la tabla de eventos.",
        count(now.members.len(), "miembro", "miembros"),
        count(processed, "registro procesado", "registros procesados"),
    )
}
