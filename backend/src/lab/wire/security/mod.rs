//! How a connection to a broker is secured: TLS around the socket, then SASL as the first calls on
//! it. Only the server does this; the clients of a run connect to its proxy.

/// Proves to the broker who we are.
pub mod sasl;
/// Proves to us who the broker is.
pub mod tls;

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadHalf, WriteHalf, split},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    time::{Instant, timeout_at},
};
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;

use super::WireError;
use sasl::Credentials;
use tls::Tls;

/// Kafka's `security.protocol`, with what each needs: without both parts it is `PLAINTEXT`, with
/// both `SASL_SSL`. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Security {
    pub tls: Option<Tls>,
    pub credentials: Option<Credentials>,
}

impl Security {
    /// Whether any program on this machine could connect just as well.
    pub fn is_plaintext(&self) -> bool {
        self.tls.is_none() && self.credentials.is_none()
    }
}

/// A connection's bytes, encrypted if the cluster requires it.
pub type Stream = Either<TcpStream, Box<TlsStream<TcpStream>>>;

pub(super) async fn open(
    address: &str,
    tls: Option<&Tls>,
    deadline: Instant,
) -> Result<Stream, WireError> {
    let unreachable = |source| WireError::Unreachable { address: address.to_owned(), source };
    let socket = timeout_at(deadline, TcpStream::connect(address))
        .await
        .map_err(|_| WireError::timed_out(format!("a connection to {address}")))?
        .map_err(unreachable)?;
    // Requests are small and wait for their answer: Nagle's algorithm would only delay them.
    socket.set_nodelay(true).map_err(unreachable)?;
    match tls {
        None => Ok(Either::Left(socket)),
        Some(tls) => Ok(Either::Right(Box::new(tls.begin(address, socket, deadline).await?))),
    }
}

/// A half to read from and a half to write to.
pub fn into_split(stream: Stream) -> (impl AsyncRead + Unpin, impl AsyncWrite + Unpin) {
    type Read = Either<OwnedReadHalf, ReadHalf<Box<TlsStream<TcpStream>>>>;
    type Write = Either<OwnedWriteHalf, WriteHalf<Box<TlsStream<TcpStream>>>>;
    match stream {
        Either::Left(socket) => {
            let (read, write) = socket.into_split();
            (Read::Left(read), Write::Left(write))
        }
        Either::Right(stream) => {
            let (read, write) = split(stream);
            (Read::Right(read), Write::Right(write))
        }
    }
}
