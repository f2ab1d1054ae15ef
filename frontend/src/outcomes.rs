//! The numbers of a run as the prose tells them. The server sends the prose with the author's
//! examples, each in an element that names the run's exercise and the number
//! (`lessons/src/markdown/outcome.rs`).

use api::{text::Lang, value::Outcomes};

use crate::{format::whole, i18n::Language};

/// The inside of the element of this number: the learner's own, named as hers for those who do not
/// see how it is underlined. A run may have left nothing to count.
pub fn html(outcomes: &Outcomes, name: &str, lang: Lang) -> String {
    let words = Language::of(lang).words;
    let number = match outcomes.get(name) {
        Some(number) => whole(*number, lang),
        None => words.verdict.nothing.to_owned(),
    };
    format!("{number}<span class=\"unseen\"> ({})</span>", words.miniature.own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_in_the_readers_language_and_named_as_hers() {
        let outcomes = Outcomes::from([("records_in_log act=1".to_owned(), 12_000)]);
        let written = |name, lang| html(&outcomes, name, lang);
        assert_eq!(
            written("records_in_log act=1", Lang::Es),
            "12\u{202f}000<span class=\"unseen\"> (tuyo)</span>"
        );
        assert_eq!(
            written("records_in_log act=1", Lang::En),
            "12,000<span class=\"unseen\"> (yours)</span>"
        );
        assert_eq!(
            written("records_in_log act=2", Lang::En),
            "—<span class=\"unseen\"> (yours)</span>"
        );
    }
}
