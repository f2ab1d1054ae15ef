//! A question in the prose: one chooses, saves, and reads the reply to each option. The answer stays
//! in this browser. Only a wrong option that was chosen is red.

use api::course::{Ask, AskOption};
use leptos::prelude::*;

use super::announcer::Announcer;
use crate::{browser, i18n, storage};

#[component]
pub fn AskForm(ask: Ask) -> impl IntoView {
    let words = &i18n::first_words().lesson;
    let announcer = expect_context::<Announcer>();
    let name = format!("ask.{}", ask.id);
    let options = StoredValue::new(ask.options.clone());
    let known = storage::load::<String>(&name);
    let known = known.filter(|value| ask.options.iter().any(|option| option.value == *value));
    let chosen = RwSignal::new(known.clone());
    let saved = RwSignal::new(known.is_some());
    let right = StoredValue::new(ask.right.clone());
    let is_right = move |value: &str| right.with_value(|right| right == value);
    let id = format!("ask-{}", ask.id);
    let replies = format!("{id}-replies");
    let save = {
        let replies = replies.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let Some(value) = chosen.get_untracked() else { return };
            storage::save(&name, &value);
            saved.set(true);
            announcer.say(
                if is_right(&value) { words.right_spoken } else { words.wrong_spoken }.to_owned(),
            );
            let replies = replies.clone();
            browser::next_frame(move || browser::focus(&replies));
        }
    };
    let again = {
        let id = id.clone();
        move |_| {
            saved.set(false);
            chosen.set(None);
            let id = id.clone();
            browser::next_frame(move || browser::focus(&id));
        }
    };
    let option = {
        let id = id.clone();
        move |option: AskOption| {
            let (value, own) = (option.value.clone(), option.value.clone());
            let is_chosen = move || chosen.with(|chosen| chosen.as_ref() == Some(&own));
            let right = is_right(&option.value);
            view! {
                <label class="choice" data-right=right.then_some("")>
                    <input
                        type="radio"
                        name=id.clone()
                        value=option.value
                        prop:checked=is_chosen
                        disabled=move || saved.get()
                        on:change=move |_| chosen.set(Some(value.clone()))
                    />
                    <span inner_html=option.label></span>
                    {right.then(|| view! { <span class="tick">{words.right}</span> })}
                </label>
            }
        }
    };
    let reply = move |option: AskOption| {
        let mine = chosen.with_untracked(|chosen| chosen.as_ref() == Some(&option.value));
        let is = if is_right(&option.value) { "ok" } else { "no" };
        view! {
            <div class="reply" data-is=is data-mine=mine.then_some("")>
                <p>
                    <b inner_html=option.label></b>
                    ". "
                    <span inner_html=option.reply></span>
                    {mine.then(|| view! { <b class="mine">{format!(" {}", words.yours)}</b> })}
                </p>
            </div>
        }
    };
    view! {
        <form class="predict" id=id.clone() tabindex="-1" data-saved=move || saved.get().then_some("") on:submit=save>
            <fieldset>
                <legend>
                    <span class="kind">{words.predict}</span>
                    <span inner_html=ask.text></span>
                </legend>
                <div class="choices">{ask.options.into_iter().map(option).collect_view()}</div>
                <p class="foot">
                    {move || match saved.get() {
                        false => view! {
                            <button class="button" type="submit" disabled=move || chosen.with(Option::is_none)>
                                {words.save_prediction}
                            </button>
                            <span>{words.before_saving}</span>
                        }.into_any(),
                        true => view! {
                            <button class="button small" type="button" on:click=again.clone()>{words.again}</button>
                        }.into_any(),
                    }}
                </p>
                <div class="reveal" id=replies tabindex="-1" hidden=move || !saved.get()>
                    {move || saved.get().then(|| options.get_value().into_iter().map(reply).collect_view())}
                </div>
            </fieldset>
        </form>
    }
}
