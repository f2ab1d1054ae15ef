//! What a run takes of the cluster, checked against the limits of its exercise before anything is
//! created. When the server starts, with the largest form and variant that are possible, so that a
//! course whose exercise exceeds its own limits is refused; before each run, with what it really
//! takes.

use api::{
    exercise::{Limits, Value},
    text::Text,
};
use lessons::{
    exercise::{Exercise, Lab as Kind},
    field::Input,
};

use super::{orders, python};
use crate::evidence::variant::{Variant, client_of};

/// What a run takes, all its acts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Orders that it writes, counted once for each time that they are written.
    pub records: u64,
    /// Bytes of their keys and values, uncompressed. 0 where the orders are not known yet.
    pub bytes: u64,
    /// Partitions of each topic.
    pub partitions: u64,
    /// Consumers in one group.
    pub members: u64,
}

/// A run takes more of something than its exercise allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a run may take {taken} {what}, and the limit of the exercise is {limit}")]
pub struct OverLimit {
    pub what: &'static str,
    pub taken: u64,
    pub limit: u64,
}

impl Taken {
    /// The most that any form and any variant of the exercise can take.
    pub fn at_most(exercise: &Exercise) -> Self {
        let (records, partitions) = orders::at_most(exercise.lab);
        let members = exercise.fields.iter().filter(|field| field.name == MEMBERS);
        let members = members.map(|field| match &field.input {
            Input::Integer { max, .. } => u64::try_from(*max).unwrap_or_default(),
            Input::Choice { choices } => {
                choices.iter().map(|choice| count(&choice.value)).max().unwrap_or_default()
            }
            Input::Name { .. } | Input::Several { .. } => 0,
        });
        Self {
            records: records * writings(exercise.lab),
            bytes: 0,
            partitions,
            members: members.max().unwrap_or_else(|| u64::from(exercise.lab != Kind::Producer)),
        }
    }

    /// What a run with this form takes of this variant.
    pub fn by(lab: Kind, fields: &api::exercise::Values, variant: &Variant) -> Self {
        let bytes: usize = (variant.orders.iter())
            .map(|order| python::json_dumps(order).len() + client_of(order).map_or(0, str::len))
            .sum();
        Self {
            records: variant.orders.len() as u64 * writings(lab),
            bytes: bytes as u64 * writings(lab),
            partitions: variant.partitions.into(),
            members: fields.get(MEMBERS).map_or(u64::from(lab != Kind::Producer), count),
        }
    }

    pub fn within(self, limits: &Limits) -> Result<(), OverLimit> {
        let Self { records, bytes, partitions, members } = self;
        for (what, taken, limit) in [
            ("records", records, limits.records.into()),
            ("bytes", bytes, limits.bytes),
            ("partitions", partitions, limits.partitions.into()),
            ("members", members, limits.members.into()),
        ] {
            if taken > limit {
                return Err(OverLimit { what, taken, limit });
            }
        }
        Ok(())
    }
}

impl OverLimit {
    pub fn awaited() -> Text {
        Text::new(
            "Esperábamos una ejecución que cupiera en los límites de su ejercicio: avisa a tu docente.",
            "We waited for a run that fits the limits of its exercise: tell your instructor.",
        )
    }
}

/// The field that says how many consumers a group has.
const MEMBERS: &str = "members";

fn count(value: &Value) -> u64 {
    match value {
        Value::Integer(members) => u64::try_from(*members).unwrap_or_default(),
        Value::Bool(_) | Value::Text(_) | Value::Several(_) => 0,
    }
}

/// How often each order is written: a consumer's exercise writes once and reads twice.
fn writings(lab: Kind) -> u64 {
    match lab {
        Kind::Producer => 2,
        Kind::Consumer => 1,
        Kind::Configuration => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::seed::Seed;

    const LIMITS: Limits =
        Limits { records: 80, bytes: 1 << 20, partitions: 3, members: 2, seconds: 20 };

    #[test]
    fn exceeding_any_one_limit_is_refused() {
        let taken = Taken { records: 80, bytes: 1 << 20, partitions: 3, members: 2 };
        assert_eq!(taken.within(&LIMITS), Ok(()));
        for (taken, what) in [
            (Taken { records: 81, ..taken }, "records"),
            (Taken { bytes: (1 << 20) + 1, ..taken }, "bytes"),
            (Taken { partitions: 4, ..taken }, "partitions"),
            (Taken { members: 3, ..taken }, "members"),
        ] {
            assert_eq!(taken.within(&LIMITS).unwrap_err().what, what);
        }
    }

    #[test]
    fn no_variant_takes_more_than_the_maximum() {
        for lab in [Kind::Producer, Kind::Consumer, Kind::Configuration] {
            let (records, partitions) = orders::at_most(lab);
            for attempt in 1..=200 {
                let variant = orders::derive(&Seed::derive("ana", "e", attempt), lab);
                let taken = Taken::by(lab, &Default::default(), &variant);
                assert!(taken.records <= records * writings(lab), "{taken:?}");
                assert!(taken.bytes > taken.records && taken.partitions <= partitions);
            }
        }
    }
}
