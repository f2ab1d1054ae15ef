//! Beside a drawing of groups: the numbers of each partition at its left, the members at its right,
//! and the wires of the assignment at the playhead.

use leptos::prelude::*;

use super::{group_lanes::Picture, plot::rem};
use crate::{
    i18n,
    legend::Sign,
    paint,
    run_view::Partition,
    timeline::{Doing, MemberMoment, Moment, PartitionMoment},
};

/// `fin / posición / confirmado` of each partition; where there are several groups, a line for each
/// that reads it, with the signs of both.
#[component]
pub fn LaneHeads(picture: Picture) -> impl IntoView {
    let words = i18n::words();
    let lanes = Memo::new(move |_| {
        picture.act.with(|act| {
            let topic = |lane: Partition| act.topic(lane.topic).filter(|_| act.topics.len() > 1);
            let name = |lane: Partition| topic(lane).map(|topic| topic.visible_name.clone());
            act.partitions().map(|lane| (name(lane), lane.number)).collect::<Vec<_>>()
        })
    });
    let written = |offset: i64| offset.to_string();
    let reached = move |shown: &PartitionMoment| {
        let mut positions: Vec<i64> =
            shown.positions.iter().map(|(_, position)| *position).collect();
        positions.sort_unstable();
        positions.dedup();
        let position = positions.into_iter().map(written).collect::<Vec<_>>().join(" ");
        [Some(position).filter(|position| !position.is_empty()), shown.committed.map(written)]
    };
    let nothing =
        move |value: Option<String>| value.unwrap_or_else(|| words.verdict.nothing.to_owned());
    let fact = move |name: &'static str, value: Option<String>| {
        view! { <div><dt>{name}</dt><dd>{nothing(value)}</dd></div> }.into_any()
    };
    // The name of each group, if there are several, and what it has reached.
    let line = move |group: Option<String>, [position, committed]: [Option<String>; 2]| {
        let Some(group) = group else {
            return view! {
                {fact(words.group.lane_position, position)}
                {fact(words.group.lane_committed, committed)}
            }
            .into_any();
        };
        let marked = move |sign: Sign, name: &'static str, value: Option<String>| {
            view! {
                <span>
                    <svg viewBox="0 0 18 18" aria-hidden="true" inner_html=paint::sign(sign)></svg>
                    <span class="unseen">{name}</span>
                    {nothing(value)}
                </span>
            }
        };
        view! {
            <div>
                <dt>{group}</dt>
                <dd class="reached">
                    {marked(Sign::Position, words.group.lane_position, position)}
                    {marked(Sign::Committed, words.group.lane_committed, committed)}
                </dd>
            </div>
        }
        .into_any()
    };
    let head = move |(place, (topic, number)): (usize, (Option<String>, u32))| {
        let shown = move || {
            let groups: Vec<PartitionMoment> = picture.moments.with(|moments| {
                let lane = |moment: &Moment| moment.partitions.get(place).cloned();
                moments.iter().map(|moment| lane(moment).unwrap_or_default()).collect()
            });
            let end = groups.first().map(|shown| written(shown.end));
            let lines = picture.drawing.with(|drawing| {
                let reads = |group: usize| {
                    drawing.lanes.get(place).is_none_or(|lane| lane.side(group).is_some())
                };
                let groups = groups.iter().enumerate().filter(|(group, _)| reads(*group));
                groups
                    .map(|(group, shown)| line(drawing.groups.get(group).cloned(), reached(shown)))
                    .collect_view()
            });
            view! { {fact(words.group.lane_end, end)} {lines} }
        };
        let gap = move || picture.drawing.with(|drawing| rem(drawing.gap(place)));
        let height = move || {
            picture.drawing.with(|drawing| {
                let step = drawing.lanes.get(place).map_or(0.0, |lane| lane.heights.step);
                rem(step)
            })
        };
        view! {
            <li class="lane-head" style=("--gap", gap) style=("--lane", height)>
                <b>
                    {topic.map(|topic| view! { <span class="of">{topic} " "</span> })}
                    {format!("P{number}")}
                </b>
                <dl>{shown}</dl>
            </li>
        }
        .into_any()
    };
    view! {
        <ol class="lane-heads" aria-label=words.group.partitions>
            {move || lanes.get().into_iter().enumerate().map(head).collect_view()}
        </ol>
    }
    .into_any()
}

/// The members of all groups, each with the place of its group.
fn members(picture: Picture) -> Vec<(usize, MemberMoment)> {
    picture.moments.with(|moments| {
        let of_group = |(group, moment): (usize, &Moment)| {
            moment.members.iter().map(|member| (group, member.clone())).collect::<Vec<_>>()
        };
        moments.iter().enumerate().flat_map(of_group).collect()
    })
}

#[component]
pub fn Members(picture: Picture) -> impl IntoView {
    let words = i18n::words();
    let card = move |(group, member): (usize, MemberMoment)| {
        let is = match &member.doing {
            Doing::Holding(_) => "live",
            Doing::Gone(_) | Doing::Expelled => "killed",
            Doing::Closed => "ended",
            Doing::NotYet | Doing::Waiting | Doing::Idle => "gone",
        };
        let name = picture.drawing.with(|drawing| drawing.member_name(group, member.number));
        view! {
            <li>
                <div class="member" data-is=is>
                    <header>
                        <b>{name}</b>
                        <span>{(words.group.doing)(&member.doing)}</span>
                    </header>
                    <p>{(words.group.doing_detail)(&member)}</p>
                </div>
            </li>
        }
        .into_any()
    };
    let cards = move || members(picture).into_iter().map(card).collect_view();
    view! { <ol class="members" aria-label=words.group.members>{cards}</ol> }.into_any()
}

/// From each lane to the member that owns it now.
#[component]
pub fn Wires(picture: Picture) -> impl IntoView {
    const WIDTH: f64 = 44.0;
    let height = move || picture.drawing.with(|drawing| drawing.floor);
    let wires = move || {
        let drawing = picture.drawing.get();
        let members = members(picture);
        let step = drawing.floor / members.len().max(1) as f64;
        let mut path = String::new();
        for (place, (group, member)) in members.iter().enumerate() {
            let Doing::Holding(held) = &member.doing else { continue };
            let to = (place as f64 + 0.5) * step;
            for held in held {
                let from = drawing.owner_y(*group, Partition::of(held));
                path += &format!("M0 {from:.1}C22 {from:.1} 22 {to:.1} {WIDTH} {to:.1}");
            }
        }
        path
    };
    view! {
        <svg
            class="wires"
            viewBox=move || format!("0 0 {WIDTH} {:.1}", height())
            style:width=rem(WIDTH)
            style:height=move || rem(height())
            aria-hidden="true"
        >
            <path class="ink-line" d=wires></path>
        </svg>
    }
    .into_any()
}
