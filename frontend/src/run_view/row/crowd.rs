//! How many records become one row, so that a table of a long run stays short.

use super::{Handling, Row, What};
use crate::run_view::RunView;

/// Up to this many records of one event get a row each; more become one row.
pub(super) const SINGLE_ROWS: usize = 400;
/// In a table with this many rows every event's records become one row, which joins a similar one
/// among the last few.
const MOST_SINGLE_ROWS: usize = 4_000;
const LAST_FEW: usize = 4;

/// Whether so many records of one event become one row.
pub(super) fn is_many(view: &RunView, records: usize) -> bool {
    records > SINGLE_ROWS || (records > 1 && view.rows.len() > MOST_SINGLE_ROWS)
}

/// A row that says how many more there are like those before it.
pub(super) fn more_rows(count: usize) -> Option<What> {
    (count > 0).then_some(What::More { count })
}

/// Adds a row to the table.
pub fn add(rows: &mut Vec<Row>, row: Row) {
    if rows.len() > MOST_SINGLE_ROWS {
        let few = rows.len() - LAST_FEW;
        for other in rows[few..].iter_mut().rev() {
            let is_same = (other.act, other.actor, other.topic) == (row.act, row.actor, row.topic);
            if is_same && joins(other, &row) {
                other.seq = row.seq;
                return;
            }
        }
    }
    rows.push(row);
}

/// Adds a row's records to another row of the same kind.
fn joins(other: &mut Row, row: &Row) -> bool {
    match (&mut other.what, &row.what) {
        (What::SentMany { count }, What::SentMany { count: more })
        | (What::ConfirmedMany { count }, What::ConfirmedMany { count: more }) => {
            *count += more;
            true
        }
        (
            What::ProcessedMany { member, count },
            What::ProcessedMany { member: other, count: more },
        ) if member == other => {
            *count += more;
            true
        }
        (
            What::Handling(Handling::EffectsMany { member, count }),
            What::Handling(Handling::EffectsMany { member: other, count: more }),
        ) if member == other => {
            *count += more;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use api::event::{EventKind, Undelivered};

    use super::*;
    use crate::{scenes, stage};

    #[test]
    fn a_list_that_is_cut_says_how_many_more_there_are() {
        let lost = |order| Undelivered { order, error: "timeout".into(), at_us: 500 };
        let count = SINGLE_ROWS as u32 + 7;
        let records = (0..count).map(lost).collect();
        let view = scenes::folded(vec![
            (0, stage::script(1, 1)),
            (500, EventKind::Undelivered { act: 1, actor: 0, topic: 0, records }),
        ]);
        let told: Vec<&What> = view.rows.iter().map(|row| &row.what).collect();
        assert_eq!(told.len(), 1 + SINGLE_ROWS + 1);
        assert_eq!(told.last(), Some(&&What::More { count: 7 }));
    }
}
