//! Conditions on the fields of the form: what is asked, shown or judged only for some answers.

use api::exercise::{Condition, Values};

/// Whether all conditions hold for `fields`; none at all always hold. A condition on a field that
/// has no value does not hold.
pub fn hold(conditions: &[Condition], fields: &Values) -> bool {
    conditions.iter().all(|condition| {
        let value = fields.get(&condition.field);
        value.is_some_and(|value| condition.is.contains(value) != condition.negated)
    })
}
