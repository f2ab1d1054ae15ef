//! The numbers of an act as text, and the comparison of two acts. Pure.

use api::text::Lang;

use crate::{format, run_view::Numbers};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Records,
    Batches,
    Requests,
    BytesPerRecord,
    Codecs,
}

/// One measure of the control act and of the learner's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub measure: Measure,
    pub control: String,
    pub answer: String,
    /// Ratio of the two as text; `None` for what is not a number.
    pub ratio: Option<String>,
}

/// The measures of an act as text.
pub fn measures(numbers: &Numbers, lang: Lang) -> Vec<(Measure, String)> {
    let all = [Measure::Records, Measure::Batches, Measure::Requests, Measure::BytesPerRecord];
    let mut written: Vec<(Measure, String)> = all
        .into_iter()
        .filter_map(|measure| Some((measure, format::short(amount(numbers, measure)?, lang))))
        .collect();
    if !numbers.codecs.is_empty() {
        written.push((Measure::Codecs, numbers.codecs.join(" ")));
    }
    written
}

impl Comparison {
    /// Every measure that both acts have.
    pub fn all(control: &Numbers, answer: &Numbers, lang: Lang) -> Vec<Self> {
        let of_answer = measures(answer, lang);
        let compare = |(measure, control_text): (Measure, String)| {
            let (_, answer_text) = of_answer.iter().find(|(other, _)| *other == measure)?.clone();
            let amounts = amount(control, measure).zip(amount(answer, measure));
            let ratio = amounts.filter(|(control, _)| *control > 0.0);
            Some(Self {
                measure,
                control: control_text,
                answer: answer_text,
                ratio: ratio.map(|(control, answer)| format::decimal(answer / control, 2, lang)),
            })
        };
        measures(control, lang).into_iter().filter_map(compare).collect()
    }
}

fn amount(numbers: &Numbers, measure: Measure) -> Option<f64> {
    match measure {
        Measure::Records => Some(numbers.records as f64),
        Measure::Batches => Some(f64::from(numbers.batches)),
        Measure::Requests => numbers.requests.map(f64::from),
        Measure::BytesPerRecord => numbers.bytes_per_record(),
        Measure::Codecs => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(batches: u32, bytes: u64, codec: &str) -> Numbers {
        Numbers {
            records: 120,
            batches,
            requests: Some(batches + 2),
            bytes,
            codecs: vec![codec.into()],
        }
    }

    #[test]
    fn a_ratio_says_what_the_settings_changed() {
        let (control, answer) = (numbers(60, 24_840, "none"), numbers(6, 5_040, "gzip"));
        let all = Comparison::all(&control, &answer, Lang::Es);
        let bytes = all.iter().find(|row| row.measure == Measure::BytesPerRecord).unwrap();
        assert_eq!((bytes.control.as_str(), bytes.answer.as_str()), ("207", "42"));
        assert_eq!(bytes.ratio.as_deref(), Some("0,20"));
        let codecs = all.last().unwrap();
        assert_eq!((codecs.control.as_str(), codecs.answer.as_str()), ("none", "gzip"));
        assert_eq!(codecs.ratio, None);
    }

    #[test]
    fn what_was_not_counted_is_not_compared() {
        let empty = Numbers::default();
        let measured: Vec<Measure> =
            measures(&empty, Lang::En).into_iter().map(|(measure, _)| measure).collect();
        assert_eq!(measured, [Measure::Records, Measure::Batches]);
        let all = Comparison::all(&empty, &numbers(6, 5_040, "gzip"), Lang::En);
        assert_eq!(all.len(), 2);
        assert!(all.iter().all(|row| row.ratio.is_none()), "nothing to divide by");
    }
}
