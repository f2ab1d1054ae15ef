//! What failed for want of a connection is tried again by itself, as soon as the browser is back on
//! its network, and every few seconds in case only the server was away.

use std::time::Duration;

use leptos::{ev, prelude::*};

const EVERY: Duration = Duration::from_secs(5);

/// Until the calling component is gone.
pub fn by_itself(retry: Callback<()>) {
    let online = window_event_listener(ev::online, move |_| retry.run(()));
    let timer = set_interval_with_handle(move || retry.run(()), EVERY).ok();
    on_cleanup(move || {
        online.remove();
        if let Some(timer) = timer {
            timer.clear();
        }
    });
}
