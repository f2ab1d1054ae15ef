//! An exercise before its run.

use api::text::Lang;

use super::count;
use crate::{
    form::Invalid,
    format::{bytes, whole},
    i18n::words::FormWords,
};

pub(super) const FORM: FormWords = FormWords {
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
    fault: |fault| {
        match fault {
        Invalid::Empty => "Falta un valor.".to_owned(),
        Invalid::NotAName => "Usa letras sin tilde, cifras, punto, guion y guion bajo; por ejemplo, pedidos. Kafka lo exige a los topics, y este laboratorio también a los grupos.".to_owned(),
        Invalid::TooLong { max } => format!("Caben {max} caracteres como máximo."),
        Invalid::NotANumber => "Escribe un número entero, por ejemplo 3.".to_owned(),
        Invalid::OutOfRange { min, max } => format!("Escribe un número de {min} a {max}."),
    }
    },
    none_of_them: "ninguno",
};
