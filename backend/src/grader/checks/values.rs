//! Checks that read values.

use api::text::Text;
use serde_json::Value;

use super::Finding;
use crate::{
    evidence::{Evidence, topic::Record, value::Data},
    grader::link,
};

/// Every value of every act is UTF-8 JSON equal to its order. An empty log proves nothing, so it
/// does not pass.
pub(super) fn are_json(evidence: &Evidence) -> Finding {
    let mut read = 0;
    let mut wrong = Vec::new();
    let mut example = None;
    for act in &evidence.acts {
        for (place, record) in act.whole().records() {
            read += 1;
            if !is_its_order(record, &evidence.variant.orders) {
                wrong.push(link(act.act, place));
                example = example.or(record.value.as_ref());
            }
        }
    }
    Finding {
        passed: read > 0 && wrong.is_empty(),
        expected: Text::new(
            "cada valor es JSON en UTF-8, igual a su pedido",
            "each value is UTF-8 JSON equal to its order",
        ),
        found: sentence(read, wrong.len(), example),
        evidence: wrong,
    }
}

/// Whether the value is the JSON of the record's own order: what every handler can read.
pub(super) fn is_its_order(record: &Record, orders: &[Value]) -> bool {
    let Some(Data::Text(text)) = &record.value else { return false };
    let order = record.order.and_then(|order| orders.get(order as usize));
    serde_json::from_str::<Value>(text).is_ok_and(|value| Some(&value) == order)
}

fn sentence(read: usize, wrong: usize, example: Option<&Data>) -> Text {
    if read == 0 {
        return Text::new(
            "No hay ningún valor que leer: el log está vacío.",
            "There is no value to read: the log is empty.",
        );
    }
    if wrong == 0 {
        return Text::new(
            format!("Los {read} valores son JSON y coinciden."),
            format!("All {read} values are JSON and match."),
        );
    }
    let example = example.map_or_else(|| "∅".to_owned(), |data| shortened(data.as_str()));
    Text::new(
        format!("{wrong} de {read} no lo son. Por ejemplo: `{example}`"),
        format!("{wrong} of {read} are not. For example: `{example}`"),
    )
}

/// Enough of a value to show what is wrong with it.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
