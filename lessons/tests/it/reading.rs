//! How a lesson reads: its words and sentences, and the indices that each language has for how hard
//! that is. `cargo test -p lessons readable -- --nocapture` prints them. They are no limit, since
//! they count and do not understand; only length is one.

use api::text::Lang;
use lessons::lesson::{Lesson, Part};

use crate::whole::written;

/// Of prose, without code, tables, drawings and notes.
const WORDS: std::ops::RangeInclusive<usize> = 300..=700;

/// What is counted of a text.
struct Counts {
    words: usize,
    sentences: usize,
    syllables: usize,
}

impl Counts {
    fn of(text: &str, lang: Lang) -> Self {
        let is_word = |token: &&str| token.contains(char::is_alphanumeric);
        let words = text.split_whitespace().filter(is_word);
        let syllables = match lang {
            Lang::Es => spanish_syllables,
            Lang::En => english_syllables,
        };
        Self {
            words: words.clone().count().max(1),
            sentences: sentences(text).max(1),
            syllables: words.map(syllables).sum(),
        }
    }

    fn words_per_sentence(&self) -> f64 {
        self.words as f64 / self.sentences as f64
    }

    fn syllables_per_word(&self) -> f64 {
        self.syllables as f64 / self.words as f64
    }

    /// Flesch 1948 (<https://doi.org/10.1037/h0057532>): 60 to 70 is plain English.
    fn flesch(&self) -> f64 {
        206.835 - 84.6 * self.syllables_per_word() - 1.015 * self.words_per_sentence()
    }

    /// Fernández Huerta 1959, Flesch's formula for Spanish, on the same scale.
    fn fernandez_huerta(&self) -> f64 {
        206.84 - 60.0 * self.syllables_per_word() - 1.02 * self.words_per_sentence()
    }

    /// Szigriszt-Pazos 1993, which the scale INFLESZ reads (Barrio-Cantalejo and others 2008,
    /// <https://doi.org/10.4321/S1137-66272008000300004>): below 40 very hard, below 55 rather hard,
    /// 55 to 65 normal, up to 80 rather easy, beyond that very easy.
    fn szigriszt_pazos(&self) -> f64 {
        206.835 - 62.3 * self.syllables_per_word() - self.words_per_sentence()
    }

    fn indices(&self, lang: Lang) -> String {
        match lang {
            Lang::Es => format!(
                "Fernández Huerta {:.0}, INFLESZ {:.0}",
                self.fernandez_huerta(),
                self.szigriszt_pazos()
            ),
            Lang::En => format!("Flesch {:.0}", self.flesch()),
        }
    }
}

#[test]
fn a_lesson_is_as_long_as_one_reads_and_readable() {
    for lesson in written() {
        for lang in Lang::ALL {
            let counts = Counts::of(&words_of(&prose(lesson, lang)), lang);
            println!(
                "{} {:<24} {}: {} words, {:.1} in a sentence, {:.2} syllables in a word; {}",
                lesson.number,
                lesson.slug,
                lang.code(),
                counts.words,
                counts.words_per_sentence(),
                counts.syllables_per_word(),
                counts.indices(lang),
            );
            let place = format!("{} in {}", lesson.slug, lang.code());
            assert!(WORDS.contains(&counts.words), "{place}: {} words", counts.words);
            assert!(counts.words_per_sentence() <= 25.0, "{place}: long sentences");
        }
    }
}

#[test]
fn a_text_is_counted_as_one_counts_it_by_hand() {
    for (word, syllables) in [
        ("día", 2),
        ("pedidos,", 3),
        ("cuando", 2),
        ("leer", 2),
        ("lee", 2),
        ("ahora", 3),
        ("guion", 1),
        ("construido", 3),
        ("búho", 2),
        ("Compruébalo", 4),
        ("aquí", 2),
        ("sigue", 2),
        ("averigüe", 4),
        ("muy", 1),
        ("y", 1),
        ("topic", 2),
    ] {
        assert_eq!(spanish_syllables(word), syllables, "{word}");
    }
    for (word, syllables) in [
        ("order", 2),
        ("time", 1),
        ("times", 1),
        ("table", 2),
        ("the", 1),
        ("reads.", 1),
        ("asked", 1),
        ("deleted", 3),
        ("batches", 2),
        ("nobody", 3),
        ("eye", 1),
    ] {
        assert_eq!(english_syllables(word), syllables, "{word}");
    }
    let text = "La retención borra trozos. ¿Quién lee? Nadie, en la 3.0.12: quien pide.";
    let counts = Counts::of(text, Lang::Es);
    assert_eq!((counts.words, counts.sentences), (12, 3));
    let easy = Counts { words: 10, sentences: 1, syllables: 20 };
    assert_eq!(easy.indices(Lang::Es), "Fernández Huerta 77, INFLESZ 72");
    assert_eq!(easy.indices(Lang::En), "Flesch 27");
}

/// Each ends with its sign before a space, or with the text.
fn sentences(text: &str) -> usize {
    let ends = |token: &&str| {
        token.trim_end_matches(['»', '”', '"', '’', ')']).ends_with(['.', '?', '!', '…'])
    };
    text.split_whitespace().filter(ends).count()
}

/// Vowels that stand together are one syllable when one of them is a weak one without an accent.
fn spanish_syllables(word: &str) -> usize {
    let word = word.to_lowercase().replace("qu", "q").replace("gue", "ge").replace("gué", "gé");
    let word = word.replace("gui", "gi").replace("guí", "gí");
    let mut syllables = 0;
    // The vowel before, if the letter before is one; an h between vowels is no letter.
    let mut before: Option<char> = None;
    let letters: Vec<char> = word.chars().filter(|letter| letter.is_alphabetic()).collect();
    for (at, &letter) in letters.iter().enumerate() {
        let is_last = at + 1 == letters.len();
        if letter == 'h' && before.is_some() {
            continue;
        }
        let is_vowel = "aeiouáéíóúü".contains(letter) || (letter == 'y' && is_last);
        if is_vowel {
            let is_strong = |vowel: char| "aeoáéóíú".contains(vowel);
            let together = before.is_some_and(|before| !(is_strong(before) && is_strong(letter)));
            syllables += usize::from(!together);
        }
        before = is_vowel.then_some(letter);
    }
    syllables.max(1)
}

/// Groups of vowels, without the silent `e` at the end: right for nine words of ten.
fn english_syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let letters = word.trim_matches(|letter: char| !letter.is_alphabetic());
    let is_vowel = |letter: char| "aeiouy".contains(letter);
    let mut syllables = 0;
    let mut before = ' ';
    for letter in letters.chars() {
        syllables += usize::from(is_vowel(letter) && !is_vowel(before));
        before = letter;
    }
    let silent = |ending: &str, heard: &[&str]| {
        letters.strip_suffix(ending).is_some_and(|stem| {
            let is_heard = stem.ends_with(is_vowel) || heard.iter().any(|it| stem.ends_with(it));
            !is_heard
        })
    };
    // `-le` after a consonant is heard, and so are `-es` after a hiss and `-ed` after t and d.
    let is_silent = silent("e", &["bl", "pl", "tl", "dl", "gl", "kl", "cl", "fl"])
        || silent("es", &["s", "x", "z", "ch", "sh", "c", "g", "bl", "pl", "tl", "dl"])
        || silent("ed", &["t", "d"]);
    if is_silent && syllables > 1 {
        syllables -= 1;
    }
    syllables.max(1)
}

pub(crate) fn prose(lesson: &Lesson, lang: Lang) -> String {
    let parts = lesson.blocks.iter().flat_map(|block| &block.parts);
    let html = parts.filter_map(|part| match part {
        Part::Prose { html } => Some(html.get(lang)),
        _ => None,
    });
    html.collect()
}

/// The words of the prose: what is code in a block, a table, a drawing, a definition or a list of
/// sources is none of it.
fn words_of(html: &str) -> String {
    const UNREAD: [(&str, &str); 7] = [
        ("<pre", "</pre>"),
        ("<table", "</table>"),
        ("<figure", "</figure>"),
        ("<span class=\"tip\"", "</span>"),
        ("<div class=\"sources\"", "</div>"),
        ("<button", "</button>"),
        ("<p class=\"outcome-note\"", "</p>"),
    ];
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text += &rest[..open];
        rest = &rest[open..];
        let unread = UNREAD.iter().find(|(begin, _)| rest.starts_with(begin));
        let end = unread.map_or(">", |(_, end)| end);
        if rest.starts_with("</h") || rest.starts_with("</li") {
            text.push('.');
        }
        if rest.starts_with("</p") || rest.starts_with("</h") || rest.starts_with("</li") {
            text.push(' ');
        }
        rest = rest.find(end).map_or("", |at| &rest[at + end.len()..]);
    }
    text + rest
}
