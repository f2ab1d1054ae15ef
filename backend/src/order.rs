//! What services read of an order: fields, conditions, and what is sent on of it. Pure; the workers
//! do by it what a handler says, and the grader works out by it what had to come of it.

use lessons::scenario::service::{Field, Filter, Scalar, Test};
use serde_json::{Map, Value};

/// The field of an order; `None` if it does not have it.
pub fn field(order: &Value, field: Field) -> Option<&Value> {
    let whole = field.path().iter().try_fold(order, |inside, key| inside.get(key));
    // A service that took it from inside passed it on under its own name.
    whole.or_else(|| order.get(field.name()))
}

/// Whether an order meets a condition; `None` if it does not have the field, or something else in
/// it.
pub fn passes(order: &Value, filter: &Filter) -> Option<bool> {
    let found = field(order, filter.field)?;
    match &filter.test {
        Test::Is(Scalar::Text(text)) => Some(found.as_str()? == text),
        Test::Is(Scalar::Integer(number)) => Some(found.as_i64()? == *number),
        Test::Is(Scalar::Bool(value)) => Some(found.as_bool()? == *value),
        Test::AtLeast(number) => Some(found.as_f64()? >= *number as f64),
        Test::LessThan(number) => Some(found.as_f64()? < *number as f64),
    }
}

/// An object with these fields of an order; the missing one if it does not have all.
pub fn taken(order: &Value, fields: &[Field]) -> Result<Value, Field> {
    let one = |wanted: &Field| {
        let value = field(order, *wanted).ok_or(*wanted)?;
        Ok((wanted.name().to_owned(), value.clone()))
    };
    Ok(Value::Object(fields.iter().map(one).collect::<Result<Map<_, _>, Field>>()?))
}

/// The text of a field, as Python's `str` writes it; `None` if the order does not have it.
pub fn text(order: &Value, wanted: Field) -> Option<String> {
    match field(order, wanted)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("True".to_owned()),
        Value::Bool(false) => Some("False".to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What an order adds to the number that is kept for its value of `by`: itself, or a field.
pub fn addend(order: &Value, sum: Option<Field>) -> Option<i64> {
    match sum {
        Some(wanted) => field(order, wanted)?.as_i64(),
        None => Some(1),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn order() -> Value {
        json!({
            "pedido": 10_001,
            "cliente": "cliente-03",
            "unidades": 2,
            "precio": 12.5,
            "envío": { "ciudad": "Cádiz", "urgente": true },
        })
    }

    #[test]
    fn conditions_are_about_what_the_order_has() {
        let condition = |written| serde_json::from_value::<Filter>(written).unwrap();
        for (written, expected) in [
            (json!({ "field": "ciudad", "is": "Cádiz" }), Some(true)),
            (json!({ "field": "ciudad", "is": "Vigo" }), Some(false)),
            (json!({ "field": "urgente", "is": true }), Some(true)),
            (json!({ "field": "unidades", "is": 3 }), Some(false)),
            (json!({ "field": "unidades", "at_least": 2 }), Some(true)),
            (json!({ "field": "unidades", "at_least": 3 }), Some(false)),
            (json!({ "field": "precio", "less_than": 12 }), Some(false)),
            (json!({ "field": "precio", "less_than": 13 }), Some(true)),
            (json!({ "field": "producto", "is": "cesta" }), None),
        ] {
            assert_eq!(passes(&order(), &condition(written.clone())), expected, "{written}");
        }
        let at_least = condition(json!({ "field": "unidades", "at_least": 2 }));
        assert_eq!(passes(&json!({ "unidades": "2" }), &at_least), None);
        assert_eq!(passes(&json!(2), &at_least), None);
    }

    #[test]
    fn what_is_taken_from_inside_is_found_again() {
        let taken = taken(&order(), &[Field::Pedido, Field::Ciudad]).unwrap();
        assert_eq!(taken, json!({ "pedido": 10_001, "ciudad": "Cádiz" }));
        assert_eq!(text(&taken, Field::Ciudad).as_deref(), Some("Cádiz"));
        assert_eq!(super::taken(&order(), &[Field::Producto]), Err(Field::Producto));
    }

    #[test]
    fn keys_and_addends() {
        let order = order();
        assert_eq!(text(&order, Field::Pedido).as_deref(), Some("10001"));
        assert_eq!(text(&order, Field::Urgente).as_deref(), Some("True"));
        assert_eq!(addend(&order, None), Some(1));
        assert_eq!(addend(&order, Some(Field::Unidades)), Some(2));
        assert_eq!(addend(&order, Some(Field::Precio)), None, "it is not exact");
        assert_eq!(addend(&json!([]), Some(Field::Unidades)), None);
    }
}
