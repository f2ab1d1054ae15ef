//! A figure that can be touched: members join and leave, and one sees which partitions change their
//! owner, by each strategy.

use leptos::prelude::*;

use crate::{
    assignment::{self, Assignment, Rebalance, Strategy, TopicPartition},
    i18n,
};

const MOST_MEMBERS: usize = 6;
const MOST_PARTITIONS: u32 = 8;
/// In the order of their names, in which clients sort them.
static TOPICS: [&str; 2] = ["pagos", "pedidos"];

#[derive(Debug, Clone, PartialEq)]
struct Group {
    strategy: Strategy,
    partitions: u32,
    /// Whether the members read the second topic, too.
    both: bool,
    owned: Assignment,
    last: Option<Rebalance>,
}

impl Group {
    /// Its members joined all at once.
    fn begun(strategy: Strategy, partitions: u32, both: bool, members: usize) -> Self {
        let mut group = Self { strategy, partitions, both, owned: Vec::new(), last: None };
        group.become_of(members);
        group.last = None;
        group
    }

    fn topics(&self) -> &'static [&'static str] {
        if self.both { &TOPICS } else { &TOPICS[1..] }
    }

    fn become_of(&mut self, members: usize) {
        let partitions = vec![self.partitions; self.topics().len()];
        let change = assignment::rebalance(self.strategy, &partitions, &self.owned, members);
        self.owned.clone_from(&change.after);
        self.last = Some(change);
    }

    fn name(&self, (topic, partition): TopicPartition) -> String {
        match self.both {
            true => format!("{}-{partition}", self.topics()[topic]),
            false => format!("P{partition}"),
        }
    }

    fn is_moved(&self, partition: &TopicPartition) -> bool {
        self.last.as_ref().is_some_and(|last| last.moved.contains(partition))
    }
}

#[component]
pub fn GroupFigure() -> impl IntoView {
    let words = &i18n::words().figure;
    let group = RwSignal::new(Group::begun(Strategy::Range, 4, false, 2));
    let begin_with = move |change: fn(&mut Group, &str), text: String| {
        group.update(|group| {
            change(group, &text);
            let members = group.owned.len();
            *group = Group::begun(group.strategy, group.partitions, group.both, members);
        });
    };
    let members = move || group.with(|group| group.owned.len());
    let become_of = move |members: usize| group.update(|group| group.become_of(members));
    let strategy = move |strategy: Strategy| {
        let name = strategy.name();
        view! {
            <option value=name selected=move || group.with(|group| group.strategy == strategy)>
                {name}
            </option>
        }
    };
    let sentence = move || {
        group.with(|group| match &group.last {
            None => words.begins.to_owned(),
            Some(last) => {
                let all = group.owned.iter().map(Vec::len).sum();
                (words.rebalance)(last.moved.len(), last.stopped.len(), all, last.rounds)
            }
        })
    };
    let rows = move || {
        let group = group.get();
        let row = |(number, owned): (usize, &Vec<TopicPartition>)| {
            let cell = |partition: &TopicPartition| {
                let moved = group.is_moved(partition);
                let title = moved.then_some(words.moved);
                view! {
                    <span class="partition" class:moved=moved>
                        {group.name(*partition)}
                        {title.map(|title| view! { <span class="unseen">{format!(" ({title})")}</span> })}
                    </span>
                }
            };
            let cells = match owned.is_empty() {
                true => view! { <em>{words.idle}</em> }.into_any(),
                false => owned.iter().map(cell).collect_view().into_any(),
            };
            view! { <tr><th scope="row">{format!("m{number}")}</th><td>{cells}</td></tr> }
        };
        group.owned.iter().enumerate().map(row).collect_view()
    };
    view! {
        <section class="touch" aria-label=words.group_title>
            <h3>{words.group_title}</h3>
            <div class="touch-controls">
                <label>
                    <span>{words.strategy}</span>
                    <select on:change=move |event| begin_with(
                        |group, name| group.strategy = Strategy::parse(name).unwrap_or(group.strategy),
                        event_target_value(&event),
                    )>{Strategy::ALL.into_iter().map(strategy).collect_view()}</select>
                </label>
                <label>
                    <span>{words.partitions}</span>
                    <select on:change=move |event| begin_with(
                        |group, number| group.partitions = number.parse().unwrap_or(group.partitions),
                        event_target_value(&event),
                    )>
                        {(1..=MOST_PARTITIONS).map(|number| view! {
                            <option value=number selected={number == 4}>{number}</option>
                        }).collect_view()}
                    </select>
                </label>
                <label class="touch-check">
                    <input type="checkbox" on:change=move |_| begin_with(
                        |group, _| group.both = !group.both,
                        String::new(),
                    )/>
                    <span>{words.second_topic}</span>
                </label>
            </div>
            <p class="touch-examples">
                <button
                    class="button small"
                    type="button"
                    disabled=move || members() == MOST_MEMBERS
                    on:click=move |_| become_of(members() + 1)
                >
                    {words.join}
                </button>
                <button
                    class="button small"
                    type="button"
                    disabled=move || members() == 1
                    on:click=move |_| become_of(members() - 1)
                >
                    {words.leave}
                </button>
            </p>
            <table class="ledger owned">
                <thead>
                    <tr><th scope="col">{words.member}</th><th scope="col">{words.partitions}</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="tally" aria-live="polite">{sentence}</p>
        </section>
    }
}
