//! The frame of every page.

use crate::{i18n::words::PageWords, theme::Theme};

pub(super) const PAGE: PageWords = PageWords {
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
    unreachable: "No hay conexión con el servidor. Lo que escribiste está guardado; se vuelve a intentar cada pocos segundos.",
    not_found: "Aquí no hay nada",
    not_found_next: "La dirección no lleva a ninguna página, o la ejecución es de otra persona.",
    to_course: "Ir al curso",
};
