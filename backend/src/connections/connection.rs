//! One connection, from its first request to its end. Every way in which a client can stall has a
//! time limit here: half a request, an answer that it does not read, a body that is not needed.

use std::{
    convert::Infallible,
    future::poll_fn,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, Request},
    http::{HeaderValue, header::CONNECTION},
};
use hyper::{
    body::{Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy, sink},
    time::timeout,
};
use tokio_io_timeout::TimeoutWriter;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::room::{Place, UnderWay};

/// Limit of request line and headers. A browser's are 1 or 2 kB.
const MOST_HEAD_BYTES: usize = 16 * 1024;
/// How much of an answer hyper buffers while the client does not read.
const MOST_BUFFERED_BYTES: usize = 64 * 1024;
/// How much of an unneeded body is read before the connection is closed.
const MOST_LINGERING_BYTES: u64 = 1024 * 1024;

/// How long a client may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// From the end of one answer to the end of the next request's head. Hyper has one timer for
    /// both, so it bounds idle connections and half requests alike.
    request: Duration,
    /// Without reading any of an answer.
    answer: Duration,
    /// To send the rest of an unneeded body; and after the stop, to read the rest of an answer.
    rest: Duration,
}

impl Patience {
    pub const USUAL: Self = Self {
        request: Duration::from_secs(30),
        answer: Duration::from_secs(30),
        rest: Duration::from_secs(5),
    };
}

/// Answers the requests of one client, until it leaves or its place is given to another client.
/// After `stop` no further request is read.
pub async fn serve(
    stream: impl AsyncRead + AsyncWrite + Send,
    peer: SocketAddr,
    router: Router,
    place: Place,
    patience: Patience,
    stop: CancellationToken,
) {
    tokio::select! {
        () = answer(stream, peer, router, &place, patience, stop) => {}
        () = place.given_away() => {}
    }
}

async fn answer(
    stream: impl AsyncRead + AsyncWrite + Send,
    peer: SocketAddr,
    router: Router,
    place: &Place,
    patience: Patience,
    stop: CancellationToken,
) {
    let service = service_fn(|request: Request<Incoming>| {
        let under_way = place.request_came();
        let is_read = Arc::new(AtomicBool::new(request.body().is_end_stream()));
        let mut request =
            request.map(|body| Body::new(Asked { body, is_read: Arc::clone(&is_read) }));
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.clone().oneshot(request);
        Box::pin(async move {
            let mut answer = answer.await?;
            // The connection ends when the rest of the body is not wanted. A client that is not told
            // sends its next request on it, and gets no answer to that one.
            if !is_read.load(Ordering::Relaxed) {
                answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(answer.map(|body| Answer { body, _under_way: under_way }))
        })
    });
    let mut stream = TimeoutWriter::new(stream);
    stream.set_timeout(Some(patience.answer));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.request)
        .max_header_size(MOST_HEAD_BYTES)
        .max_buf_size(MOST_BUFFERED_BYTES)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);

    let ended = tokio::select! {
        ended = poll_fn(|context| connection.poll_without_shutdown(context)) => ended,
        () = stop.cancelled() => {
            let is_waiting = place.is_waiting();
            Pin::new(&mut connection).graceful_shutdown();
            let rest = poll_fn(|context| connection.poll_without_shutdown(context));
            if is_waiting {
                // Time for the rest of an answer; half a request gets no more than that either.
                let _ = timeout(patience.rest, rest).await;
                return;
            }
            rest.await
        }
    };
    // Bytes that are not HTTP are answered, too; any other error means that the client is gone.
    if ended.is_ok() || ended.is_err_and(|error| error.is_parse()) {
        linger(connection.into_parts().io.into_inner(), patience.rest).await;
    }
}

/// Ends a connection whose client may still be sending. If it were closed at once, the kernel would
/// answer further bytes with a reset, and a client that gets a reset discards the answer that it
/// has not read yet.
async fn linger(mut stream: impl AsyncRead + AsyncWrite + Unpin, most: Duration) {
    let rest = async {
        stream.shutdown().await?;
        copy(&mut stream.take(MOST_LINGERING_BYTES), &mut sink()).await
    };
    // Whether the client closed or the time was up makes no difference.
    let _ = timeout(most, rest).await;
}

/// The body of a request.
struct Asked {
    body: Incoming,
    /// Whether somebody has read it to its end.
    is_read: Arc<AtomicBool>,
}

impl HttpBody for Asked {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if matches!(frame, Poll::Ready(None)) || self.body.is_end_stream() {
            self.is_read.store(true, Ordering::Relaxed);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of an answer; its request is under way until it is dropped. It has no size hint for its
/// end, so hyper polls for more, which it does only when the client has read most of the buffer.
struct Answer {
    body: Body,
    _under_way: UnderWay,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        http::StatusCode,
        routing::{get, post},
    };
    use tokio::{
        io::{DuplexStream, duplex},
        task::JoinHandle,
    };

    use super::*;
    use crate::connections::Room;

    const LONG: Duration = Duration::from_secs(3600);
    const SHORT: Duration = Duration::from_millis(300);
    const ENDLESS: Patience = Patience { request: LONG, answer: LONG, rest: LONG };

    /// A client, and the server's end of its connection.
    struct Connected {
        client: DuplexStream,
        served: JoinHandle<()>,
        room: Room,
        stop: CancellationToken,
    }

    impl Connected {
        fn new(patience: Patience) -> Self {
            let router = Router::new()
                .route("/", get("short"))
                .route("/long", get("x".repeat(1024 * 1024)))
                .route("/refused", post(StatusCode::FORBIDDEN))
                .route("/taken", post(async |body: String| format!("{} bytes", body.len())))
                .route("/never", get(std::future::pending::<()>));
            let (client, stream) = duplex(4096);
            let room = Room::new(1, 1);
            let place = room.enter(None).unwrap();
            let (stop, peer) = (CancellationToken::new(), ([127, 0, 0, 1], 1).into());
            let serving = serve(stream, peer, router, place, patience, stop.clone());
            Self { client, served: tokio::spawn(serving), room, stop }
        }

        async fn send(&mut self, text: &str) {
            self.client.write_all(text.as_bytes()).await.unwrap();
        }

        /// Reads the answer until it contains this text.
        async fn read_to(&mut self, end: &str) {
            let mut text = String::new();
            while !text.contains(end) {
                let mut part = [0; 1024];
                let read = self.client.read(&mut part).await.unwrap();
                assert_ne!(read, 0, "{text}");
                text.push_str(std::str::from_utf8(&part[..read]).unwrap());
            }
        }

        /// Asserts that the server closes the connection, although the client keeps its end open.
        async fn ends(self) {
            timeout(Duration::from_secs(60), self.served)
                .await
                .expect("the connection was not closed")
                .unwrap();
        }
    }

    #[tokio::test]
    async fn a_request_comes_in_time() {
        let patience = Patience { request: SHORT, ..ENDLESS };
        Connected::new(patience).ends().await;
        let mut half = Connected::new(patience);
        half.send("GET / HTTP/1.1\r\nHo").await;
        half.ends().await;
        let mut idle = Connected::new(patience);
        idle.send("GET / HTTP/1.1\r\n\r\n").await;
        idle.read_to("short").await;
        idle.ends().await;
    }

    #[tokio::test]
    async fn who_takes_nothing_of_an_answer_is_let_go() {
        let mut deaf = Connected::new(Patience { answer: SHORT, ..ENDLESS });
        deaf.send("GET /long HTTP/1.1\r\n\r\n").await;
        deaf.read_to("200 OK").await;
        deaf.ends().await;
    }

    async fn refused(patience: Patience) -> Connected {
        let mut sender = Connected::new(patience);
        sender.send("POST /refused HTTP/1.1\r\nContent-Length: 4000000\r\n\r\n").await;
        sender.read_to("connection: close").await;
        sender
    }

    #[tokio::test]
    async fn a_body_that_is_read_leaves_the_connection_to_the_next_request() {
        let mut sender = Connected::new(ENDLESS);
        for body in ["", "taken"] {
            let length = body.len();
            sender
                .send(&format!("POST /taken HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{body}"))
                .await;
            sender.read_to(&format!("{length} bytes")).await;
        }
    }

    #[tokio::test]
    async fn a_body_that_nobody_wants_is_read_for_a_while() {
        refused(Patience { rest: SHORT, ..ENDLESS }).await.ends().await;
    }

    #[tokio::test]
    async fn a_body_that_nobody_wants_is_read_to_a_size() {
        let mut sender = refused(ENDLESS).await;
        let mut sent = 0;
        while sender.client.write_all(&[b'x'; 1024]).await.is_ok() {
            sent += 1024;
        }
        assert!((MOST_LINGERING_BYTES..2 * MOST_LINGERING_BYTES).contains(&sent), "{sent}");
        sender.ends().await;
    }

    #[tokio::test]
    async fn who_sends_on_makes_room_for_the_next() {
        let sender = refused(ENDLESS).await;
        let _next = sender.room.enter(None).unwrap();
        sender.ends().await;
    }

    #[tokio::test]
    async fn the_stop_ends_who_waits() {
        let mut half = Connected::new(Patience { rest: SHORT, ..ENDLESS });
        half.send("GET / HTTP/1.1\r\nHo").await;
        half.stop.cancel();
        half.ends().await;
    }

    #[tokio::test]
    async fn an_answer_under_way_is_sent_after_the_stop() {
        let mut taking = Connected::new(ENDLESS);
        taking.send("GET /long HTTP/1.1\r\n\r\n").await;
        taking.read_to("200 OK").await;
        taking.stop.cancel();
        let mut rest = Vec::new();
        taking.client.read_to_end(&mut rest).await.unwrap();
        assert!(rest.len() > 1024 * 1024 - 4096);
    }

    #[tokio::test]
    async fn a_client_that_leaves_takes_its_request_with_it() {
        let mut leaving = Connected::new(ENDLESS);
        leaving.send("GET /never HTTP/1.1\r\n\r\n").await;
        tokio::task::yield_now().await;
        leaving.client = duplex(1).0;
        leaving.ends().await;
    }
}
