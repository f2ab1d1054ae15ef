//! Rows of a deck beside its lanes: above them what a script still has in its buffer, below them
//! the rows that each group wrote in the lab's sink.

use crate::{
    lanes::Scale,
    run_view::{Act, EffectDone, Group, Member, Record, Tenure, Topic},
};

/// With up to this many items a row shows a line for each, then bars.
const MOST_TICKS: usize = 250;
/// Limit of rare items in a row without glyphs; the table has all.
const MOST_RARE: usize = 200;

/// A row before it has its place.
#[derive(Debug, Clone, PartialEq)]
pub struct RowFacts {
    pub topic: u32,
    pub kind: RowKind,
    pub scale: Scale,
    /// In the order of their moments.
    pub items: Vec<Item>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// What scripts sent and the log does not have.
    Buffer,
    /// What a group wrote, given its place among the act's groups.
    Effects { group: usize },
    /// A member that was in its group without a partition.
    Idle { group: usize, member: u32 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    pub at_us: u64,
    /// Index of the record in its topic, if it is known.
    pub record: Option<usize>,
    pub sign: ItemSign,
    /// How many neighbours it stands for; it happened when the last of them did.
    pub count: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemSign {
    Buffered,
    Wrote,
    /// In place of a row that was there.
    Replaced,
    /// A member is without a partition from now on.
    Idle,
    /// One row more for a record that has some: it has this many now.
    OneMore(u32),
}

impl ItemSign {
    /// Rare signs are drawn one by one at every scale.
    pub const fn is_rare(self) -> bool {
        matches!(self, Self::Replaced | Self::OneMore(_))
    }
}

/// The rows of a topic's deck: first those above its lanes, then those below. With up to so many items
/// a row shows their glyphs.
pub fn rows(act: &Act, number: u32, topic: &Topic, glyphs: usize) -> [Vec<RowFacts>; 2] {
    let above = act.is_produced(number).then(|| {
        let sent = topic.buffered().filter(|(_, record)| act.is_of_script(record));
        let item = |(index, record): (usize, &Record)| Item {
            at_us: record.sent_us.unwrap_or(0),
            record: Some(index),
            sign: ItemSign::Buffered,
            count: 1,
        };
        row(number, RowKind::Buffer, sent.map(item).collect(), glyphs)
    });
    let below = act.groups().enumerate().filter_map(|(group, of)| {
        let items: Vec<Item> = effects(of, number).map(|effect| written(topic, effect)).collect();
        (!items.is_empty()).then(|| row(number, RowKind::Effects { group }, items, glyphs))
    });
    let mut below: Vec<RowFacts> = below.collect();
    below.extend(idle(act, number));
    [above.into_iter().collect(), below]
}

/// The members that were without a partition, below the first topic that their group reads.
fn idle(act: &Act, number: u32) -> impl Iterator<Item = RowFacts> {
    let actors = act.cast.iter().filter_map(|actor| Some((actor, actor.group()?)));
    let here = actors.enumerate().filter(move |(_, (actor, group))| {
        super::bars::reads(actor, group).into_iter().min() == Some(number)
    });
    here.flat_map(move |(group, (_, of))| {
        let members = of.members.iter().filter(|member| stints(member).next().is_some());
        members.map(move |member| {
            let kind = RowKind::Idle { group, member: member.number };
            let item = |(at_us, _)| Item { at_us, record: None, sign: ItemSign::Idle, count: 1 };
            row(number, kind, stints(member).map(item).collect(), usize::MAX)
        })
    })
}

/// When a member was in its group without a partition.
pub fn stints(member: &Member) -> impl Iterator<Item = (u64, Option<u64>)> {
    let is_idle = |tenure: &&Tenure| tenure.generation.is_some() && tenure.partitions.is_empty();
    member.tenures.iter().filter(is_idle).map(|tenure| (tenure.from_us, tenure.to_us))
}

fn effects(group: &Group, topic: u32) -> impl Iterator<Item = &EffectDone> {
    let effects = group.members.iter().flat_map(|member| &member.effects);
    effects.filter(move |effect| effect.partition.topic == topic)
}

fn written(topic: &Topic, effect: &EffectDone) -> Item {
    let sign = match (effect.again, effect.rows) {
        (true, _) => ItemSign::Replaced,
        (false, rows) if rows > 1 => ItemSign::OneMore(rows),
        (false, _) => ItemSign::Wrote,
    };
    let record = topic.at(effect.partition.number, effect.offset);
    Item { at_us: effect.at_us, record, sign, count: 1 }
}

fn row(topic: u32, kind: RowKind, mut items: Vec<Item>, glyphs: usize) -> RowFacts {
    items.sort_by_key(|item| item.at_us);
    let scale = match items.len() {
        count if count <= glyphs => Scale::Cells,
        count if count <= MOST_TICKS => Scale::Blocks,
        _ => Scale::Bars,
    };
    if scale != Scale::Cells {
        items = merged(&items);
    }
    if scale == Scale::Bars {
        let mut rare = 0;
        items.retain(|item| {
            rare += usize::from(item.sign.is_rare());
            !item.sign.is_rare() || rare <= MOST_RARE
        });
    }
    RowFacts { topic, kind, scale, items }
}

/// Neighbours with the same rare sign become one.
fn merged(items: &[Item]) -> Vec<Item> {
    let mut merged: Vec<Item> = Vec::new();
    for item in items {
        match merged.last_mut() {
            Some(last) if item.sign.is_rare() && last.sign == item.sign => {
                (last.at_us, last.count) = (item.at_us, last.count + 1);
            }
            _ => merged.push(*item),
        }
    }
    merged
}
