//! Kafka's outermost envelope: four bytes of length, then that many bytes
//! (<https://kafka.apache.org/protocol#protocol_common>).

use std::io;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The longest frame taken from a broker: 100 MiB, as `socket.request.max.bytes` allows by default.
pub const FROM_BROKER: usize = 100 << 20;
/// The longest frame taken from a client of a run: 16 MiB, far above a run's limit in bytes.
pub const FROM_CLIENT: usize = 16 << 20;

/// How much memory is taken on the word of a length alone; the rest grows as bytes arrive.
const FIRST_ALLOCATION: usize = 64 << 10;

/// Reads one frame, without its length. Fails with `UnexpectedEof` when the peer has closed.
pub async fn read(stream: &mut (impl AsyncRead + Unpin), limit: usize) -> io::Result<Bytes> {
    let length = stream.read_i32().await?;
    let length = usize::try_from(length)
        .ok()
        .filter(|length| *length <= limit)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("frame of {length}")))?;
    let mut frame = Vec::with_capacity(length.min(FIRST_ALLOCATION));
    stream.take(length as u64).read_to_end(&mut frame).await?;
    if frame.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(frame.into())
}

/// Writes one frame, its length first.
pub async fn write(stream: &mut (impl AsyncWrite + Unpin), frame: &[u8]) -> io::Result<()> {
    let length = i32::try_from(frame.len())
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "frame beyond 2 GiB"))?;
    let length = length.to_be_bytes();
    // Gathered in one write, one packet: the peer never wakes up for a length alone.
    stream.write_all_buf(&mut Buf::chain(&length[..], frame)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_frame_comes_back_as_it_went() {
        let mut wire = Vec::new();
        write(&mut wire, b"offset").await.unwrap();
        assert_eq!(wire, b"\0\0\0\x06offset");
        assert_eq!(read(&mut &wire[..], 6).await.unwrap(), "offset");
    }

    #[tokio::test]
    async fn a_length_beyond_the_limit_below_zero_or_without_its_bytes_is_refused() {
        for (wire, kind) in [
            (&b"\0\0\0\x07offsets"[..], io::ErrorKind::InvalidData),
            (b"\xff\xff\xff\xff", io::ErrorKind::InvalidData),
            (b"\0\0\0\x06off", io::ErrorKind::UnexpectedEof),
            (b"\0\0", io::ErrorKind::UnexpectedEof),
        ] {
            assert_eq!(read(&mut &wire[..], 6).await.unwrap_err().kind(), kind);
        }
    }
}
