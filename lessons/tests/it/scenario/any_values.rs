//! Whatever a form accepts and a seed draws resolves, and leaves nothing bound.

use std::sync::LazyLock;

use lessons::field::{Field, Input};
use proptest::prelude::*;

use super::*;

static EXERCISES: LazyLock<Vec<Exercise>> =
    LazyLock::new(|| PORTED.into_iter().chain(LABS).map(|(_, id)| exercise(id)).collect());

/// One of the values that the field accepts.
fn value(field: &Field, number: u64) -> Value {
    match &field.input {
        Input::Name { optional: true, .. } if number.is_multiple_of(4) => text(""),
        Input::Name { .. } => text(&format!("name-{number}")),
        Input::Choice { choices } => {
            choices[(number % choices.len() as u64) as usize].value.clone()
        }
        Input::Integer { optional: true, .. } if number.is_multiple_of(4) => text(""),
        Input::Integer { min, max, .. } => {
            Value::Integer(min + (number % (max - min + 1) as u64) as i64)
        }
        Input::Several { .. } => panic!("no field of a form has several"),
    }
}

proptest! {
    #[test]
    fn any_answer_resolves(
        which in 0..PORTED.len() + LABS.len(),
        of_fields in prop::collection::vec(any::<u64>(), 16),
        of_draws in prop::collection::vec(any::<u32>(), 8),
    ) {
        let exercise = &EXERCISES[which];
        let scenario = &exercise.scenario;
        let fields: Values = (exercise.fields.iter().zip(of_fields))
            .map(|(field, number)| (field.name.clone(), value(field, number)))
            .collect();
        let parsed = exercise.parse_fields(&fields);
        prop_assert_eq!(parsed.as_ref(), Ok(&fields));
        let [fewest, most] = scenario.data.orders.count;
        let orders = fewest + of_draws[0] % (most - fewest + 1);
        let named = (scenario.draws.iter().zip(&of_draws[1..]))
            .map(|((name, draw), number)| {
                let terms = draw.terms(name, orders).into_iter();
                let drawn = terms.map(|term| (term.from + number % term.bound) * term.times).sum();
                (name.clone(), drawn)
            })
            .collect();
        let script = scenario.resolve(&fields, &Draws { orders, named });
        let script = script.unwrap_or_else(|fault| panic!("{}: {fault}", exercise.id));
        let bound = format!("{script:?}").contains('$');
        prop_assert!(!bound, "something is left bound");
    }
}
