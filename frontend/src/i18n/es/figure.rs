//! The figures that can be touched.

use super::count;
use crate::i18n::words::FigureWords;

pub(super) const FIGURE: FigureWords = FigureWords {
    keys_title: "¿A qué partición va esta clave?",
    key: "Clave",
    keys_hint: "Lo que cuenta son los bytes, no las letras.",
    partitions: "Particiones",
    examples: "Prueba con",
    client: "Quién calcula",
    hash: "hash",
    of_partitions: |partitions| format!("de {partitions}"),
    stays: "se queda",
    moves: "se muda",
    does: "con una más",
    bytes: |bytes| count(bytes, "byte", "bytes"),
    composed: "é como una letra",
    decomposed: "e y tilde aparte",
    two_forms: "Se leen igual y son dos claves: las mismas letras, escritas con otros bytes.",
    moved_clients: |moved, all, from, to| {
        format!("De {all} clientes, {moved} cambian de partición al pasar de {from} a {to}.")
    },
    java: "murmur2: Java y kafka-python",
    librdkafka: "CRC32: librdkafka, si no se le dice otra cosa",

    group_title: "¿Quién lee qué?",
    strategy: "Estrategia",
    members: "Miembros",
    second_topic: "Leen también un segundo topic, pagos",
    join: "Entra uno",
    leave: "Sale uno",
    member: "Miembro",
    idle: "sin partición",
    moved: "cambia de dueño",
    rebalance: |moved, stopped, all, rounds| {
        let moved = match moved {
            0 => "Ninguna partición cambia".to_owned(),
            1 => "1 partición cambia".to_owned(),
            moved => format!("{moved} particiones cambian"),
        };
        format!(
            "{moved} de dueño. Mientras tanto se dejan de leer {stopped} de {all}, en {}.",
            count(rounds as usize, "ronda", "rondas")
        )
    },
    begins: "El grupo empieza. Mete o saca un miembro y mira qué cambia de sitio.",
};
