//! Ids in the page: those of headings are made of their words, and none is given twice.

use std::collections::BTreeSet;

use pulldown_cmark::Event;

use crate::error::ContentFault;

pub(super) struct Anchors {
    taken: BTreeSet<String>,
}

impl Anchors {
    /// The page has some already.
    pub(super) fn new() -> Self {
        Self { taken: ["main", "app", "served", "gist"].map(str::to_owned).into() }
    }

    /// An id for a heading: `quien-dice-que-si`, or with a number if there is one like it.
    pub(super) fn of_heading(&mut self, title: &str) -> String {
        let words = slug(title);
        let words = if words.is_empty() { "seccion".to_owned() } else { words };
        let numbered = (2..).map(|number| format!("{words}-{number}"));
        let mut names = std::iter::once(words.clone()).chain(numbered);
        let free = |name: &String| !is_numbered(name) && !self.taken.contains(name);
        let name = names.find(free).expect("there are more numbers than headings");
        self.taken.insert(name.clone());
        name
    }

    /// Notes the ids in a figure.
    pub(super) fn of_figure(&mut self, svg: &str) -> Result<(), ContentFault> {
        for rest in svg.split(" id=\"").skip(1) {
            let id = rest.split('"').next().unwrap_or_default();
            if !self.taken.insert(id.to_owned()) {
                let what = "id in the figures of this page";
                return Err(ContentFault::Duplicate { what, name: id.to_owned() });
            }
        }
        Ok(())
    }

    /// Whether this is the first time that the page has this id.
    pub(super) fn is_new(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }
}

/// The words of a heading without its markup.
pub(super) fn plain_text(events: &[Event<'_>]) -> String {
    let mut text = String::new();
    for event in events {
        match event {
            Event::Text(piece) | Event::Code(piece) => text += piece,
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// The names of blocks (`o3`), notes (`n1`) and references to them (`r1`).
fn is_numbered(name: &str) -> bool {
    name.strip_prefix(['o', 'n', 'r'])
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// ASCII, since some programs end a link at the first other letter.
fn slug(title: &str) -> String {
    let letters = title.chars().flat_map(char::to_lowercase).map(|letter| match letter {
        'á' | 'à' | 'â' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        'ñ' => 'n',
        other => other,
    });
    let mut slug = String::new();
    for letter in letters {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    #[test]
    fn a_heading_has_a_name_that_can_be_typed_and_is_its_own() {
        let mut anchors = Anchors::new();
        assert_eq!(anchors.of_heading("¿Quién dice que sí?"), "quien-dice-que-si");
        assert_eq!(anchors.of_heading("Quien dice que sí"), "quien-dice-que-si-2");
        assert_eq!(anchors.of_heading("retries=3 son tres décimas"), "retries-3-son-tres-decimas");
        assert_eq!(anchors.of_heading("Main"), "main-2");
        assert_eq!(anchors.of_heading("N1"), "n1-2");
        assert_eq!(anchors.of_heading("¿?"), "seccion");
    }
}
