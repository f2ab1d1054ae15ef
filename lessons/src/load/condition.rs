//! `when = { field = [values] }` to conditions that some answer can meet.

use std::collections::BTreeMap;

use api::exercise::{Condition, Value};
use toml::Spanned;

use super::source::FaultAt;
use crate::{
    error::Fault,
    field::{Field, FieldError},
};

/// All of these fields have one of their values.
pub(super) type When = BTreeMap<Spanned<String>, Spanned<Vec<Value>>>;

pub(super) fn conditions(when: When, fields: &[Field]) -> Result<Vec<Condition>, FaultAt> {
    when.into_iter().map(|(name, values)| condition(name, values, fields)).collect()
}

fn condition(
    name: Spanned<String>,
    values: Spanned<Vec<Value>>,
    fields: &[Field],
) -> Result<Condition, FaultAt> {
    let field = known_field(&name, fields)?;
    let offset = values.span().start;
    let is = values.into_inner();
    if is.is_empty() {
        return Err(FaultAt { offset, fault: Fault::EmptyCondition });
    }
    for value in &is {
        acceptable(field, value).map_err(|fault| FaultAt { offset, fault })?;
    }
    Ok(Condition { field: name.into_inner(), is })
}

pub(super) fn known_field<'a>(
    name: &Spanned<String>,
    fields: &'a [Field],
) -> Result<&'a Field, FaultAt> {
    fields.iter().find(|field| field.name == *name.get_ref()).ok_or_else(|| FaultAt {
        offset: name.span().start,
        fault: Fault::UnknownField(name.get_ref().clone()),
    })
}

pub(super) fn acceptable(field: &Field, value: &Value) -> Result<(), Fault> {
    field.input.accept(value).map_err(|reason| {
        Fault::UnacceptableValue(FieldError { field: field.name.clone(), reason })
    })
}
