//! Kafka's outermost envelope: four bytes of length, then that many bytes
//! (<https://kafka.apache.org/protocol#protocol_common>).

use std::io;

use bytes::{Buf, Bytes};
use tokio::io::{
    AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt,
};

/// The longest frame accepted from a broker: 100 MiB, as `socket.request.max.bytes` allows by
/// default.
pub const FROM_BROKER: usize = 100 << 20;
/// The longest frame accepted from a client of a run: 16 MiB, far above a run's limit in bytes.
pub const FROM_CLIENT: usize = 16 << 20;

/// The most memory allocated for a length that is only claimed; the rest grows as bytes arrive.
const FIRST_ALLOCATION: usize = 64 << 10;

/// Reads one frame, without its length. Fails with `UnexpectedEof` when the peer has closed.
pub async fn read(stream: &mut (impl AsyncRead + Unpin), limit: usize) -> io::Result<Bytes> {
    let length = read_length(stream, limit).await?;
    let mut frame = Vec::with_capacity(length.min(FIRST_ALLOCATION));
    stream.take(length as u64).read_to_end(&mut frame).await?;
    if frame.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(frame.into())
}

/// Reads one frame and writes it as it comes, so that `to` has its beginning before its end is
/// here. Fails with `InvalidData` if it does not begin with `start`. If `to` accepts no more, the
/// rest is read all the same, so that `from` is at the next frame. Returns the frame's length.
pub async fn pass_on(
    from: &mut (impl AsyncBufRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    limit: usize,
    start: [u8; 4],
) -> io::Result<usize> {
    let length = read_length(from, limit).await?;
    let mut found = [0; 4];
    from.read_exact(&mut found).await?;
    if found != start || length <= start.len() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "not the expected frame"));
    }
    let head = [(length as i32).to_be_bytes(), start].concat();
    let (mut before, mut left, mut is_taken) = (&head[..], length - start.len(), true);
    while left > 0 {
        let piece = from.fill_buf().await?;
        let piece = &piece[..piece.len().min(left)];
        if piece.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if is_taken {
            is_taken = to.write_all_buf(&mut Buf::chain(before, piece)).await.is_ok();
        }
        before = &[];
        left -= piece.len();
        let taken = piece.len();
        from.consume(taken);
    }
    Ok(length)
}

async fn read_length(stream: &mut (impl AsyncRead + Unpin), limit: usize) -> io::Result<usize> {
    let length = stream.read_i32().await?;
    usize::try_from(length)
        .ok()
        .filter(|length| *length <= limit)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("frame of {length}")))
}

/// Writes one frame, its length first.
pub async fn write(stream: &mut (impl AsyncWrite + Unpin), frame: &[u8]) -> io::Result<()> {
    let length = i32::try_from(frame.len())
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "frame beyond 2 GiB"))?;
    let length = length.to_be_bytes();
    // Gathered in one write and one packet, so that the peer never wakes up for a length alone.
    stream.write_all_buf(&mut Buf::chain(&length[..], frame)).await?;
    // TLS may hold back the end of it.
    stream.flush().await
}

#[cfg(test)]
mod tests {
    use tokio::io::BufReader;

    use super::*;

    #[tokio::test]
    async fn a_frame_survives_a_round_trip() {
        let mut wire = Vec::new();
        write(&mut wire, b"offset").await.unwrap();
        assert_eq!(wire, b"\0\0\0\x06offset");
        assert_eq!(read(&mut &wire[..], 6).await.unwrap(), "offset");
    }

    #[tokio::test]
    async fn a_frame_is_passed_on_as_it_comes() {
        let (mut client, to) = tokio::io::duplex(64);
        let (from, mut broker) = tokio::io::duplex(64);
        let passing = tokio::spawn(async move {
            let (mut from, mut to) = (BufReader::new(from), to);
            pass_on(&mut from, &mut to, 9, *b"offs").await
        });
        broker.write_all(b"\0\0\0\x09offset").await.unwrap();
        let mut start = [0; 10];
        client.read_exact(&mut start).await.unwrap();
        assert_eq!(&start, b"\0\0\0\x09offset");
        broker.write_all(b" 21").await.unwrap();
        assert_eq!(passing.await.unwrap().unwrap(), 9);
        let mut rest = Vec::new();
        client.read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest, b" 21");
    }

    #[tokio::test]
    async fn a_frame_that_nobody_takes_is_read_to_its_end() {
        let (to, client) = tokio::io::duplex(1);
        drop(client);
        let mut from = &b"\0\0\0\x06offset\0\0\0\x01x"[..];
        assert_eq!(pass_on(&mut from, &mut { to }, 6, *b"offs").await.unwrap(), 6);
        assert_eq!(read(&mut from, 1).await.unwrap(), "x");
    }

    #[tokio::test]
    async fn an_unexpected_or_truncated_frame_is_not_passed_on() {
        for (wire, kind) in [
            (&b"\0\0\0\x06offset"[..], io::ErrorKind::InvalidData),
            (b"\0\0\0\x04topi", io::ErrorKind::InvalidData),
            (b"\0\0\0\x08topics..", io::ErrorKind::InvalidData),
            (b"\0\0\0\x07topic", io::ErrorKind::UnexpectedEof),
        ] {
            let passed = pass_on(&mut &wire[..], &mut tokio::io::sink(), 7, *b"topi").await;
            assert_eq!(passed.unwrap_err().kind(), kind);
        }
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
