//! A part of the page whose code comes when it is wanted (`parts.rs`), and what stands in its place
//! until then.

use leptos::prelude::*;

use super::{
    again,
    notice::{Notice, Weight},
};
use crate::{browser, i18n, parts::Missing, served};

/// Loads the code once `wanted` is true, and draws the part with it. If the code does not come, it
/// says so; it is asked for again when the connection is back.
pub fn part<Code, Answer>(
    load: fn() -> Answer,
    wanted: Signal<bool>,
    waiting: impl Fn() -> AnyView + Send + 'static,
    draw: impl Fn(Code) -> AnyView + Send + 'static,
) -> impl IntoView
where
    Code: Copy + Send + Sync + 'static,
    Answer: Future<Output = Result<Code, Missing>> + 'static,
{
    let (code, set_code) = signal(None);
    let fetch = move || {
        leptos::task::spawn_local(async move {
            let answer = load().await;
            match code.try_get_untracked() {
                Some(None) => set_code.set(Some(answer)),
                Some(Some(Err(Missing))) if answer.is_ok() => set_code.set(Some(answer)),
                // Nothing new, or the page was left meanwhile.
                Some(Some(_)) | None => {}
            }
        });
    };
    Effect::new(move |_| {
        if wanted.get() {
            fetch();
        }
    });
    let retry = Callback::new(move |()| fetch());
    move || match code.get() {
        None => waiting(),
        Some(Ok(code)) => draw(code),
        Some(Err(Missing)) => view! { <PartNotice retry/> }.into_any(),
    }
}

/// Says that a part is missing, and how to get it.
#[component]
fn PartNotice(retry: Callback<()>) -> impl IntoView {
    let words = i18n::first_words();
    served::hand_over();
    again::by_itself(retry);
    view! {
        <Notice weight=Weight::Fault>
            <p role="alert">{words.part.missing}</p>
            <p class="facts">
                <button class="button small" type="button" on:click=move |_| retry.run(())>
                    {words.page.retry}
                </button>
                <button class="button small" type="button" on:click=|_| browser::reload()>
                    {words.part.reload}
                </button>
            </p>
        </Notice>
    }
}
