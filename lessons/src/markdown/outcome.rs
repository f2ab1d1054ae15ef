//! `{{resultado ID records_in_log act=1 example=12}}` in a sentence: a number of the reader's latest
//! run of that miniature, or exercise. Until there is one the page shows the example, and so it does
//! without JavaScript; the frontend puts the reader's own number in its place
//! (`frontend/src/components/outcomes.rs`).

use std::collections::BTreeMap;

use api::text::Lang;
use pulldown_cmark_escape::escape_html;

use crate::{
    error::ContentFault,
    outcome::Outcome,
    question::{Answer, Observation},
};

/// How a result begins.
pub(super) const OPEN: &str = "{{resultado ";

/// A result, where a text tells it.
pub(crate) struct Mark {
    /// The id of the exercise or miniature.
    pub(crate) exercise: String,
    pub(crate) outcome: Outcome,
    /// The author's number, for who has no run.
    pub(crate) example: u32,
    /// Index of its part in the page.
    pub(crate) part: usize,
    /// The byte at which it stands in the Markdown.
    pub(crate) start: usize,
}

impl Mark {
    /// Reads what stands between [`OPEN`] and the closing braces.
    pub(super) fn read(words: &str, part: usize, start: usize) -> Result<Self, ContentFault> {
        let mut words = words.split_whitespace();
        let (Some(exercise), Some(observation)) = (words.next(), words.next()) else {
            return Err(ContentFault::OutcomeShape);
        };
        let mut example = None;
        let mut selector = BTreeMap::new();
        for word in words {
            let (key, value) = word.split_once('=').ok_or(ContentFault::OutcomeShape)?;
            let before = match key {
                "example" => example.replace(value).is_some(),
                _ => selector.insert(key, value).is_some(),
            };
            if before {
                return Err(ContentFault::OutcomeShape);
            }
        }
        // With more digits both languages would write it differently.
        let example = example.and_then(|digits| digits.parse().ok()).filter(|it| *it <= 9_999);
        let example = example.ok_or(ContentFault::OutcomeShape)?;
        let observes = observation_of(observation, &selector)?;
        if observes.answer() != Answer::Number {
            return Err(ContentFault::OutcomeAnswer(observation.to_owned()));
        }
        let mut name = observation.to_owned();
        for (key, value) in selector {
            name += &format!(" {key}={value}");
        }
        let outcome = Outcome { name, observes };
        Ok(Self { exercise: exercise.to_owned(), outcome, example, part, start })
    }

    /// What both languages have to agree in.
    pub(crate) fn told(&self) -> (&str, &str, u32) {
        (&self.exercise, &self.outcome.name, self.example)
    }

    /// The example, named as one for those who do not see how it is underlined.
    pub(super) fn html(&self, lang: Lang) -> String {
        let label = match lang {
            Lang::Es => "ejemplo",
            Lang::En => "example",
        };
        format!(
            "<span class=\"outcome\" data-is=\"example\" data-run=\"{}\" data-outcome=\"{}\">{}\
             <span class=\"unseen\"> ({label})</span></span>",
            escaped(&self.exercise),
            escaped(&self.outcome.name),
            self.example,
        )
    }
}

/// Says, below the last such number of a block, whose they are.
pub(super) fn note(exercise: &str, lang: Lang) -> String {
    let sentence = match lang {
        Lang::Es => {
            "Los números punteados son de una ejecución nuestra, como ejemplo. Ejecuta y serán los tuyos."
        }
        Lang::En => {
            "The dotted numbers are from a run of ours, as an example. Run it and they will be yours."
        }
    };
    format!("<p class=\"outcome-note\" data-run=\"{}\">{sentence}</p>\n", escaped(exercise))
}

/// The observation, read as from TOML: `{ records_in_log = { act = 1 } }`.
fn observation_of(
    name: &str,
    selector: &BTreeMap<&str, &str>,
) -> Result<Observation, ContentFault> {
    let text = |text: &str| toml::Value::String(text.to_owned());
    let entry = |(key, value): (&&str, &&str)| {
        let value = match (*key, value.parse()) {
            ("actors", _) => toml::Value::Array(value.split(',').map(text).collect()),
            (_, Ok(number)) => toml::Value::Integer(number),
            (_, Err(_)) => text(value),
        };
        ((*key).to_owned(), value)
    };
    let selector: toml::Table = selector.iter().map(entry).collect();
    let table: toml::Table =
        [(name.to_owned(), toml::Value::Table(selector))].into_iter().collect();
    let read: Result<Observation, toml::de::Error> = toml::Value::Table(table).try_into();
    read.map_err(|error| ContentFault::OutcomeObservation(error.message().replace('\n', ", ")))
}

fn escaped(text: &str) -> String {
    let mut html = String::new();
    escape_html(&mut html, text).expect("writing to a String cannot fail");
    html
}
