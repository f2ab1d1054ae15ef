//! Numbers that the learner's seed gives, so that no two learners have the same answer.
//!
//! **How a number is derived**, for ever, because runs that are stored or queued must keep theirs:
//! a draw is the sum of its terms (`Term`), and a term is
//!
//! ```text
//! (from + seed.draw(label, 0, bound)) × times
//! ```
//!
//! where `seed.draw` gives a number below `bound` (`backend/src/evidence/seed.rs`). The label is the
//! draw's name, so renaming a draw changes everybody's numbers. `in_batch` has two terms: the batch
//! has the label `NAME batch`, the place in it `NAME`. All divisions round down. The number of
//! orders comes first, with the label `orders`, because shares depend on it.
//!
//! These are the labels and bounds of `backend/src/lab/orders.rs`: `partitions` as `range = [3, 4]`,
//! `early` as `share = { percent = [50, 75] }`, `crash` and `crash batch` as `in_batch`.

use std::{collections::BTreeMap, ops::RangeInclusive};

use serde::Deserialize;

/// Both bounds are allowed values, everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Draw {
    /// A number from the first to the second.
    Range([u32; 2]),
    /// A share of the orders.
    Share {
        /// From so many hundredths to so many, 100 at most. Hundredths and not fractions: the
        /// division of whole numbers is exact.
        percent: [u32; 2],
    },
    /// The number of a record, counted from 1, in the middle of a batch.
    InBatch {
        /// How many whole batches come before it.
        batches: [u32; 2],
        /// How many records a batch has.
        of: u32,
        /// Its place in its own batch.
        plus: [u32; 2],
    },
}

/// One part of a draw's sum; see above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub label: String,
    pub from: u32,
    /// The drawn number is below it; at least 1.
    pub bound: u32,
    pub times: u32,
}

/// What the seed gave one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draws {
    /// How many orders there are.
    pub orders: u32,
    /// The draws of the scenario, by name.
    pub named: BTreeMap<String, u32>,
}

impl Draw {
    /// How the number of the draw `name` is derived where there are so many orders. The bounds of
    /// a draw are in ascending order; the loader checks that.
    pub fn terms(&self, name: &str, orders: u32) -> Vec<Term> {
        let term = |label: String, [from, to]: [u32; 2], times| Term {
            label,
            from,
            bound: to - from + 1,
            times,
        };
        match *self {
            Self::Range(bounds) => vec![term(name.to_owned(), bounds, 1)],
            Self::Share { percent: [from, to] } => {
                // The share of the difference, which may be one less than the difference of the
                // shares.
                let share = |percent: u32| (u64::from(orders) * u64::from(percent) / 100) as u32;
                let (label, bound) = (name.to_owned(), share(to - from) + 1);
                vec![Term { label, from: share(from), bound, times: 1 }]
            }
            Self::InBatch { batches, of, plus } => {
                vec![term(format!("{name} batch"), batches, of), term(name.to_owned(), plus, 1)]
            }
        }
    }

    /// The least and the greatest number that the draw gives where there are so many orders.
    pub fn bounds(&self, orders: u32) -> RangeInclusive<u32> {
        let terms = self.terms("", orders);
        let sum = |number: fn(&Term) -> u32| terms.iter().map(|t| number(t) * t.times).sum();
        sum(|term| term.from)..=sum(|term| term.from + term.bound - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(label: &str, from: u32, bound: u32, times: u32) -> Term {
        Term { label: label.to_owned(), from, bound, times }
    }

    /// The expressions of `backend/src/lab/orders.rs`.
    #[test]
    fn draws_are_derived_as_in_the_three_labs() {
        let partitions = Draw::Range([3, 4]);
        assert_eq!(partitions.terms("partitions", 12), [term("partitions", 3, 2, 1)]);
        let early = Draw::Share { percent: [50, 75] };
        let quarter = Draw::Share { percent: [25, 25] };
        for orders in 12..=150 {
            assert_eq!(
                early.terms("early", orders),
                [term("early", orders / 2, orders / 4 + 1, 1)]
            );
            assert_eq!(quarter.terms("quarter", orders), [term("quarter", orders / 4, 1, 1)]);
        }
        let crash = Draw::InBatch { batches: [2, 4], of: 10, plus: [3, 8] };
        assert_eq!(
            crash.terms("crash", 90),
            [term("crash batch", 2, 3, 10), term("crash", 3, 6, 1)]
        );
    }

    #[test]
    fn bounds_are_the_sums_of_the_bounds() {
        assert_eq!(Draw::Range([3, 4]).bounds(12), 3..=4);
        assert_eq!(Draw::Share { percent: [50, 75] }.bounds(15), 7..=10);
        assert_eq!(Draw::InBatch { batches: [2, 4], of: 10, plus: [3, 8] }.bounds(90), 23..=48);
    }
}
