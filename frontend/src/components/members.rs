//! Beside a group's drawing: the numbers of each partition at its left, the members at its right,
//! and the wires of the assignment at the playhead.

use leptos::prelude::*;

use super::group_lanes::Picture;
use crate::{i18n, timeline::Doing};

/// `fin / posición / confirmado` of each partition.
#[component]
pub fn LaneHeads(picture: Picture) -> impl IntoView {
    let words = i18n::words();
    let count = Memo::new(move |_| picture.act.with(|act| act.partitions));
    let head = move |partition: u32| {
        let shown = move || {
            let shown = picture.moment.with(|moment| {
                moment.partitions.get(partition as usize).cloned().unwrap_or_default()
            });
            let mut positions: Vec<i64> =
                shown.positions.iter().map(|(_, position)| *position).collect();
            positions.sort_unstable();
            positions.dedup();
            let written = |offset: i64| offset.to_string();
            let position = positions.into_iter().map(written).collect::<Vec<_>>().join(" ");
            [
                (words.group.lane_end, Some(written(shown.end))),
                (words.group.lane_position, Some(position).filter(|position| !position.is_empty())),
                (words.group.lane_committed, shown.committed.map(written)),
            ]
            .into_iter()
            .map(|(name, value)| {
                let value = value.unwrap_or_else(|| words.verdict.nothing.to_owned());
                view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
            })
            .collect_view()
        };
        view! { <li class="lane-head"><b>{format!("P{partition}")}</b><dl>{shown}</dl></li> }
            .into_any()
    };
    view! {
        <ol class="lane-heads" aria-label=words.group.partitions>
            {move || (0..count.get()).map(head).collect_view()}
        </ol>
    }
    .into_any()
}

#[component]
pub fn Members(picture: Picture) -> impl IntoView {
    let words = i18n::words();
    let members = move || {
        let members = picture.moment.with(|moment| moment.members.clone());
        members
            .into_iter()
            .map(|member| {
                let is = match &member.doing {
                    Doing::Holding(_) => "live",
                    Doing::Gone(_) => "killed",
                    Doing::Closed => "ended",
                    Doing::NotYet | Doing::Waiting | Doing::Idle => "gone",
                };
                view! {
                    <li>
                        <div class="member" data-is=is>
                            <header>
                                <b>{format!("m{}", member.number)}</b>
                                <span>{(words.group.doing)(&member.doing)}</span>
                            </header>
                            <p>{(words.group.doing_detail)(&member)}</p>
                        </div>
                    </li>
                }
                .into_any()
            })
            .collect_view()
    };
    view! { <ol class="members" aria-label=words.group.members>{members}</ol> }.into_any()
}

/// From each lane to the member that owns it now.
#[component]
pub fn Wires(picture: Picture) -> impl IntoView {
    const WIDTH: f64 = 44.0;
    let height = move || picture.drawing.with(|drawing| drawing.floor);
    let wires = move || {
        let drawing = picture.drawing.get();
        let members = picture.moment.with(|moment| moment.members.clone());
        let step = drawing.floor / members.len().max(1) as f64;
        let mut path = String::new();
        for (place, member) in members.iter().enumerate() {
            let Doing::Holding(held) = &member.doing else { continue };
            let to = (place as f64 + 0.5) * step;
            for held in held {
                let from = drawing.owner_y(held.partition);
                path += &format!("M0 {from:.1}C22 {from:.1} 22 {to:.1} {WIDTH} {to:.1}");
            }
        }
        path
    };
    view! {
        <svg class="wires" width=WIDTH height=height aria-hidden="true">
            <path class="ink-line" d=wires></path>
        </svg>
    }
    .into_any()
}
