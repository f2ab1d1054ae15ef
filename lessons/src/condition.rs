//! Conditions on the fields of the form, under which something is asked, shown or judged.

use api::{exercise::Condition, value::Values};

/// Whether all conditions hold for `fields`; an empty list always holds. A condition on a field
/// without a value does not hold.
pub fn hold(conditions: &[Condition], fields: &Values) -> bool {
    conditions.iter().all(|condition| {
        let value = fields.get(&condition.field);
        value.is_some_and(|value| condition.is.contains(value) != condition.negated)
    })
}
