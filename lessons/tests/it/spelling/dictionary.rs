//! One language's dictionary, as Hunspell and editors use it, and the words that we add.

use std::sync::LazyLock;

use api::text::Lang;

pub(super) struct Dictionary {
    hunspell: spellbook::Dictionary,
    /// In the order of the file.
    pub(super) ours: Vec<&'static str>,
}

macro_rules! dictionary {
    ($lang:literal) => {{
        let affixes = include_str!(concat!("../../dictionaries/", $lang, ".aff"));
        let words = include_str!(concat!("../../dictionaries/", $lang, ".dic"));
        Dictionary {
            hunspell: spellbook::Dictionary::new(affixes, words).expect("a dictionary"),
            ours: include_str!(concat!("../../dictionaries/words.", $lang, ".txt"))
                .lines()
                .collect(),
        }
    }};
}

static SPANISH: LazyLock<Dictionary> = LazyLock::new(|| dictionary!("es"));
static ENGLISH: LazyLock<Dictionary> = LazyLock::new(|| dictionary!("en"));

impl Dictionary {
    pub(super) fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Es => &SPANISH,
            Lang::En => &ENGLISH,
        }
    }

    /// Whether the word is right: as it is, or in each of the parts that its hyphens join.
    pub(super) fn has(&self, word: &str) -> bool {
        self.has_form(word) || (word.contains('-') && word.split('-').all(|it| self.has_form(it)))
    }

    fn has_form(&self, word: &str) -> bool {
        // What stands for itself: a unit, a name in a drawing, Spanish `1.ª`.
        let is_letter = word.chars().count() < 2;
        is_letter || forms(word).iter().any(|it| self.knows(it) || self.ours.contains(&it.as_str()))
    }

    /// Without the words that we add.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.hunspell.check(word)
    }
}

/// The word, without the English genitive, and without the capital that begins a sentence.
pub(super) fn forms(word: &str) -> [String; 3] {
    let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    let stem = stem.replace('’', "'");
    let lower = stem.to_lowercase();
    [word.to_owned(), stem, lower]
}
