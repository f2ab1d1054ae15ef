//! Under which names the server answers, where writes may come from, and which ids a request may
//! bring.

use reqwest::{Client, Method, RequestBuilder, StatusCode, header};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::workbook::{Options, TestWorkbook, cookies, problem};

fn workbook(public_url: Option<&str>) -> TestWorkbook {
    let arguments = public_url.map(|url| ["--public-url".to_owned(), url.to_owned()]);
    let arguments = arguments.into_iter().flatten().collect();
    TestWorkbook::start_with(Options { arguments, ..Options::default() })
}

fn ask(workbook: &TestWorkbook, path: &str, host: &str) -> RequestBuilder {
    Client::new().get(workbook.url(path)).header(header::HOST, host)
}

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_name_is_refused_and_told_what_to_set() {
    let workbook = workbook(None);
    for own in ["localhost", "LOCALHOST:9", "127.0.0.1:8080", "127.9.9.9", "[::1]:8080"] {
        for path in ["/es/", "/api/course", "/assets/b1/style.css"] {
            assert_eq!(status(ask(&workbook, path, own)).await, StatusCode::OK, "{own} {path}");
        }
    }
    for other in
        ["evil.example", "evil.example:8080", "localhost.evil.example", "192.0.2.7", "0.0.0.0"]
    {
        let page = ask(&workbook, "/es/", other).send().await.unwrap();
        assert_eq!((page.status(), cookies(&page)), (StatusCode::MISDIRECTED_REQUEST, vec![]));
        assert!(page.headers()[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
        let html = page.text().await.unwrap();
        assert!(html.contains(&format!("bitacora serve --public-url http://{other}<")), "{html}");
        assert!(html.contains("no se conoce por este nombre") && html.contains("does not know"));
        for path in ["/api/course", "/api/session", "/assets/b1/style.css", "/api/none"] {
            let data = ask(&workbook, path, other).send().await.unwrap();
            assert_eq!(cookies(&data), [""; 0]);
            let refused = problem(data, StatusCode::MISDIRECTED_REQUEST).await;
            assert!(refused.detail.contains("--public-url"), "{}", refused.detail);
        }
        // A write, even with the matching origin.
        let write = Client::new().post(workbook.url("/api/session")).header(header::HOST, other);
        let write = write.header(header::ORIGIN, format!("http://{other}")).send().await.unwrap();
        problem(write, StatusCode::MISDIRECTED_REQUEST).await;
        // Monitoring knows only the server's address.
        for path in ["/health/live", "/health/ready"] {
            assert_eq!(status(ask(&workbook, path, other)).await, StatusCode::OK);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_url_is_a_name_of_ours() {
    let workbook = workbook(Some("https://Kafka.example.org"));
    for own in ["kafka.example.org", "KAFKA.example.org:8080", "localhost:8080"] {
        assert_eq!(status(ask(&workbook, "/es/", own)).await, StatusCode::OK, "{own}");
    }
    let page = ask(&workbook, "/es/", "example.org").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::MISDIRECTED_REQUEST);
    assert!(page.text().await.unwrap().contains("href=\"https://kafka.example.org/es/\""));
    let write = |host: &str, origin: &str| {
        let request = Client::new().request(Method::POST, workbook.url("/api/session"));
        status(request.header(header::HOST, host).header(header::ORIGIN, origin))
    };
    let public = "https://kafka.example.org";
    assert_eq!(write("kafka.example.org", public).await, StatusCode::OK);
    assert_eq!(write("127.0.0.1:8080", public).await, StatusCode::OK, "the proxy's name for us");
    assert_eq!(write("localhost:8080", "http://localhost:8080").await, StatusCode::OK);
    for foreign in ["http://kafka.example.org", "https://example.org", "null"] {
        assert_eq!(write("kafka.example.org", foreign).await, StatusCode::FORBIDDEN, "{foreign}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_of_other_shapes_name_a_host_too() {
    let workbook = workbook(None);
    let address = workbook.base.trim_start_matches("http://");
    for (head, expected) in [
        ("GET /es/ HTTP/1.0\r\n", "200"),
        ("GET /es/ HTTP/1.0\r\nhost: evil.example\r\n", "421"),
        ("GET /es/ HTTP/1.1\r\n", "400"),
        ("GET /es/ HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\n", "400"),
        ("GET /es/ HTTP/1.1\r\nhost: ana@localhost\r\n", "400"),
        ("GET http://localhost/es/ HTTP/1.1\r\nhost: localhost\r\n", "200"),
        ("GET http://evil.example/es/ HTTP/1.1\r\nhost: localhost\r\n", "421"),
        ("GET /es/ HTTP/1.1\r\nhost: <script>\r\n", "400"),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("{head}connection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert_eq!(answer.split(' ').nth(1), Some(expected), "{head}{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_may_bring_an_id_that_looks_like_one() {
    let workbook = workbook(None);
    let long = "x".repeat(129);
    for (given, is_kept) in [
        ("9f1c-a.b:c/d=e", true),
        (&long[..128], true),
        (&long, false),
        ("", false),
        ("two words", false),
        ("ñandú", false),
    ] {
        let request = Client::new().get(workbook.url("/api/none"));
        let answer = request.header("x-request-id", given.as_bytes()).send().await.unwrap();
        let echoed = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        assert_eq!(echoed == given, is_kept, "{given}");
        assert!(is_kept || echoed.len() == 36, "{echoed}");
        let refused = problem(answer, StatusCode::NOT_FOUND).await;
        assert_eq!(refused.request_id, Some(echoed));
    }
}
