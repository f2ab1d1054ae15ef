//! A run's events as they happen, by SSE. Each message is a JSON array of consecutive events, and
//! its id is the number of the last one. All is read from the store, so a reconnect with
//! `Last-Event-ID` resumes behind the last message, also after a restart of the server.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response, Sse,
        sse::{self, KeepAlive},
    },
};
use futures_util::stream;
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use super::{runs::own_run, visitor::Visitor};
use crate::{
    app::App,
    error::Error,
    lab::Lab,
    limits::{network::Network, streams::Seat},
    store::events,
};

/// Between two messages to one viewer in the long run: at most 20 a second, however fast the lab is.
const INTERVAL: Duration = Duration::from_millis(50);
/// So many messages go without a pause when none went for a while.
const AT_ONCE: u32 = 10;
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Events in one message.
const MOST_EVENTS: u32 = 500;

pub async fn stream_events(
    State(app): State<App>,
    visitor: Option<Visitor>,
    network: Network,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let lab = app.lab;
    let run = own_run(&lab, visitor.as_ref(), &id).await?;
    let seat = (app.limits.streams.take_seat(&run.learner, network))
        .map_err(|(whose, limit)| Error::TooManyStreams { whose, limit })?;
    // Subscribed before anything is read, so that no event is missed in between.
    let announcements = lab.events.watch(&id);
    let after = match headers.get("last-event-id") {
        None => 0,
        Some(value) => {
            let seen =
                value.to_str().ok().and_then(|text| text.parse().ok()).ok_or(Error::EventId)?;
            let last = events::last(&lab.store, &id).await?;
            // A number beyond the last event comes from another run or another database.
            if seen > last {
                return Err(Error::EventId);
            }
            if seen == last && run.state.is_over() {
                // Nothing will follow; at this status an `EventSource` does not reconnect.
                return Ok(StatusCode::NO_CONTENT.into_response());
            }
            seen
        }
    };
    let viewer = Viewer {
        lab,
        run: id,
        after,
        announcements,
        pace: Pace::new(Instant::now()),
        over: false,
        _seat: seat,
    };
    let messages = stream::unfold(viewer, |mut viewer| async {
        viewer.next_message().await.map(|message| (Ok::<_, Infallible>(message), viewer))
    });
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    Ok(Sse::new(messages).keep_alive(keep_alive).into_response())
}

struct Viewer {
    lab: Lab,
    run: String,
    /// Number of the last event sent.
    after: u64,
    announcements: watch::Receiver<u64>,
    pace: Pace,
    over: bool,
    /// Freed when the stream ends or its browser is gone.
    _seat: Seat,
}

impl Viewer {
    /// The next message; `None` after the last event, and when the stream has to end early: the
    /// browser then reconnects by itself, and resumes.
    async fn next_message(&mut self) -> Option<sse::Event> {
        if self.over {
            return None;
        }
        let stop = self.lab.stop.clone();
        tokio::select! {
            () = stop.cancelled() => None,
            message = self.wait_and_read() => message,
        }
    }

    async fn wait_and_read(&mut self) -> Option<sse::Event> {
        sleep_until(self.pace.ready_at()).await;
        loop {
            self.announcements.mark_unchanged();
            let read = events::message_after(&self.lab.store, &self.run, self.after, MOST_EVENTS);
            match read.await {
                Ok(Some(events::Message { json, last, is_over })) => {
                    self.after = last;
                    self.over = is_over;
                    self.pace.sent(Instant::now());
                    return Some(sse::Event::default().id(last.to_string()).data(json));
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(
                        run = self.run,
                        error = &error as &dyn std::error::Error,
                        "a stream ended early"
                    );
                    return None;
                }
            }
            self.announcements.changed().await.ok()?;
        }
    }
}

/// When a viewer may get the next message. A run tells little at a time, and each message goes at
/// once; a flood is told in larger pieces.
struct Pace {
    /// When as many messages as were sent would have been sent at the interval.
    even_at: Instant,
}

impl Pace {
    fn new(now: Instant) -> Self {
        Self { even_at: now }
    }

    fn ready_at(&self) -> Instant {
        // The process has run for less than that: then it may go at once.
        self.even_at.checked_sub(INTERVAL * (AT_ONCE - 1)).unwrap_or(self.even_at)
    }

    fn sent(&mut self, now: Instant) {
        self.even_at = self.even_at.max(now) + INTERVAL;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds at which messages go of which there is always a next one.
    fn flood(pace: &mut Pace, start: Instant, messages: usize) -> Vec<u128> {
        let mut now = start;
        let send = |_| {
            now = now.max(pace.ready_at());
            pace.sent(now);
            now.duration_since(start).as_millis()
        };
        (0..messages).map(send).collect()
    }

    #[test]
    fn a_message_goes_at_once_unless_many_went_lately() {
        let start = Instant::now() + Duration::from_secs(60);
        let mut pace = Pace::new(start);
        let at = flood(&mut pace, start, 30);
        assert_eq!(at[..10], [0; 10]);
        assert_eq!(at[10..13], [50, 100, 150]);
        assert_eq!(at[29], 1000);

        // A quiet tenth of a second gives two of them back.
        let later = start + Duration::from_millis(1100);
        assert_eq!(flood(&mut pace, later, 3), [0, 0, 50]);
        // However long it was quiet, not more at once than at first.
        let much_later = start + Duration::from_secs(60);
        assert_eq!(flood(&mut pace, much_later, 11)[9..], [0, 50]);
    }
}
