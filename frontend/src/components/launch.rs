//! The one main button of an exercise, and the states between the click and the run.

use api::{
    run::{NewRun, RunCreated},
    text::Lang,
};
use leptos::prelude::*;

use super::{honesty::Honesty, marked::Marked, scope::Scope};
use crate::{
    browser,
    client::{self, Failure},
    form::Prediction,
    i18n,
};

/// Names the button among the elements of its exercise.
pub const LAUNCH: &str = "launch";
/// Attempts to reach the server before the learner has to try again herself.
const MAX_TRIES: u32 = 6;
/// Used when the server did not say how long to wait.
const DEFAULT_WAIT_S: u32 = 5;

/// The states between the click and the run.
#[derive(Debug, Clone, PartialEq)]
pub enum Launch {
    Ready,
    Sending,
    /// The server is unreachable; the next attempt is in this many seconds.
    Waiting(u32),
    /// Refused, with the sentence that says why.
    Refused(String),
}

impl Launch {
    /// Whether an answer of the server is awaited.
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Sending | Self::Waiting(_))
    }
}

/// Stores a run; while the server is unreachable it waits as long as the server asked, and shows
/// it.
pub async fn start(
    new_run: &NewRun,
    lang: Lang,
    launch: WriteSignal<Launch>,
) -> Result<RunCreated, Failure> {
    let mut tries = 1;
    loop {
        launch.set(Launch::Sending);
        match client::start_run(new_run, lang).await {
            Err(Failure::Refused { problem, retry_after })
                if problem.status == 503 && tries < MAX_TRIES =>
            {
                let seconds = retry_after.unwrap_or(DEFAULT_WAIT_S);
                launch.set(Launch::Waiting(seconds));
                browser::pause(seconds).await;
                tries += 1;
            }
            outcome => return outcome,
        }
    }
}

#[component]
pub fn LaunchBar(
    #[prop(into)] broker: Signal<api::broker::Broker>,
    #[prop(into)] prediction: Signal<Prediction>,
    /// What the button says.
    #[prop(into)]
    action: Signal<&'static str>,
    /// What to say of so many missing answers.
    unanswered: fn(usize) -> String,
    launch: ReadSignal<Launch>,
    /// A run of this exercise is under way.
    #[prop(into)]
    running: Signal<bool>,
    /// Why no run is possible at all.
    #[prop(into)]
    left_out: Signal<Option<String>>,
) -> impl IntoView {
    let words = i18n::words();
    let scope = expect_context::<Scope>();
    // Not `disabled`, which would drop the focus: the attempt ignores what is submitted meanwhile.
    let busy = move || (launch.get().is_busy() || running.get()).then_some("true");
    let closed = move || left_out.with(Option::is_some);
    let warning = move || match prediction.get() {
        _ if left_out.with(Option::is_some) => None,
        Prediction::Missing(missing) => Some(unanswered(missing)),
        Prediction::Complete(_) | Prediction::Faulty(_) => None,
    };
    let state = move || {
        match launch.get() {
        Launch::Ready => None,
        Launch::Sending => Some(view! { <span class="state" data-is="loading">{words.form.sending}</span> }.into_any()),
        Launch::Waiting(seconds) => Some(
            view! { <span class="state" data-is="paused" role="status">{(words.form.waiting_server)(seconds)}</span> }
                .into_any(),
        ),
        Launch::Refused(sentence) => {
            Some(view! { <span class="state" data-is="error" role="alert">{sentence}</span> }.into_any())
        }
    }
    };
    view! {
        <div class="foot">
            <button
                class="button main"
                type="submit"
                id=scope.id(LAUNCH)
                disabled=closed
                aria-disabled=busy
            >
                {action}
            </button>
            {move || view! { <Honesty broker=broker.get()/> }}
            {state}
        </div>
        {move || left_out.get().map(|why| view! { <p class="state" data-is="error" role="note"><span><Marked text=why/></span></p> })}
        <p class="tally warning">{warning}</p>
    }
}
