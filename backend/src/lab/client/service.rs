//! What a handler does with an order, worked out before any of it is done: an order that lacks
//! something fails as a whole, and nothing is done twice when it is tried again.

use lessons::scenario::service::Field;
use serde_json::Value;

use crate::{
    lab::{
        profile::python_error::{self, PythonError},
        python,
        worker::plan::{Changelog, HandlerPart},
    },
    order,
};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A row in the lab's sink.
    Effect,
    /// Nothing more: a condition was not met.
    Filtered,
    /// Where something stays as it came, there is `None`.
    Forward { to: u32, key: Option<String>, value: Option<String> },
    /// Adds to the number of a key.
    Add { key: String, number: i64, changelog: Option<Changelog> },
}

/// Whether the parts need the order that is in a record.
pub fn read_orders(parts: &[HandlerPart]) -> bool {
    parts.iter().any(|part| match part {
        HandlerPart::Effect | HandlerPart::Filter(_) | HandlerPart::Fold { .. } => true,
        HandlerPart::Forward { take, key, .. } => !take.is_empty() || key.is_some(),
    })
}

/// # Errors
/// What Python raises where the order lacks a field.
pub fn deeds(parts: &[HandlerPart], order: &Value) -> Result<Vec<Deed>, PythonError> {
    let missing = |field: Field| python_error::missing(field.name());
    let mut deeds = Vec::new();
    for part in parts {
        deeds.push(match part {
            HandlerPart::Effect => Deed::Effect,
            HandlerPart::Filter(filter) => match order::passes(order, filter) {
                Some(true) => continue,
                Some(false) => {
                    deeds.push(Deed::Filtered);
                    break;
                }
                None => return Err(missing(filter.field)),
            },
            HandlerPart::Forward { to, take, key } => Deed::Forward {
                to: *to,
                key: match key {
                    Some(key) => Some(order::text(order, *key).ok_or_else(|| missing(*key))?),
                    None => None,
                },
                value: match take.is_empty() {
                    true => None,
                    false => {
                        let taken = order::taken(order, take).map_err(missing)?;
                        Some(python::json_dumps(&taken))
                    }
                },
            },
            HandlerPart::Fold { by, sum, changelog } => Deed::Add {
                key: order::text(order, *by).ok_or_else(|| missing(*by))?,
                number: order::addend(order, *sum).ok_or_else(|| missing(sum.unwrap_or(*by)))?,
                changelog: *changelog,
            },
        });
    }
    Ok(deeds)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parts() -> Vec<HandlerPart> {
        let condition = json!({ "field": "unidades", "at_least": 2 });
        vec![
            HandlerPart::Effect,
            HandlerPart::Filter(serde_json::from_value(condition).unwrap()),
            HandlerPart::Forward { to: 1, take: vec![Field::Pedido], key: Some(Field::Ciudad) },
            HandlerPart::Fold { by: Field::Ciudad, sum: Some(Field::Unidades), changelog: None },
        ]
    }

    #[test]
    fn what_stands_behind_a_filter_is_done_only_if_it_passes() {
        let order =
            |units| json!({ "pedido": 7, "unidades": units, "envío": { "ciudad": "Málaga" } });
        let city = || "Málaga".to_owned();
        assert_eq!(
            deeds(&parts(), &order(3)).unwrap(),
            [
                Deed::Effect,
                Deed::Forward { to: 1, key: Some(city()), value: Some("{\"pedido\": 7}".into()) },
                Deed::Add { key: city(), number: 3, changelog: None },
            ]
        );
        assert_eq!(deeds(&parts(), &order(1)).unwrap(), [Deed::Effect, Deed::Filtered]);
    }

    #[test]
    fn an_order_that_lacks_a_field_fails_before_anything_is_done() {
        let error = deeds(&parts(), &json!({ "pedido": 7, "unidades": 3 })).unwrap_err();
        assert_eq!((error.class, error.message.as_str()), ("KeyError", "'ciudad'"));
        assert_eq!(deeds(&parts(), &json!([])).unwrap_err().message, "'unidades'");
    }

    #[test]
    fn a_record_that_is_sent_on_as_it_came_need_not_be_an_order() {
        let keep = HandlerPart::Forward { to: 0, take: Vec::new(), key: None };
        assert!(!read_orders(std::slice::from_ref(&keep)));
        assert!(read_orders(&parts()));
        let sent = Deed::Forward { to: 0, key: None, value: None };
        assert_eq!(deeds(&[keep], &Value::Null).unwrap(), [sent]);
    }
}
