//! A check that compares the performances of an act that is varied.

use api::text::Text;
use lessons::{
    check::{Measure, Ratio},
    scenario::selector::Selector,
};

use super::Finding;
use crate::{
    evidence::{Evidence, part::Part},
    grader::select_all,
};

/// What one variant takes, measured by what the other one takes, is within the bounds. Of each the
/// median of its performances counts: a machine that was busy for a moment does not decide.
pub(super) fn within(evidence: &Evidence, ratio: &Ratio) -> Finding {
    let Ratio { measure, of, to, at_least, at_most } = ratio;
    let expected = expected(*at_least, *at_most);
    let medians = [of, to].map(|selector| median(evidence, *measure, selector));
    let [Some(this), Some(other)] = medians else {
        let found = Text::new("No hay nada que medir.", "There is nothing to measure.");
        return Finding { passed: false, expected, found, evidence: Vec::new() };
    };
    let hundredths = 100.0 * this / other;
    let is_enough = at_least.is_none_or(|least| hundredths >= f64::from(least));
    let is_little_enough = at_most.is_none_or(|most| hundredths <= f64::from(most));
    let (es, en) = match measure {
        Measure::BytesPerRecord => ("bytes por registro", "bytes per record"),
        Measure::Batches => ("lotes", "batches"),
        Measure::RequestsPerRecord => ("peticiones por registro", "requests per record"),
        Measure::Duration => ("segundos", "seconds"),
    };
    let numbers = format!("{this:.2} / {other:.2} = {:.2}", hundredths / 100.0);
    Finding {
        passed: is_enough && is_little_enough,
        expected,
        found: Text::new(
            format!("Medianas de {es}: {}.", numbers.replace('.', ",")),
            format!("Medians of {en}: {numbers}."),
        ),
        evidence: Vec::new(),
    }
}

fn expected(at_least: Option<u32>, at_most: Option<u32>) -> Text {
    let bounds = [("≥", at_least), ("≤", at_most)];
    let bounds: Vec<String> = bounds
        .into_iter()
        .filter_map(|(sign, bound)| Some(format!("{sign} {:.2}", f64::from(bound?) / 100.0)))
        .collect();
    let bounds = bounds.join(", ");
    Text::new(format!("un cociente {}", bounds.replace('.', ",")), format!("a ratio {bounds}"))
}

/// `None` if a performance leaves nothing to measure, or there is none.
fn median(evidence: &Evidence, measure: Measure, selector: &Selector) -> Option<f64> {
    let measured: Option<Vec<f64>> =
        select_all(evidence, selector).map(|part| number(part, measure)).collect();
    let mut measured = measured?;
    measured.sort_by(f64::total_cmp);
    let (below, above) = (measured.len().checked_sub(1)? / 2, measured.len() / 2);
    Some((measured[below] + measured[above]) / 2.0)
}

/// Always more than zero.
fn number(part: Part<'_>, measure: Measure) -> Option<f64> {
    let per_record = |count: u64| {
        let records = part.records().count();
        (records > 0).then(|| count as f64 / records as f64)
    };
    let number = match measure {
        Measure::BytesPerRecord => per_record(part.batches().map(|(_, batch)| batch.bytes).sum()),
        Measure::Batches => Some(part.batches().count() as f64),
        Measure::RequestsPerRecord => {
            per_record(part.producers().map(|producer| u64::from(producer.requests)).sum())
        }
        Measure::Duration => {
            let performance = part.act().performance.as_ref()?;
            Some(performance.duration_us as f64 / 1e6)
        }
    };
    number.filter(|number| *number > 0.0)
}
