//! What a run takes of the cluster, checked against the limits of its exercise before anything is
//! created. The loader has done the same with every form and variant that is possible, but for the
//! bytes, which depend on the orders.

use api::{exercise::Limits, text::Text};
use lessons::scenario::{script::Script, step::Step, taken::Taken as Counted};

use crate::{
    evidence::variant::{Variant, client_of},
    lab::python,
};

/// What a run takes, all its acts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Orders that it writes, counted once for each time that they are written.
    pub records: u64,
    /// Bytes of their keys and values, uncompressed.
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
    /// What a run of this script takes with this variant.
    pub fn by(script: &Script, variant: &Variant) -> Self {
        let orders = variant.orders.len() as u32;
        let Counted { records, partitions, members } = script.taken(orders);
        let sizes: Vec<u64> = (variant.orders.iter())
            .map(|order| python::json_dumps(order).len() + client_of(order).map_or(0, str::len))
            .map(|size| size as u64)
            .collect();
        let steps = script.acts.iter().flat_map(|act| &act.steps);
        let bytes = steps.map(|step| match step {
            Step::Write(write) => {
                let range = write.range(orders);
                sizes[range.start as usize..range.end as usize].iter().sum()
            }
            step => step.writes_to().map_or(0, |_| sizes.iter().sum::<u64>()),
        });
        Self { records, bytes: bytes.sum(), partitions: partitions.into(), members }
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

#[cfg(test)]
mod tests {
    use lessons::course::Course;

    use super::*;
    use crate::{evidence::seed::Seed, lab::orders};

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
    fn no_variant_of_an_exercise_takes_more_than_its_limits() {
        let content = concat!(env!("CARGO_MANIFEST_DIR"), "/../lessons/content");
        let course = Course::load(content.as_ref()).unwrap();
        for exercise in course.exercises() {
            for attempt in 1..=200 {
                let seed = Seed::derive("ana", &exercise.id, attempt);
                let variant = orders::derive(&seed, exercise);
                let script =
                    exercise.scenario.resolve(&exercise.model, &orders::draws_of(&variant));
                let taken = Taken::by(&script.unwrap(), &variant);
                assert_eq!(taken.within(&exercise.limits), Ok(()), "{}", exercise.id);
                assert!(taken.bytes > taken.records, "{taken:?}");
            }
        }
    }
}
