//! The language in the address of a page, and the same page in the other language. Pure.

use api::text::Lang;

/// The language that the first segment of a path names.
pub fn language(path: &str) -> Lang {
    path.split('/').nth(1).and_then(Lang::parse).unwrap_or_default()
}

/// The language that the switch offers.
pub fn other_language(lang: Lang) -> Lang {
    match lang {
        Lang::Es => Lang::En,
        Lang::En => Lang::Es,
    }
}

/// The same page in another language: only the first segment changes.
pub fn in_language(path: &str, lang: Lang) -> String {
    let rest = path.strip_prefix('/').unwrap_or(path);
    let (first, rest) = rest.split_once('/').unwrap_or((rest, ""));
    match Lang::parse(first) {
        Some(_) => format!("/{}/{rest}", lang.code()),
        None => api::paths::home_page(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_language_keeps_the_page() {
        assert_eq!(in_language("/es/lecciones/productores", Lang::En), "/en/lecciones/productores");
        assert_eq!(in_language("/en/", Lang::Es), "/es/");
        assert_eq!(in_language("/en", Lang::Es), "/es/");
        assert_eq!(in_language("/nothing/here", Lang::En), "/en/");
    }

    #[test]
    fn an_unknown_first_segment_reads_spanish() {
        assert_eq!(language("/en/ejecuciones/1"), Lang::En);
        assert_eq!(language("/fr/"), Lang::Es);
        assert_eq!(language("/"), Lang::Es);
    }
}
