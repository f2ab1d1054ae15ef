//! A broker that answers ApiVersions and Metadata and keeps all other requests, for what a real one
//! would not show.

use std::io;

use backend::lab::wire::Bootstrap;
use bytes::{Buf, BufMut, Bytes, BytesMut};
use kafka_protocol::messages::api_versions_response::ApiVersion;
use kafka_protocol::messages::metadata_response::MetadataResponseBroker;
use kafka_protocol::messages::{ApiKey, ApiVersionsResponse, BrokerId, MetadataResponse};
use kafka_protocol::protocol::{Encodable, StrBytes};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// What it does with requests other than ApiVersions and Metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// Nothing but the correlation id.
    Bare,
    /// None.
    Silence,
    /// It closes the connection.
    Close,
}

/// A running broker, node 1 of its cluster. It ends with the test's runtime.
pub(crate) struct FakeBroker {
    pub(crate) address: Bootstrap,
    /// Requests other than ApiVersions and Metadata.
    pub(crate) received: mpsc::UnboundedReceiver<Bytes>,
}

impl FakeBroker {
    pub(crate) async fn start(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (keep, received) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A connection ends when its peer closes it.
                tokio::spawn(serve(stream, port, answers, keep.clone()));
            }
        });
        Self { address: format!("127.0.0.1:{port}").into(), received }
    }
}

async fn serve(
    mut stream: TcpStream,
    port: u16,
    answers: Answers,
    keep: mpsc::UnboundedSender<Bytes>,
) -> io::Result<()> {
    loop {
        let request = read_frame(&mut stream).await?;
        let (key, version) = ((&request[..2]).get_i16(), (&request[2..4]).get_i16());
        let mut answer = BytesMut::from(&request[4..8]);
        match ApiKey::try_from(key) {
            Ok(ApiKey::ApiVersions) => versions().encode(&mut answer, version).unwrap(),
            Ok(ApiKey::Metadata) => metadata(port).encode(&mut answer, version).unwrap(),
            _ => {
                keep.send(request).map_err(io::Error::other)?;
                match answers {
                    Answers::Bare => {}
                    Answers::Silence => continue,
                    Answers::Close => return Ok(()),
                }
            }
        }
        write_frame(&mut stream, &answer).await?;
    }
}

fn versions() -> ApiVersionsResponse {
    let api = |key: ApiKey, max| {
        ApiVersion::default().with_api_key(key as i16).with_min_version(0).with_max_version(max)
    };
    ApiVersionsResponse::default().with_api_keys(vec![
        api(ApiKey::Produce, 13),
        api(ApiKey::Fetch, 18),
        api(ApiKey::Metadata, 8),
        api(ApiKey::ApiVersions, 2),
        api(ApiKey::DescribeCluster, 2),
    ])
}

fn metadata(port: u16) -> MetadataResponse {
    MetadataResponse::default().with_controller_id(BrokerId(1)).with_brokers(vec![
        MetadataResponseBroker::default()
            .with_node_id(BrokerId(1))
            .with_host(StrBytes::from_static_str("127.0.0.1"))
            .with_port(port.into()),
    ])
}

pub(crate) async fn read_frame(stream: &mut TcpStream) -> io::Result<Bytes> {
    let length = stream.read_i32().await?;
    let mut frame = vec![0; length as usize];
    stream.read_exact(&mut frame).await?;
    Ok(frame.into())
}

pub(crate) async fn write_frame(stream: &mut TcpStream, frame: &[u8]) -> io::Result<()> {
    let mut bytes = BytesMut::new();
    bytes.put_i32(frame.len() as i32);
    bytes.put_slice(frame);
    stream.write_all(&bytes).await
}
