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
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub measure: Measure,
    pub control: String,
    pub answer: String,
    /// Of what is a number.
    pub amounts: Option<Amounts>,
}

/// A measure in two acts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amounts {
    pub control: f64,
    pub answer: f64,
}

/// What a measure of the learner's act is beside that of the control act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Same,
    /// By a share of it, in hundredths.
    LessBy(u32),
    MoreBy(u32),
    /// So many times, as text.
    TimesLess(String),
    TimesMore(String),
}

/// Below this factor a change is told in hundredths.
const TWICE: f64 = 1.95;

impl Amounts {
    /// The lengths of both on one scale, up to 1.
    pub fn shares(self) -> [f64; 2] {
        let most = self.control.max(self.answer);
        [self.control, self.answer].map(|amount| if most > 0.0 { amount / most } else { 0.0 })
    }

    /// How many times the larger one is the smaller one; `None` if one of them is nothing.
    pub fn factor(self) -> Option<f64> {
        let least = self.control.min(self.answer);
        (least > 0.0).then(|| self.control.max(self.answer) / least)
    }

    /// `None` where there is nothing to compare with.
    pub fn change(self, lang: Lang) -> Option<Change> {
        let (factor, is_less) = (self.factor()?, self.answer < self.control);
        let hundredths = (100.0 * (self.answer - self.control).abs() / self.control).round() as u32;
        let times = || format::short(factor, lang);
        Some(match (factor >= TWICE, is_less) {
            _ if hundredths == 0 => Change::Same,
            (true, true) => Change::TimesLess(times()),
            (true, false) => Change::TimesMore(times()),
            (false, true) => Change::LessBy(hundredths),
            (false, false) => Change::MoreBy(hundredths),
        })
    }
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
            Some(Self {
                measure,
                control: control_text,
                answer: answer_text,
                amounts: amounts.map(|(control, answer)| Amounts { control, answer }),
            })
        };
        measures(control, lang).into_iter().filter_map(compare).collect()
    }

    /// What the settings changed most; how many records there are is no merit of theirs.
    pub fn foremost(all: &[Self]) -> Option<&Self> {
        let factor = |it: &Self| it.amounts.and_then(Amounts::factor).unwrap_or(1.0);
        let of_settings = all.iter().filter(|it| it.measure != Measure::Records);
        of_settings.max_by(|one, other| factor(one).total_cmp(&factor(other)))
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
    fn a_comparison_says_what_the_settings_changed() {
        let (control, answer) = (numbers(12, 25_560, "none"), numbers(6, 3_960, "gzip"));
        let all = Comparison::all(&control, &answer, Lang::Es);
        let bytes = all.iter().find(|row| row.measure == Measure::BytesPerRecord).unwrap();
        assert_eq!((bytes.control.as_str(), bytes.answer.as_str()), ("213", "33"));
        let amounts = bytes.amounts.unwrap();
        assert_eq!(amounts.change(Lang::Es), Some(Change::TimesLess("6,5".into())));
        let [control, answer] = amounts.shares();
        assert!((control - 1.0).abs() < 1e-9 && (answer - 33.0 / 213.0).abs() < 1e-9);
        assert_eq!(Comparison::foremost(&all), Some(bytes));
        let codecs = all.last().unwrap();
        assert_eq!((codecs.control.as_str(), codecs.answer.as_str()), ("none", "gzip"));
        assert_eq!(codecs.amounts, None);
    }

    #[test]
    fn a_small_change_is_told_in_hundredths() {
        let change = |control, answer| Amounts { control, answer }.change(Lang::En);
        assert_eq!(change(100.0, 96.0), Some(Change::LessBy(4)));
        assert_eq!(change(100.0, 150.0), Some(Change::MoreBy(50)));
        assert_eq!(change(2.0, 5.0), Some(Change::TimesMore("2.5".into())));
        assert_eq!(change(7.0, 7.0), Some(Change::Same));
        assert_eq!(change(0.0, 7.0), None, "nothing to compare with");
    }

    #[test]
    fn what_was_not_counted_is_not_compared() {
        let empty = Numbers::default();
        let measured: Vec<Measure> =
            measures(&empty, Lang::En).into_iter().map(|(measure, _)| measure).collect();
        assert_eq!(measured, [Measure::Records, Measure::Batches]);
        let all = Comparison::all(&empty, &numbers(6, 5_040, "gzip"), Lang::En);
        assert_eq!(all.len(), 2);
        let changes = all.iter().map(|row| row.amounts.unwrap().change(Lang::En));
        assert!(changes.into_iter().all(|change| change.is_none()));
    }
}
