//! The comparison of two acts.

use super::drawing::DRAWING;
use crate::{
    i18n::words::MeasureWords,
    measure::{Change, Comparison},
};

pub(super) const MEASURES: MeasureWords = MeasureWords {
    title: |act, with| format!("Acto {act} frente al acto {with}"),
    measure: "Medida",
    change: "cambio",
    changed,
    sentence: |Comparison { measure, control, answer, amounts }, lang| {
        let name = (DRAWING.measure)(*measure);
        let change = amounts.and_then(|amounts| amounts.change(lang));
        match change {
            None | Some(Change::Same) => "Nada cambió.".to_owned(),
            Some(change) => {
                let change = changed(&change);
                format!("De {control} a {answer} {name}: {change}.")
            }
        }
    },
};

fn changed(change: &Change) -> String {
    match change {
        Change::Same => "igual".to_owned(),
        Change::LessBy(hundredths) => format!("un {hundredths} % menos"),
        Change::MoreBy(hundredths) => format!("un {hundredths} % más"),
        Change::TimesLess(times) => format!("{times} veces menos"),
        Change::TimesMore(times) => format!("{times} veces más"),
    }
}
