//! Says by SSE when the course has changed, to the pages of those who write it (`boot/watch.js`). Only
//! on a server that was started with `--watch`.

use std::convert::Infallible;

use axum::{
    extract::State,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::stream;

use crate::{
    app::App,
    error::{Error, Noun},
};

pub async fn stream_changes(State(app): State<App>) -> Result<Response, Error> {
    if !app.config.watch {
        return Err(Error::NotFound(Noun::Page));
    }
    let state = (app.lab.course.changes(), app.lab.stop.clone());
    let changes = stream::unfold(state, |(mut changes, stop)| async {
        // The course lives as long as the server, so nothing ends this but its stop.
        stop.run_until_cancelled(changes.changed()).await?.ok()?;
        Some((Ok::<_, Infallible>(Event::default().data("changed")), (changes, stop)))
    });
    Ok(Sse::new(changes).keep_alive(KeepAlive::default()).into_response())
}
