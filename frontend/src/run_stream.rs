//! The event stream of a run: the only `EventSource`. Messages wait until the next frame and are
//! then folded into a `RunView`, a few milliseconds' worth per frame, so that the page stays
//! responsive whatever the lab does. It reconnects when the connection breaks or an event is
//! missing, and ends with the run or with the component that follows it, whichever is first.

use std::{collections::VecDeque, time::Duration};

use api::event::Event;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use serde_json::value::RawValue;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{EventSource, MessageEvent};

use crate::{
    browser, client,
    run_view::{Continuity, RunView},
};

/// After a refused connection; a broken one the browser reconnects by itself.
const RETRY: Duration = Duration::from_secs(3);
/// After this many refusals in a row, the stream is given up.
const MAX_REFUSED: u32 = 20;

/// Milliseconds of a frame for reading and folding; the rest is for painting.
const SHARE_MS: f64 = 8.0;

/// State of the connection to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    Connecting,
    Live,
    /// Broken; it will reconnect.
    Broken,
    /// The run is over and all its events are here.
    Complete,
    /// Given up: the server refuses to stream this run.
    Refused,
}

/// A run, and the stream of its events.
#[derive(Clone, Copy)]
pub struct Followed {
    pub view: ReadSignal<RunView>,
    pub line: ReadSignal<Line>,
    stream: Stream,
    is_open: StoredValue<bool>,
}

impl Followed {
    /// Reads the events from the first one on; does nothing when called again.
    pub fn open(self) {
        if !self.is_open.get_value() {
            self.is_open.set_value(true);
            self.stream.open();
        }
    }
}

/// Follows a run, once its stream is opened, until it is over or the calling component is gone.
pub fn follow(run: &str) -> Followed {
    let (view, set_view) = signal(RunView::default());
    let (line, set_line) = signal(Line::Connecting);
    let stream = Stream {
        url: StoredValue::new(client::run_events_url(run)),
        open: StoredValue::new_local(None),
        retry: StoredValue::new(None),
        refused: StoredValue::new(0),
        backlog: StoredValue::new_local(VecDeque::new()),
        is_due: StoredValue::new(false),
        view: set_view,
        line: set_line,
    };
    on_cleanup(move || stream.close());
    Followed { view, line, stream, is_open: StoredValue::new(false) }
}

#[derive(Clone, Copy)]
struct Stream {
    url: StoredValue<String>,
    /// The present connection and its callbacks; `None` between two connections.
    open: StoredValue<Option<Connection>, LocalStorage>,
    retry: StoredValue<Option<TimeoutHandle>>,
    refused: StoredValue<u32>,
    /// Events as they were sent, not folded yet.
    backlog: StoredValue<VecDeque<Box<RawValue>>, LocalStorage>,
    /// Whether a fold is scheduled for the next frame.
    is_due: StoredValue<bool>,
    view: WriteSignal<RunView>,
    line: WriteSignal<Line>,
}

struct Connection {
    source: EventSource,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut()>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

impl Stream {
    fn open(self) {
        let Ok(source) = EventSource::new(&self.url.get_value()) else {
            self.line.set(Line::Refused);
            return;
        };
        let message = Closure::new(move |message: MessageEvent| self.take(&message));
        let error = Closure::new(move || self.broken());
        source.set_onmessage(Some(message.as_ref().unchecked_ref()));
        source.set_onerror(Some(error.as_ref().unchecked_ref()));
        let connection = Connection { source, _message: message, _error: error };
        self.open.try_set_value(Some(connection));
    }

    fn take(self, message: &MessageEvent) {
        let text = message.data().as_string().unwrap_or_default();
        let Ok(events) = serde_json::from_str::<Vec<Box<RawValue>>>(&text) else {
            return self.reopen();
        };
        self.refused.set_value(0);
        self.line.set(Line::Live);
        self.backlog.update_value(|backlog| backlog.extend(events));
        self.fold_later();
    }

    fn fold_later(self) {
        if self.is_due.try_get_value() == Some(false) {
            self.is_due.set_value(true);
            browser::next_frame(move || self.fold());
        }
    }

    /// Folds one frame's share of the backlog; ends when the component is gone.
    fn fold(self) {
        let Some(mut backlog) = self.backlog.try_update_value(std::mem::take) else { return };
        self.is_due.set_value(false);
        let mut continuity = Continuity::Unbroken;
        let mut over = false;
        let until_ms = browser::now_ms() + SHARE_MS;
        self.view.update(|view| {
            while let Some(event) = backlog.pop_front() {
                continuity = match serde_json::from_str::<Event>(event.get()) {
                    Ok(event) => view.take([event]),
                    Err(_) => Continuity::Gap,
                };
                if continuity == Continuity::Gap || browser::now_ms() >= until_ms {
                    break;
                }
            }
            over = view.finished().is_some();
        });
        match continuity {
            Continuity::Gap => self.reopen(),
            Continuity::Unbroken if over => {
                self.line.set(Line::Complete);
                self.close_later();
            }
            Continuity::Unbroken if backlog.is_empty() => {}
            Continuity::Unbroken => {
                self.backlog.set_value(backlog);
                self.fold_later();
            }
        }
    }

    /// The browser reconnects by itself unless the server refused; then we try again later.
    fn broken(self) {
        self.line.set(Line::Broken);
        let closed = self.open.with_value(|open| {
            open.as_ref().is_some_and(|open| open.source.ready_state() == EventSource::CLOSED)
        });
        if !closed {
            return;
        }
        self.refused.update_value(|refused| *refused += 1);
        if self.refused.get_value() > MAX_REFUSED {
            self.line.set(Line::Refused);
        } else {
            self.reopen();
        }
    }

    /// A new connection starts at the first event, and events already seen are skipped, so the
    /// drawing stays as it is meanwhile.
    fn reopen(self) {
        self.line.set(Line::Broken);
        self.backlog.update_value(VecDeque::clear);
        let retry = set_timeout_with_handle(move || self.open(), RETRY).ok();
        self.retry.set_value(retry);
        self.close_later();
    }

    /// A closure must not be dropped while it runs, so the connection is dropped in the next turn
    /// of the event loop.
    fn close_later(self) {
        let connection = self.open.try_update_value(Option::take);
        leptos::task::spawn_local(async move { drop(connection) });
    }

    fn close(self) {
        self.open.try_set_value(None);
        if let Some(Some(retry)) = self.retry.try_update_value(Option::take) {
            retry.clear();
        }
    }
}
