//! Reads `when = { field = [values] }` into conditions that some answer can meet; `{ not = [values]
//! }` negates one.

use std::collections::BTreeMap;

use api::{exercise::Condition, value::Value};
use serde::Deserialize;

#[cfg(test)]
use super::schema;
use super::{source::FaultAt, spanned::Spanned};
use crate::{
    error::ContentFault,
    field::{Field, FieldError},
};

/// Every field meets its test.
pub(super) type When = BTreeMap<Spanned<String>, Spanned<Test>>;

/// What a field's value has to be.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum Test {
    /// One of these.
    Is(#[cfg_attr(test, schemars(with = "Vec<schema::Value>"))] Vec<Value>),
    /// Something else.
    IsNot {
        /// None of these.
        #[cfg_attr(test, schemars(with = "Vec<schema::Value>"))]
        not: Vec<Value>,
    },
}

pub(super) fn conditions(when: When, fields: &[Field]) -> Result<Vec<Condition>, FaultAt> {
    when.into_iter().map(|(name, test)| condition(name, test, fields)).collect()
}

fn condition(
    name: Spanned<String>,
    test: Spanned<Test>,
    fields: &[Field],
) -> Result<Condition, FaultAt> {
    let field = known_field(&name, fields)?;
    let offset = test.start();
    let (is, negated) = match test.into_inner() {
        Test::Is(values) => (values, false),
        Test::IsNot { not } => (not, true),
    };
    if is.is_empty() {
        return Err(FaultAt { offset, fault: ContentFault::EmptyCondition });
    }
    for value in &is {
        acceptable(field, value).map_err(|fault| FaultAt { offset, fault })?;
    }
    Ok(Condition { field: name.into_inner(), is, negated })
}

pub(super) fn known_field<'a>(
    name: &Spanned<String>,
    fields: &'a [Field],
) -> Result<&'a Field, FaultAt> {
    fields.iter().find(|field| field.name == *name.get_ref()).ok_or_else(|| FaultAt {
        offset: name.start(),
        fault: ContentFault::UnknownField(name.get_ref().clone()),
    })
}

pub(super) fn acceptable(field: &Field, value: &Value) -> Result<(), ContentFault> {
    field.input.accept(value).map_err(|reason| {
        ContentFault::UnacceptableValue(FieldError { field: field.name.clone(), reason })
    })
}
