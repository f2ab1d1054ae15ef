//! The words of the course and what they mean. A lesson links to them with `termino:ID`; the page
//! shows the definition beside the word, and all of them stand in the glossary.

use api::text::Text;

#[derive(Debug, Clone, Default)]
pub struct Glossary {
    /// In the order of the file.
    pub terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub id: String,
    pub term: Text,
    /// Safe HTML.
    pub definition: Text,
}

impl Glossary {
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.id == id)
    }
}
