//! A figure that can be touched: one types a key and sees its partition, by both hashes, and whether
//! it moves when the topic gets one partition more.

use leptos::prelude::*;

use super::tab_stop;
use crate::{
    browser, i18n,
    key_figure::{self, EXAMPLES, Hash, MOST_LETTERS, MOST_PARTITIONS},
};

#[component]
pub fn KeysFigure() -> impl IntoView {
    let words = &i18n::words().figure;
    let key = RwSignal::new(EXAMPLES[0].to_owned());
    let partitions = RwSignal::new(3_u32);
    // With the accents in one letter, and apart; both only where that makes a difference.
    let forms = Memo::new(move |_| {
        let key = key.get();
        let [composed, apart] = browser::normal_forms(&key);
        if composed == apart {
            vec![(None, key)]
        } else {
            vec![(Some(words.composed), composed), (Some(words.decomposed), apart)]
        }
    });
    let example = move |text: &'static str| {
        view! {
            <button class="button small" type="button" on:click=move |_| key.set(text.to_owned())>
                <code>{text}</code>
            </button>
        }
    };
    let moved = move || {
        let partitions = partitions.get();
        let (moved, all) = Hash::Murmur2.moved_clients(partitions);
        (words.moved_clients)(moved, all, partitions, partitions + 1)
    };
    view! {
        <section class="touch" aria-label=words.keys_title>
            <h3>{words.keys_title}</h3>
            <div class="touch-controls">
                <label>
                    <span>{words.key}</span>
                    <input
                        type="text"
                        maxlength=MOST_LETTERS
                        autocomplete="off"
                        spellcheck="false"
                        prop:value=key
                        on:input=move |event| {
                            key.set(event_target_value(&event).chars().take(MOST_LETTERS).collect());
                        }
                    />
                </label>
                <label>
                    <span>{words.partitions}</span>
                    <select on:change=move |event| {
                        if let Ok(number) = event_target_value(&event).parse() {
                            partitions.set(number);
                        }
                    }>
                        {(1..=MOST_PARTITIONS).map(|number| view! {
                            <option value=number selected={number == 3}>{number}</option>
                        }).collect_view()}
                    </select>
                </label>
            </div>
            <p class="touch-examples"><span>{words.examples}</span> {EXAMPLES.into_iter().map(example).collect_view()}</p>
            {move || forms.get().into_iter().map(|(form, key)| {
                view! { <Form form key partitions=partitions.get()/> }
            }).collect_view()}
            <p class="tally" aria-live="polite">
                {move || if forms.with(|forms| forms.len() > 1) { words.two_forms } else { words.keys_hint }}
                " "
                {moved}
            </p>
        </section>
    }
}

/// One way to write the key, by both hashes.
#[component]
fn Form(form: Option<&'static str>, key: String, partitions: u32) -> impl IntoView {
    let words = &i18n::words().figure;
    let row = |hash: Hash| {
        let place = hash.place(key.as_bytes(), partitions);
        let name = match hash {
            Hash::Murmur2 => words.java,
            Hash::Crc32 => words.librdkafka,
        };
        let does = if place.moves() { words.moves } else { words.stays };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td><Cells of=partitions at=place.now/></td>
                <td><Cells of=partitions + 1 at=place.with_one_more/></td>
                <td class:moves=place.moves()>{does}</td>
            </tr>
        }
    };
    let frame = NodeRef::new();
    let tab_stop = tab_stop::while_it_scrolls(frame, || ());
    view! {
        <p class="touch-bytes">
            {form.map(|form| view! { <b>{form}</b> ": " })}
            <code>{key_figure::bytes(&key)}</code> " (" {(words.bytes)(key.len())} ")"
        </p>
        <div class="scroll" node_ref=frame tabindex=tab_stop role="group" aria-label=words.keys_title>
            <table class="ledger">
                <thead>
                    <tr>
                        <th scope="col">{words.client}</th>
                        <th scope="col">{(words.of_partitions)(partitions)}</th>
                        <th scope="col">{(words.of_partitions)(partitions + 1)}</th>
                        <th scope="col">{words.does}</th>
                    </tr>
                </thead>
                <tbody>{Hash::ALL.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// The partitions of a topic, one of which has the record.
#[component]
fn Cells(of: u32, at: u32) -> impl IntoView {
    view! {
        <span class="cells" aria-hidden="true">
            {(0..of).map(|number| view! { <i class:on=number == at></i> }).collect_view()}
        </span>
        <b class="mono">{key_figure::name(at)}</b>
    }
}
