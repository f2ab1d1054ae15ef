//! The Python beside the form: the kafka-python code with the same behaviour.

use std::ops::Range;

use api::{exercise::SnippetLine, text::Lang};

/// The same lines in every language; only comments differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Snippet {
    pub es: Vec<SnippetLine>,
    pub en: Vec<SnippetLine>,
}

impl Snippet {
    pub fn get(&self, lang: Lang) -> &[SnippetLine] {
        match lang {
            Lang::Es => &self.es,
            Lang::En => &self.en,
        }
    }

    pub(crate) fn push(&mut self, lang: Lang, line: SnippetLine) {
        match lang {
            Lang::Es => self.es.push(line),
            Lang::En => self.en.push(line),
        }
    }
}

/// The positions of `{placeholders}`, without their braces. A name has lower-case ASCII letters and
/// `_`; any other pair of braces belongs to the Python.
pub(crate) fn placeholders(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices('{').filter_map(|(open, _)| {
        let start = open + 1;
        let end = start + text[start..].find('}')?;
        let name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        (start < end && text[start..end].bytes().all(name)).then_some(start..end)
    })
}
