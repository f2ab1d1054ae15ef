//! The comparison of two acts.

use super::drawing::DRAWING;
use crate::{
    i18n::words::MeasureWords,
    measure::{Change, Comparison},
};

pub(super) const MEASURES: MeasureWords = MeasureWords {
    title: |act, with| format!("Act {act} beside act {with}"),
    measure: "Measure",
    change: "change",
    changed,
    sentence: |Comparison { measure, control, answer, amounts }, lang| {
        let name = (DRAWING.measure)(*measure);
        let change = amounts.and_then(|amounts| amounts.change(lang));
        match change {
            None | Some(Change::Same) => "Nothing changed.".to_owned(),
            Some(change) => {
                let change = changed(&change);
                format!("From {control} to {answer} {name}: {change}.")
            }
        }
    },
};

fn changed(change: &Change) -> String {
    match change {
        Change::Same => "the same".to_owned(),
        Change::LessBy(hundredths) => format!("{hundredths} % less"),
        Change::MoreBy(hundredths) => format!("{hundredths} % more"),
        Change::TimesLess(times) => format!("divided by {times}"),
        Change::TimesMore(times) => format!("multiplied by {times}"),
    }
}
