//! Which rows the event table shows, in which order, and which of them proves a claim. Pure. Rows
//! are identified by their index in the run's list, so that a painted row stays.

use api::verdict::EvidenceLink;

use crate::{
    run_view::{Handling, Row, RunView, What},
    timeline,
};

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RowAt {
    /// `seq` of its event: a run that starts again has other rows at the same indexes.
    pub seq: u64,
    /// Index among the rows of the run.
    pub place: usize,
}

/// Events arrive in groups per client call; the table is sorted by the clock of each act.
pub fn ordered(rows: &[Row]) -> Vec<RowAt> {
    let mut act = 0;
    let mut keyed: Vec<((u32, u64), RowAt)> = rows
        .iter()
        .enumerate()
        .map(|(place, row)| {
            act = row.act.unwrap_or(act);
            let outside = if act == 0 { 0 } else { u64::MAX };
            let at_us = row.at_us.unwrap_or(if row.act.is_some() { 0 } else { outside });
            ((act, at_us), RowAt { seq: row.seq, place })
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, row)| row).collect()
}

/// Rows of a page of the table.
pub const PAGE: usize = 200;

/// How many pages so many rows have; an empty table has one.
pub fn pages(rows: usize) -> usize {
    rows.div_ceil(PAGE).max(1)
}

/// The rows of a page, counted from 0; of the last one if there are fewer.
pub fn page(rows: &[RowAt], page: usize) -> &[RowAt] {
    let from = page.min(pages(rows.len()) - 1) * PAGE;
    &rows[from..rows.len().min(from + PAGE)]
}

/// The page on which a row is.
pub fn page_of(rows: &[RowAt], row: RowAt) -> usize {
    rows.iter().position(|other| *other == row).unwrap_or(0) / PAGE
}

/// What happens in an act at exactly this moment.
pub fn rows_at(rows: &[Row], act: u32, at_us: u64) -> impl Iterator<Item = &Row> {
    rows.iter().filter(move |row| (row.act, row.at_us) == (Some(act), Some(at_us)))
}

/// The row that shows this evidence: where a record was processed last, else where it entered the
/// log; an order without a record is shown where it was sent.
pub fn row_of(ordered: &[RowAt], view: &RunView, link: &EvidenceLink) -> Option<RowAt> {
    let topic = view.act(link.act()).map_or(0, |act| act.topic_of(link));
    let is_there = |row: &Row| row.act == Some(link.act()) && row.topic.unwrap_or(0) == topic;
    let shows = |row: &Row| match (&row.what, link) {
        (
            What::Processed { partition, offset, .. }
            | What::Handling(
                Handling::Skipped { partition, offset, .. }
                | Handling::DeadLettered { from: (partition, offset), .. },
            )
            | What::InHand { partition, offset, .. }
            | What::Confirmed { partition, offset, .. }
            | What::FoundInLog { partition, offset, .. }
            | What::Odd { partition, offset, .. }
            | What::Written { partition, offset, .. }
            | What::Kept { partition, offset, .. },
            EvidenceLink::Record { partition: of, offset: at, .. },
        ) => (partition, offset) == (of, at),
        (
            What::Sent { order, .. } | What::Written { order, .. },
            EvidenceLink::Order { order: of, .. },
        ) => order == of,
        _ => false,
    };
    let shows = |row: &Row| is_there(row) && shows(row);
    let found = ordered.iter().rev().find(|row| shows(&view.rows[row.place])).copied();
    // In a crowd its row stands for many: the last one up to its moment.
    found.or_else(|| {
        let at_us = timeline::moment_of(view.act(link.act())?, link)?;
        row_at(ordered, &view.rows, link.act(), at_us)
    })
}

/// The names that a row needs to be told apart from those of its act's other groups, producers and
/// topics; none where the act has one of each.
pub fn names<'a>(view: &'a RunView, row: &Row) -> Vec<&'a str> {
    let Some(act) = row.act.and_then(|act| view.act(act)) else { return Vec::new() };
    let actor = row.actor.and_then(|actor| act.actor(actor)).filter(|actor| act.has_peers(actor));
    let topic = row.topic.and_then(|topic| act.topic(topic)).filter(|_| act.topics.len() > 1);
    let topic = topic.map(|topic| topic.visible_name.as_str());
    actor.map(|actor| actor.name.as_str()).into_iter().chain(topic).collect()
}

/// The last row of an act up to this moment.
pub fn row_at(ordered: &[RowAt], rows: &[Row], act: u32, at_us: u64) -> Option<RowAt> {
    let has_happened = |row: &&RowAt| {
        let row = &rows[row.place];
        row.act == Some(act) && row.at_us.is_some_and(|row_us| row_us <= at_us)
    };
    ordered.iter().rev().find(has_happened).copied()
}

#[cfg(test)]
mod tests {
    use api::{
        event::{ActorKind, Event},
        text::Text,
    };

    use super::*;
    use crate::{scenes, stage, timeline};

    fn rows() -> Vec<Row> {
        let row = |seq, act, at_us, what| Row { seq, act, at_us, actor: None, topic: None, what };
        let confirmed = |offset| What::Confirmed { order: 0, partition: 1, offset };
        vec![
            row(1, None, None, What::Started),
            row(2, Some(1), Some(0), What::ActStarted { title: Text::default() }),
            row(3, Some(1), Some(900), confirmed(5)),
            row(4, Some(1), Some(300), What::Sent { order: 7, key: None }),
            row(5, Some(2), Some(100), confirmed(5)),
            row(6, None, None, What::NetworkHeld),
        ]
    }

    #[test]
    fn each_act_follows_its_own_clock() {
        let places: Vec<usize> = ordered(&rows()).iter().map(|row| row.place).collect();
        assert_eq!(places, [0, 1, 3, 2, 4, 5]);
    }

    #[test]
    fn every_row_is_on_a_page() {
        let count = 2 * PAGE + 3;
        let rows: Vec<RowAt> = (0..count).map(|place| RowAt { seq: 1, place }).collect();
        assert_eq!((pages(0), pages(PAGE), pages(count)), (1, 1, 3));
        let all: Vec<RowAt> = (0..3).flat_map(|number| page(&rows, number).to_vec()).collect();
        assert_eq!(all, rows);
        assert_eq!(page(&rows, 9), page(&rows, 2), "a run that starts again has fewer");
        assert!(page(&[], 0).is_empty());
        for row in [0, PAGE - 1, PAGE, count - 1].map(|place| rows[place]) {
            assert!(page(&rows, page_of(&rows, row)).contains(&row));
        }
    }

    #[test]
    fn a_moment_has_all_that_happens_then_in_its_act() {
        let told = |act, at_us| rows_at(&rows(), act, at_us).count();
        assert_eq!((told(1, 900), told(2, 100), told(2, 900)), (1, 1, 0));
    }

    #[test]
    fn evidence_and_moments_have_a_row() {
        let (rows, ordered) = (rows(), ordered(&rows()));
        let mut view = RunView::default();
        view.rows.clone_from(&rows);
        let place = |row: Option<RowAt>| row.map(|row| row.place);
        let record = EvidenceLink::Record { act: 1, topic: None, partition: 1, offset: 5 };
        assert_eq!(place(row_of(&ordered, &view, &record)), Some(2));
        let order = EvidenceLink::Order { act: 1, topic: None, order: 7 };
        assert_eq!(place(row_of(&ordered, &view, &order)), Some(3));
        assert_eq!(place(row_at(&ordered, &rows, 1, 400)), Some(3));
        assert_eq!(place(row_at(&ordered, &rows, 3, 400)), None);
    }

    #[test]
    fn evidence_of_two_topics_is_told_apart() {
        let view = scenes::dead_letters();
        let ordered = ordered(&view.rows);
        let row = |topic: Option<&str>, partition, offset| {
            let topic = topic.map(str::to_owned);
            let link = EvidenceLink::Record { act: 1, topic, partition, offset };
            let row = row_of(&ordered, &view, &link)?;
            Some((view.rows[row.place].topic, link_moment(&view, &link)))
        };
        assert_eq!(row(Some("pedidos"), 0, 0), Some((Some(0), Some(2_600))));
        assert_eq!(row(None, 0, 0), row(Some("pedidos"), 0, 0), "without a name the first");
        assert_eq!(link_moment(&view, &letter()), Some(4_500), "when it was set apart");
    }

    fn letter() -> EvidenceLink {
        EvidenceLink::Record { act: 1, topic: Some("apartados".into()), partition: 0, offset: 0 }
    }

    fn link_moment(view: &RunView, link: &EvidenceLink) -> Option<u64> {
        timeline::moment_of(view.act(1)?, link)
    }

    #[test]
    fn a_record_among_many_has_the_row_that_tells_of_them() {
        let all: Vec<(u32, i64, u64)> =
            (0..900).map(|offset| (0, offset, 1_000 + offset as u64)).collect();
        let view = scenes::folded(vec![(0, stage::script(1, 1)), scenes::written(0, 0, &all)]);
        let ordered = ordered(&view.rows);
        let link = EvidenceLink::Record { act: 1, topic: None, partition: 0, offset: 777 };
        let row = row_of(&ordered, &view, &link).unwrap();
        assert_eq!(view.rows[row.place].what, What::ConfirmedMany { count: 900 });
    }

    #[test]
    fn a_row_names_what_its_act_has_several_of() {
        let group = |name| stage::actor(name, ActorKind::Group, &[0, 1]);
        let lab = stage::actor("lab", ActorKind::Writer, &[0]);
        let topics = vec![stage::topic("orders", 1), stage::topic("done", 1)];
        let kinds = [
            stage::started(1, vec![group("billing"), group("shipping"), lab], topics),
            stage::group(2, 1),
        ];
        let mut view = RunView::default();
        view.take((1..).zip(kinds).map(|(seq, kind)| Event {
            seq,
            at_ms: seq,
            at_us: Some(0),
            kind,
        }));
        let named = |act, actor, topic| {
            let what = What::NetworkHeld;
            let row = Row { seq: 9, act: Some(act), at_us: None, actor, topic, what };
            names(&view, &row).join(" ")
        };
        assert_eq!(named(1, Some(1), Some(0)), "shipping orders");
        assert_eq!(named(1, Some(2), Some(1)), "done", "there is one lab");
        assert_eq!(named(1, None, None), "");
        assert_eq!(named(2, Some(0), Some(0)), "", "there is one of each");
    }
}
