//! A column of whole numbers, each written as its difference from the one before it, the first from
//! zero. `[difference, times]` stands for a repeated difference, so numbers that count up or stay
//! the same take almost no room.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Visitor},
    ser::SerializeSeq,
};

/// Limit of numbers in one column, so that a few bytes cannot make the reader allocate all memory.
const MOST: usize = 1 << 20;
/// A shorter run takes as much room when written as a pair.
const SHORTEST_RUN: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column<N>(Vec<N>);

/// A number that a column can hold.
pub trait Number: Copy {
    fn to_number(self) -> i64;
    /// `None` if it is out of range.
    fn from_number(number: i64) -> Option<Self>;
}

macro_rules! number {
    ($($type:ty),+) => {$(
        impl Number for $type {
            fn to_number(self) -> i64 {
                // Microseconds and offsets stay far below `i64::MAX`.
                self as i64
            }

            fn from_number(number: i64) -> Option<Self> {
                number.try_into().ok()
            }
        }
    )+};
}
number!(u32, u64, i64);

impl Number for Option<u32> {
    fn to_number(self) -> i64 {
        self.map_or(-1, i64::from)
    }

    fn from_number(number: i64) -> Option<Self> {
        if number == -1 { Some(None) } else { u32::from_number(number).map(Some) }
    }
}

impl Number for bool {
    fn to_number(self) -> i64 {
        self.into()
    }

    fn from_number(number: i64) -> Option<Self> {
        match number {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl<N> Column<N> {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N> FromIterator<N> for Column<N> {
    fn from_iter<I: IntoIterator<Item = N>>(numbers: I) -> Self {
        Self(numbers.into_iter().collect())
    }
}

impl<N> IntoIterator for Column<N> {
    type Item = N;
    type IntoIter = std::vec::IntoIter<N>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<N: Number> Serialize for Column<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut last = 0_i64;
        let differences: Vec<i64> = (self.0.iter())
            .map(|number| {
                let number = number.to_number();
                number.wrapping_sub(std::mem::replace(&mut last, number))
            })
            .collect();
        let mut column = serializer.serialize_seq(None)?;
        for run in differences.chunk_by(|one, next| one == next) {
            if run.len() < SHORTEST_RUN {
                run.iter().try_for_each(|difference| column.serialize_element(difference))?;
            } else {
                column.serialize_element(&(run[0], run.len()))?;
            }
        }
        column.end()
    }
}

impl<'de, N: Number> Deserialize<'de> for Column<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ColumnVisitor(PhantomData))
    }
}

struct ColumnVisitor<N>(PhantomData<N>);

impl<'de, N: Number> Visitor<'de> for ColumnVisitor<N> {
    type Value = Column<N>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a column of differences")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut column: A) -> Result<Column<N>, A::Error> {
        let (mut numbers, mut last) = (Vec::new(), 0_i64);
        while let Some(Step { difference, times }) = column.next_element()? {
            if times > MOST - numbers.len() {
                return Err(A::Error::custom(format_args!("more than {MOST} numbers")));
            }
            for _ in 0..times {
                last = last.wrapping_add(difference);
                let number = N::from_number(last);
                numbers.push(number.ok_or_else(|| {
                    A::Error::custom(format_args!("{last} is out of the column's range"))
                })?);
            }
        }
        Ok(Column(numbers))
    }
}

/// An element of a column.
struct Step {
    difference: i64,
    times: usize,
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StepVisitor)
    }
}

struct StepVisitor;

impl<'de> Visitor<'de> for StepVisitor {
    type Value = Step;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a difference, or a pair of it and how often it comes")
    }

    fn visit_i64<E: Error>(self, difference: i64) -> Result<Step, E> {
        Ok(Step { difference, times: 1 })
    }

    fn visit_u64<E: Error>(self, difference: u64) -> Result<Step, E> {
        self.visit_i64(difference as i64)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<Step, A::Error> {
        let missing = |at| A::Error::invalid_length(at, &"a pair");
        let difference = pair.next_element()?.ok_or_else(|| missing(0))?;
        let times = pair.next_element()?.ok_or_else(|| missing(1))?;
        Ok(Step { difference, times })
    }
}
