//! What services do with the orders that they read: fields, filters and sums of a closed list.
//! Workers are told these words, and checks have them, too: the grader works out by itself what a
//! service had to do.

use serde::{Deserialize, Serialize};

use super::{data::OrderKind, name::TopicKey};

/// A field of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Pedido,
    Cliente,
    Producto,
    Unidades,
    Precio,
    /// Of the delivery.
    Ciudad,
    /// Of the delivery.
    Urgente,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    WholeNumber,
    Number,
    Boolean,
}

impl Field {
    /// Where an order has it: the keys from the outside in.
    pub const fn path(self) -> &'static [&'static str] {
        match self {
            Self::Pedido => &["pedido"],
            Self::Cliente => &["cliente"],
            Self::Producto => &["producto"],
            Self::Unidades => &["unidades"],
            Self::Precio => &["precio"],
            Self::Ciudad => &["envío", "ciudad"],
            Self::Urgente => &["envío", "urgente"],
        }
    }

    /// The last key of its path, by which a service that takes it passes it on.
    pub fn name(self) -> &'static str {
        self.path().last().expect("every path has a key")
    }

    /// Whether orders of this kind have it.
    pub const fn is_in(self, kind: OrderKind) -> bool {
        match kind {
            OrderKind::Shop => true,
            OrderKind::Short => {
                matches!(self, Self::Pedido | Self::Cliente | Self::Unidades | Self::Precio)
            }
        }
    }

    /// Whether it can be added up without rounding.
    pub const fn is_whole(self) -> bool {
        matches!(self.holds(), Holds::WholeNumber)
    }

    const fn holds(self) -> Holds {
        match self {
            Self::Cliente | Self::Producto | Self::Ciudad => Holds::Text,
            Self::Pedido | Self::Unidades => Holds::WholeNumber,
            Self::Precio => Holds::Number,
            Self::Urgente => Holds::Boolean,
        }
    }
}

/// What an order has to be like: one field, and one test that fits what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "FilterEntry", into = "FilterEntry")]
pub struct Filter {
    pub field: Field,
    pub test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    Is(Scalar),
    AtLeast(i64),
    LessThan(i64),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Scalar {
    Bool(bool),
    Integer(i64),
    Text(String),
}

/// A filter as it is written: one of the three tests.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct FilterEntry {
    /// Which field is tested.
    field: Field,
    /// It has this value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is: Option<Scalar>,
    /// It is a number, and as large or larger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_least: Option<i64>,
    /// It is a number, and smaller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    less_than: Option<i64>,
}

impl TryFrom<FilterEntry> for Filter {
    type Error = &'static str;

    fn try_from(entry: FilterEntry) -> Result<Self, Self::Error> {
        let FilterEntry { field, is, at_least, less_than } = entry;
        let test = match (is, at_least, less_than) {
            (Some(value), None, None) => Test::Is(value),
            (None, Some(number), None) => Test::AtLeast(number),
            (None, None, Some(number)) => Test::LessThan(number),
            _ => return Err("a filter has one of `is`, `at_least` and `less_than`"),
        };
        let fits = match (&test, field.holds()) {
            (Test::Is(Scalar::Text(_)), Holds::Text)
            | (Test::Is(Scalar::Integer(_)), Holds::WholeNumber)
            | (Test::Is(Scalar::Bool(_)), Holds::Boolean) => true,
            (Test::AtLeast(_) | Test::LessThan(_), holds) => {
                matches!(holds, Holds::WholeNumber | Holds::Number)
            }
            (Test::Is(_), _) => false,
        };
        if fits { Ok(Self { field, test }) } else { Err("the field holds nothing of that kind") }
    }
}

impl From<Filter> for FilterEntry {
    fn from(Filter { field, test }: Filter) -> Self {
        let empty = Self { field, is: None, at_least: None, less_than: None };
        match test {
            Test::Is(value) => Self { is: Some(value), ..empty },
            Test::AtLeast(number) => Self { at_least: Some(number), ..empty },
            Test::LessThan(number) => Self { less_than: Some(number), ..empty },
        }
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Filter {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Filter".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        FilterEntry::json_schema(generator)
    }
}

/// Sends a record on to another topic, and keeps its headers, which name the order.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Forward {
    pub topic: TopicKey,
    /// Of the value only these fields, as an object; without them, all of it as it came.
    #[serde(default)]
    pub take: Vec<Field>,
    /// The field whose text becomes the key; without it, the key stays.
    pub key: Option<Field>,
}

/// Keeps a number for each value of a field, in the memory of the member, and writes it to the
/// lab's sink after each record: one row for each value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fold {
    /// What there is a number for.
    pub by: Field,
    /// Adds this field up; without it, records are counted. It holds whole numbers.
    pub sum: Option<Field>,
    /// Where each new number is sent, too. It is read back when a member gets partitions; without
    /// it, a member that starts begins from nothing.
    pub changelog: Option<TopicKey>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_filter_has_one_test_that_fits_its_field_and_travels_as_it_is_written() {
        for written in [
            json!({ "field": "urgente", "is": true }),
            json!({ "field": "ciudad", "is": "Cádiz" }),
            json!({ "field": "unidades", "is": 2 }),
            json!({ "field": "unidades", "at_least": 2 }),
            json!({ "field": "precio", "less_than": 100 }),
        ] {
            let filter: Filter = serde_json::from_value(written.clone()).unwrap();
            assert_eq!(serde_json::to_value(&filter).unwrap(), written);
        }
        for wrong in [
            json!({ "field": "urgente" }),
            json!({ "field": "unidades", "is": 2, "at_least": 2 }),
            json!({ "field": "urgente", "is": "sí" }),
            json!({ "field": "cliente", "is": 3 }),
            json!({ "field": "cliente", "at_least": 3 }),
            json!({ "field": "nota", "is": "" }),
            json!({ "field": "unidades", "more": 2 }),
        ] {
            assert!(serde_json::from_value::<Filter>(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn short_orders_have_no_delivery() {
        assert!(Field::Ciudad.is_in(OrderKind::Shop) && !Field::Ciudad.is_in(OrderKind::Short));
        assert!(Field::Unidades.is_in(OrderKind::Short) && Field::Unidades.is_whole());
        assert!(!Field::Precio.is_whole());
        assert_eq!(
            (Field::Ciudad.path(), Field::Ciudad.name()),
            (&["envío", "ciudad"][..], "ciudad")
        );
    }
}
