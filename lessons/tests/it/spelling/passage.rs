//! What of a file is read as prose, by the kind of the file: not code, addresses and ids.

use std::{ops::Range, path::Path};

use api::text::Lang;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use toml::de::{DeTable, DeValue};

/// A piece of text in one language.
pub(super) struct Passage {
    pub(super) lang: Lang,
    /// Where it stands in its file.
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

impl Passage {
    /// Without what is code: `acks=all`, `retention.ms`, `send()`, `{{fuente …}}`, `3.0.12`.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let is_edge = |letter: char| !letter.is_alphanumeric();
        self.text
            .split_whitespace()
            .filter(|token| !token.contains("()"))
            .map(move |token| token.trim_matches(is_edge))
            .filter(|token| !is_code(token))
            .flat_map(|token| {
                token.split(|letter: char| !letter.is_alphabetic() && !"'’-".contains(letter))
            })
            .map(|word| word.trim_matches(['\'', '’', '-']))
            .filter(|word| !word.is_empty())
    }
}

/// `token` has neither space around nor signs at its edges.
fn is_code(token: &str) -> bool {
    token.contains(|letter: char| letter.is_numeric() || "_=@\\(.".contains(letter))
        || token.contains("::")
        || token.contains("//")
}

pub(super) fn passages(file: &Path, source: &str) -> Vec<Passage> {
    let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
    let folder = file.parent().and_then(Path::file_name).and_then(|folder| folder.to_str());
    let lang = name
        .split('.')
        .chain(folder)
        .find_map(|part| Lang::ALL.into_iter().find(|lang| lang.code() == part));
    match (name.rsplit_once('.').map_or("", |(_, ending)| ending), lang) {
        ("md", Some(lang)) => lesson(lang, source),
        ("toml", _) => {
            let table = DeTable::parse(source).expect("TOML");
            let mut passages = Vec::new();
            table_of_texts(table.get_ref(), &mut passages);
            passages.sort_by_key(|passage| passage.range.start);
            passages
        }
        ("svg", Some(lang)) => drawing(lang, source),
        ("rs", Some(lang)) => literals(lang, source),
        // The structs of the interface's words.
        ("rs", None) => Vec::new(),
        _ => panic!("{}: nothing says how its texts are read", file.display()),
    }
}

/// Front matter and Markdown.
fn lesson(lang: Lang, source: &str) -> Vec<Passage> {
    let (front, body) = source
        .strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"))
        .expect("front matter");
    let front_start = "+++\n".len();
    let table = DeTable::parse(front).expect("TOML");
    let mut passages = Vec::new();
    for key in ["title", "summary", "question", "gist"] {
        let Some(value) = table.get_ref().get(key) else { continue };
        let range = value.span();
        let lines = match value.get_ref() {
            DeValue::Array(lines) => lines.iter().filter_map(|it| it.get_ref().as_str()).collect(),
            value => value.as_str().into_iter().collect::<Vec<_>>(),
        };
        let text = prose(&lines.join(" "));
        let range = front_start + range.start..front_start + range.end;
        passages.push(Passage { lang, range, text });
    }
    let start = source.len() - body.len();
    passages.extend(pieces(body).into_iter().map(|(range, text)| Passage {
        lang,
        range: start + range.start..start + range.end,
        text,
    }));
    passages
}

/// Every table with `es` and `en`; a title of a source that is the same in both is English.
fn table_of_texts(table: &DeTable<'_>, passages: &mut Vec<Passage>) {
    for (key, value) in table {
        let lang = match &**key.get_ref() {
            "es" => Some(Lang::Es),
            "en" | "title" => Some(Lang::En),
            _ => None,
        };
        match (value.get_ref(), lang) {
            (DeValue::String(text), Some(lang)) => {
                passages.push(Passage { lang, range: value.span(), text: prose(text) });
            }
            (DeValue::Table(table), _) => table_of_texts(table, passages),
            (DeValue::Array(values), _) => {
                for value in values.iter() {
                    if let DeValue::Table(table) = value.get_ref() {
                        table_of_texts(table, passages);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The texts of some Markdown, in one.
fn prose(markdown: &str) -> String {
    pieces(markdown).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

/// What of some Markdown is neither code nor an address, each piece with its place.
fn pieces(markdown: &str) -> Vec<(Range<usize>, String)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let events = Parser::new_ext(markdown, options).into_offset_iter();
    let (mut pieces, mut in_code) = (Vec::new(), false);
    for (event, range) in TextMergeWithOffset::new(events) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) if !in_code => pieces.push((range, outside(&text, '{', '}'))),
            _ => {}
        }
    }
    pieces
}

/// What stands between the tags.
fn drawing(lang: Lang, source: &str) -> Vec<Passage> {
    let mut passages = Vec::new();
    let mut start = 0;
    for piece in source.split('<') {
        let text = piece.find('>').map_or(piece.len(), |at| at + 1);
        let range = start + text..start + piece.len();
        // No word of ours has an entity in it.
        let text = outside(&source[range.clone()], '&', ';');
        passages.push(Passage { lang, range, text });
        start += piece.len() + 1;
    }
    passages
}

/// The string literals of Rust, without its escapes, the names in braces, and tags.
fn literals(lang: Lang, source: &str) -> Vec<Passage> {
    let mut passages = Vec::new();
    let mut letters = source.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        match letter {
            '/' if letters.peek().is_some_and(|(_, next)| *next == '/') => {
                letters.by_ref().find(|(_, letter)| *letter == '\n');
            }
            '"' => {
                let mut text = String::new();
                while let Some((end, letter)) = letters.next() {
                    match letter {
                        '"' => {
                            let text = outside(&outside(&text, '{', '}'), '<', '>');
                            passages.push(Passage { lang, range: start..end, text });
                            break;
                        }
                        // `\u{a0}` leaves its braces, which go with the others.
                        '\\' => {
                            letters.next();
                            text.push(' ');
                        }
                        letter => text.push(letter),
                    }
                }
            }
            _ => {}
        }
    }
    passages
}

/// The text without what `open` and `close` enclose; each is a space instead.
fn outside(text: &str, open: char, close: char) -> String {
    let mut depth = 0_usize;
    text.chars()
        .map(|letter| {
            if letter == open {
                depth += 1;
            }
            let is_inside = depth > 0;
            if letter == close {
                depth = depth.saturating_sub(1);
            }
            if is_inside { ' ' } else { letter }
        })
        .collect()
}
