//! Connections on raw sockets: a client reads its refusal, the stop comes in time, and clients that
//! hold connections keep nobody out.

use std::{
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use reqwest::Client;
use rustix::process::{Resource, Rlimit, Signal, getrlimit, kill_process, prlimit};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::workbook::{Options, TestWorkbook};

/// Far more than a busy machine needs.
const SOON: Duration = Duration::from_secs(60);
const GET: &[u8] = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

fn workbook(arguments: &[&str]) -> TestWorkbook {
    let arguments = arguments.iter().map(ToString::to_string).collect();
    TestWorkbook::start_with(Options { arguments, ..Options::default() })
}

async fn connect(workbook: &TestWorkbook) -> TcpStream {
    connect_from(workbook, 1).await
}

/// Connects from 127.0.0.`host`.
async fn connect_from(workbook: &TestWorkbook, host: u8) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::new(127, 0, 0, host), 0).into()).unwrap();
    let address = workbook.base.strip_prefix("http://").unwrap();
    socket.connect(address.parse().unwrap()).await.unwrap()
}

/// The status of the next answer, which is short enough to be read at once; `None` when the
/// connection was closed instead.
async fn answer(stream: &mut TcpStream) -> Option<u16> {
    let mut text = [0; 4096];
    let read = timeout(SOON, stream.read(&mut text)).await.expect("neither answered nor ended");
    let text = std::str::from_utf8(&text[..read.ok()?]).unwrap();
    text.strip_prefix("HTTP/1.1 ")?.split(' ').next()?.parse().ok()
}

/// A connection that had an answer and is kept open.
async fn idle(workbook: &TestWorkbook, host: u8) -> TcpStream {
    let mut stream = connect_from(workbook, host).await;
    stream.write_all(GET).await.unwrap();
    assert_eq!(answer(&mut stream).await, Some(200));
    stream
}

/// A request under way: its body is still missing.
async fn under_way(workbook: &TestWorkbook, host: u8) -> TcpStream {
    let mut stream = connect_from(workbook, host).await;
    let head = "POST /api/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
        Expect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the body, so the handler has begun.
    assert_eq!(answer(&mut stream).await, Some(100));
    stream
}

async fn has_ended(mut stream: TcpStream) -> bool {
    answer(&mut stream).await.is_none()
}

/// A client that is refused early can read why, although it sends the rest of its request before it
/// reads the answer.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_heard_while_the_request_is_still_being_sent() {
    let strict = workbook(&["--writes-per-minute", "1", "--learners-per-address", "1"]);
    idle(&strict, 1).await;
    let workbook = workbook(&["--runs-at-once", "0"]);
    let small = 60 * 1024;
    let refusals = [
        (&workbook, "POST /api/runs", "Content-Type: application/json", 8 * small, 413),
        (&workbook, "POST /api/runs", "Origin: http://evil.example", small, 403),
        (&workbook, "POST /api/none", "Accept: */*", small, 404),
        (&workbook, "DELETE /api/runs", "Accept: */*", small, 405),
        (&workbook, "POST /api/runs", "Content-Type: text/plain", small, 400),
        (&workbook, "POST /api/runs", "This is no header", small, 400),
        (&strict, "POST /api/runs", "Accept: */*", small, 400),
        (&strict, "POST /api/runs", "Accept: */*", small, 429),
    ];
    for (workbook, line, header, size, status) in refusals {
        let times = if std::ptr::eq(workbook, &strict) { 1 } else { 20 };
        for _ in 0..times {
            let mut stream = connect(workbook).await;
            let head = format!("{line} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n");
            let length = format!("Content-Length: {size}\r\n\r\n");
            stream.write_all((head + &length).as_bytes()).await.unwrap();
            for _ in 0..size / 1024 {
                stream.write_all(&[b'x'; 1024]).await.expect("it stays open to the end");
            }
            assert_eq!(answer(&mut stream).await, Some(status), "{line} {header}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_has_a_size() {
    let workbook = TestWorkbook::start();
    let mut stream = connect(&workbook).await;
    let head = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {}", "x".repeat(100_000));
    stream.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(answer(&mut stream).await, Some(431));
}

/// All clients that could delay the stop: half a request, a missing body, answers that are not
/// read, no request at all.
#[tokio::test(flavor = "multi_thread")]
async fn the_stop_waits_for_nobody_for_long() {
    let mut workbook = TestWorkbook::start();
    let silent = connect(&workbook).await;
    let idle = idle(&workbook, 1).await;
    let mut half = connect(&workbook).await;
    half.write_all(b"GET / HTTP/1.1\r\nHo").await.unwrap();
    let body_missing = under_way(&workbook, 1).await;
    let not_reading = reads_nothing(&workbook).await;

    let began = Instant::now();
    assert!(stopped(&mut workbook).await.success());
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    drop((silent, idle, half, body_missing, not_reading));
}

/// Requests pages until the server can send no more, and reads none of them.
async fn reads_nothing(workbook: &TestWorkbook) -> TcpStream {
    let stream = connect(workbook).await;
    let pages = b"GET /es/ HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
    loop {
        // The server reads the next request only after it has sent the previous answer.
        match timeout(Duration::from_secs(2), stream.writable()).await {
            Err(_) => return stream,
            Ok(writable) => writable.unwrap(),
        }
        match stream.try_write(&pages) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
        }
    }
}

async fn stopped(workbook: &mut TestWorkbook) -> std::process::ExitStatus {
    tokio::task::block_in_place(|| workbook.stop())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_at_once() {
    let mut workbook = TestWorkbook::start();
    let body_missing = under_way(&workbook, 1).await;
    let idle = idle(&workbook, 1).await;
    kill_process(workbook.pid(), Signal::TERM).unwrap();
    // The first one was understood.
    assert!(has_ended(idle).await);
    let began = Instant::now();
    let status = stopped(&mut workbook).await;
    assert_eq!(status.code(), Some(1));
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    drop(body_missing);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_connections_keeps_nobody_out() {
    let workbook = workbook(&["--connections", "40", "--connections-per-address", "10"]);
    // One address uses all its connections and more, with half requests and idle ones.
    let mut held = Vec::new();
    for number in 0..30 {
        let mut stream = connect_from(&workbook, 2).await;
        let part = if number % 2 == 0 { GET } else { &GET[..10] };
        stream.write_all(part).await.unwrap();
        if number % 2 == 0 {
            assert_eq!(answer(&mut stream).await, Some(200), "there is room for the next");
        }
        held.push(stream);
    }
    let kept = held.split_off(20);
    for stream in held {
        assert!(has_ended(stream).await, "the oldest made room");
    }
    // Other addresses, as many as there are places: each is answered.
    let mut others = Vec::new();
    for host in 3..60 {
        others.push(idle(&workbook, host).await);
    }
    for stream in kept {
        assert!(has_ended(stream).await, "it had waited longest");
    }
    let given_away = metric(&workbook, "bitacora_connections_given_away_total").await;
    assert!(given_away >= 30 + 57 - 40, "{given_away}");
}

/// A value of `/metrics`.
async fn metric(workbook: &TestWorkbook, name: &str) -> u64 {
    let text = Client::new().get(workbook.url("/metrics")).send().await.unwrap().text().await;
    let text = text.unwrap();
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.unwrap_or("0").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_under_way_keeps_its_place() {
    let workbook = workbook(&["--connections-per-address", "2"]);
    let mut busy = [under_way(&workbook, 2).await, under_way(&workbook, 2).await];
    let refused = connect_from(&workbook, 2).await;
    assert!(has_ended(refused).await);
    let name = "bitacora_connections_refused_total{limit=\"address\"}";
    assert_eq!(metric(&workbook, name).await, 1);
    for stream in &mut busy {
        stream.write_all(b"{}").await.unwrap();
        assert_eq!(answer(stream).await, Some(400), "it was read to its end");
    }
    // A place is free again.
    idle(&workbook, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_proxy_brings_everybody() {
    let workbook = workbook(&["--connections-per-address", "2", "--trusted-proxy", "127.0.0.2"]);
    let mut busy = Vec::new();
    for _ in 0..10 {
        busy.push(under_way(&workbook, 2).await);
    }
    idle(&workbook, 2).await;
}

/// For a while no descriptor is left: the client waits in the queue, the log is not flooded, and
/// the server survives.
#[tokio::test(flavor = "multi_thread")]
async fn a_lack_of_descriptors_passes() {
    let options = Options { keeps_log: true, ..Options::default() };
    let workbook = TestWorkbook::start_with(options);
    let lacks = "no connection can be taken";
    let few = Rlimit { current: Some(3), ..getrlimit(Resource::Nofile) };
    let enough = prlimit(Some(workbook.pid()), Resource::Nofile, few).unwrap();
    let mut waits = connect(&workbook).await;
    waits.write_all(GET).await.unwrap();
    let mut ticks = tokio::time::interval(Duration::from_millis(50));
    let is_logged = async {
        while !workbook.log().contains(lacks) {
            ticks.tick().await;
        }
    };
    timeout(SOON, is_logged).await.expect("the shortage was not logged");
    prlimit(Some(workbook.pid()), Resource::Nofile, enough).unwrap();
    assert_eq!(answer(&mut waits).await, Some(200));
    assert_eq!(workbook.log().matches(lacks).count(), 1);
}

/// The shell's soft limit is raised to the hard limit.
#[tokio::test(flavor = "multi_thread")]
async fn the_limit_of_descriptors_is_raised() {
    let workbook = TestWorkbook::start_with(Options { open_files: Some(64), ..Options::default() });
    let held: Vec<TcpStream> =
        futures_util::future::join_all((0..200).map(|_| idle(&workbook, 1))).await;
    assert_eq!(held.len(), 200);
}
