//! What the run is doing now, in words, with the button that stops it.

use api::run::RunState;
use leptos::prelude::*;

use super::honesty::Honesty;
use crate::{
    client, i18n,
    run_stream::Line,
    run_view::{RunView, Step},
};

#[component]
pub fn StateLine(
    run: String,
    #[prop(into)] view: Signal<RunView>,
    #[prop(into)] line: Signal<Line>,
) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let step = Memo::new(move |_| view.with(|view| view.step));
    let broker = Memo::new(move |_| view.with(|view| view.broker.clone()));
    let is = move || match (line.get(), step.get()) {
        (_, Step::Finished(RunState::Stopped)) => "paused",
        (_, Step::Finished(_)) => "done",
        (Line::Refused, _) => "error",
        (Line::Broken, _) => "paused",
        (_, Step::Connecting | Step::Queued { .. } | Step::CreatingTopic) => "loading",
        _ => "live",
    };
    let sentence = move || match (line.get(), step.get()) {
        (Line::Broken, Step::Finished(_)) | (Line::Complete, _) => (words.run.step)(step.get()),
        (Line::Broken, _) => words.run.line_broken.to_owned(),
        (Line::Refused, _) => words.run.line_refused.to_owned(),
        (_, step) => (words.run.step)(step),
    };
    let over = move || matches!(step.get(), Step::Finished(_));
    let stop = Action::new_local(move |(): &()| {
        let run = run.clone();
        async move { client::stop_run(&run, lang).await }
    });
    let pending = stop.pending();
    view! {
        <div class="statusline">
            <span class="state" data-is=is>{sentence}</span>
            {move || broker.get().map(|broker| view! { <Honesty broker/> })}
            <button
                class="button small stop"
                type="button"
                hidden=over
                // Not `disabled`, which would drop the focus.
                aria-disabled=move || pending.get().then_some("true")
                on:click=move |_| {
                    if !pending.get_untracked() {
                        stop.dispatch(());
                    }
                }
            >
                {words.run.stop}
            </button>
        </div>
        {move || stop.value().get().and_then(Result::err).map(|failure| view! {
            <p role="alert" class="error">{i18n::sentence(&failure)}</p>
        })}
    }
}
