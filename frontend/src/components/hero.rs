//! The first thing on the home page: a prediction that takes ten seconds, and what then happens.

use leptos::prelude::*;

use super::announcer::Announcer;
use crate::{browser, hero_drawing, i18n, storage};

const OPTIONS: [u32; 4] = [12, 11, 6, 0];
const RIGHT: u32 = 0;
const ANSWER: &str = "hero-answer";
const STORED: &str = "ask.hero";

/// `title` is that of the course.
#[component]
pub fn Hero(title: String) -> impl IntoView {
    let words = &i18n::first_words().home;
    let announcer = expect_context::<Announcer>();
    let known = storage::load::<u32>(STORED).filter(|number| OPTIONS.contains(number));
    let chosen = RwSignal::new(known);
    let saved = RwSignal::new(known.is_some());
    let flushed = RwSignal::new(false);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(number) = chosen.get_untracked() else { return };
        storage::save(STORED, &number);
        saved.set(true);
        announcer.say(words.answer.to_owned());
        browser::next_frame(|| browser::focus(ANSWER));
    };
    let option = |number: u32| {
        view! {
            <label class="choice" data-right=(number == RIGHT).then_some("")>
                <input
                    type="radio"
                    name="hero"
                    value=number
                    prop:checked=move || chosen.get() == Some(number)
                    disabled=move || saved.get()
                    on:change=move |_| chosen.set(Some(number))
                />
                <span>{number}</span>
            </label>
        }
    };
    let variant = |with: bool, label: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name="hero-flush"
                    prop:checked=move || flushed.get() == with
                    on:change=move |_| flushed.set(with)
                />
                <span>{label}</span>
            </label>
        }
    };
    let shown = move || match (saved.get(), flushed.get()) {
        (false, _) => hero_drawing::Shown::Before,
        (true, false) => hero_drawing::Shown::Lost,
        (true, true) => hero_drawing::Shown::Flushed,
    };
    view! {
        <section class="hero">
            <div class="hero-in">
                <form class="hero-q predict" data-saved=move || saved.get().then_some("") on:submit=save>
                    <p class="crumb">{title} " · " {words.try_it}</p>
                    <fieldset>
                        <legend><h1>{words.question}</h1></legend>
                        <div class="choices tight">{OPTIONS.into_iter().map(option).collect_view()}</div>
                        <p class="foot" hidden=move || saved.get()>
                            <button class="button main" type="submit" disabled=move || chosen.with(Option::is_none)>
                                {words.save}
                            </button>
                            <span>{words.before_saving}</span>
                        </p>
                    </fieldset>
                    <div class="reveal" id=ANSWER tabindex="-1" hidden=move || !saved.get()>
                        <p>
                            <b>{words.answer}</b> " " <span inner_html=words.why></span>
                            {move || (chosen.get() == Some(RIGHT)).then(|| view! { " " <b>{words.seen}</b> })}
                        </p>
                        <fieldset class="seg">
                            <legend class="unseen">{words.variant}</legend>
                            {variant(false, words.without_flush)}
                            {variant(true, words.with_flush)}
                        </fieldset>
                        <p hidden=move || !flushed.get() inner_html=words.flushed></p>
                    </div>
                </form>
                <div class="hero-d">
                    <div inner_html=move || hero_drawing::svg(shown(), words)></div>
                    <p class="tally">{words.sketch}</p>
                </div>
            </div>
        </section>
    }
}
