//! `{{resultado ID records_in_log act=1 example=12}}` in a sentence: a number of the reader's latest
//! run of that miniature, or exercise. Until there is one the page shows the example, and so it does
//! without JavaScript; the frontend puts the reader's own number in its place
//! (`frontend/src/components/told.rs`). The suite of all exercises compares the example with what it
//! runs (`backend/tests/it/labs.rs`).

use std::collections::BTreeMap;

use api::text::Lang;
use pulldown_cmark_escape::escape_html;

use crate::{
    error::ContentFault,
    question::{Answer, Observation},
};

/// How a result begins.
pub(super) const OPEN: &str = "{{resultado ";

/// A result, where a text tells it.
pub(crate) struct Mark {
    /// The id of the exercise or miniature.
    pub(crate) exercise: String,
    /// As [`crate::outcome::Outcome::name`].
    pub(crate) name: String,
    pub(crate) observes: Observation,
    /// The author's number, for who has no run, and by how much a run may differ from it.
    pub(crate) example: u32,
    pub(crate) within: u32,
    /// The wrong answer whose number it is, counted from 1; without one, the model answer.
    pub(crate) wrong: Option<u32>,
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
        let mut selector = BTreeMap::new();
        for word in words {
            let (key, value) = word.split_once('=').ok_or(ContentFault::OutcomeShape)?;
            if selector.insert(key, value).is_some() {
                return Err(ContentFault::OutcomeShape);
            }
        }
        let [example, within, wrong] =
            ["example", "within", "wrong"].map(|key| selector.remove(key).map(number));
        let example = example.ok_or(ContentFault::OutcomeShape)??;
        let (within, wrong) = (within.transpose()?.unwrap_or(0), wrong.transpose()?);
        let observes = observation_of(observation, &selector)?;
        if observes.answer() != Answer::Number {
            return Err(ContentFault::OutcomeAnswer(observation.to_owned()));
        }
        let mut name = observation.to_owned();
        for (key, value) in selector {
            name += &format!(" {key}={value}");
        }
        let exercise = exercise.to_owned();
        Ok(Self { exercise, name, observes, example, within, wrong, part, start })
    }

    /// What both languages have to agree in.
    pub(crate) fn told(&self) -> (&str, &str, u32, u32, Option<u32>) {
        (&self.exercise, &self.name, self.example, self.within, self.wrong)
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
            escaped(&self.name),
            self.example,
        )
    }
}

/// With more than four digits both languages would write it differently.
fn number(digits: &str) -> Result<u32, ContentFault> {
    digits.parse().ok().filter(|it| *it <= 9_999).ok_or(ContentFault::OutcomeShape)
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
