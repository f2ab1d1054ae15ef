//! The page's one live region. It announces at most one sentence per second; of those that come
//! sooner, only the latest.

use std::time::Duration;

use leptos::prelude::*;

const PAUSE: Duration = Duration::from_secs(1);

/// Announces sentences to screen readers, politely. Provided once, by the app.
#[derive(Clone, Copy, Default)]
pub struct Announcer {
    spoken: RwSignal<String>,
    /// The next sentence, while a timer runs.
    next: StoredValue<Option<String>>,
}

impl Announcer {
    /// The sentence behind the one that waits to be announced.
    pub fn say_too(self, sentence: String) {
        let waiting = self.next.with_value(Clone::clone);
        self.say(waiting.map_or_else(|| sentence.clone(), |first| format!("{first} {sentence}")));
    }

    pub fn say(self, sentence: String) {
        let mut waiting = None;
        self.next.update_value(|next| waiting = next.replace(sentence));
        if waiting.is_some() {
            return;
        }
        set_timeout(
            move || {
                // Emptied first, so that the same sentence is announced again.
                self.spoken.set(String::new());
                request_animation_frame(move || {
                    if let Some(Some(sentence)) = self.next.try_update_value(Option::take) {
                        self.spoken.set(sentence);
                    }
                });
            },
            PAUSE,
        );
    }
}

#[component]
pub fn LiveRegion() -> impl IntoView {
    let spoken = expect_context::<Announcer>().spoken;
    view! { <p id="say" class="unseen" role="status" aria-live="polite">{spoken}</p> }
}
