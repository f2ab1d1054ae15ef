//! The Python beside the form: what kafka-python needs for the same behaviour.

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
}
