//! Decompresses a batch, within a limit. The decompressors of `kafka-protocol` have none: a small
//! batch could expand until no memory is left.

use std::io::{self, Read};

use bytes::{Buf, Bytes};

use super::{codec::Codec, malformed::Malformed};

/// What xerial's snappy puts before its blocks, as the Java clients write it: magic, then two
/// versions (<https://github.com/xerial/snappy-java#compatibility-notes>).
const XERIAL_MAGIC: &[u8; 8] = b"\x82SNAPPY\0";
const XERIAL_HEADER: usize = XERIAL_MAGIC.len() + 8;
/// The widest window a zstd frame may ask for, as a power of two: 32 MiB.
const ZSTD_WINDOW_LOG: u32 = 25;

/// The records of a batch as they were before compression; `None` when they take more than `limit`
/// bytes.
pub(super) fn decompress(
    codec: Codec,
    body: Bytes,
    limit: usize,
) -> Result<Option<Bytes>, Malformed> {
    let raw = match codec {
        Codec::None => return Ok((body.len() <= limit).then_some(body)),
        Codec::Gzip => read_within(flate2::read::MultiGzDecoder::new(&body[..]), limit),
        Codec::Lz4 => lz4::Decoder::new(&body[..]).and_then(|reader| read_within(reader, limit)),
        Codec::Zstd => zstd::Decoder::new(&body[..]).and_then(|mut reader| {
            reader.window_log_max(ZSTD_WINDOW_LOG)?;
            read_within(reader, limit)
        }),
        Codec::Snappy => snappy(&body, limit),
    };
    raw.map_err(|_| Malformed::Compression(codec))
}

fn read_within(reader: impl Read, limit: usize) -> io::Result<Option<Bytes>> {
    let mut raw = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut raw)?;
    Ok((raw.len() <= limit).then(|| raw.into()))
}

/// librdkafka writes one raw snappy block, the Java clients xerial's sequence of blocks.
fn snappy(body: &[u8], limit: usize) -> io::Result<Option<Bytes>> {
    let mut raw = Vec::new();
    if !body.starts_with(XERIAL_MAGIC) {
        return Ok(snappy_block(body, &mut raw, limit)?.then(|| raw.into()));
    }
    let mut blocks = body.get(XERIAL_HEADER..).ok_or(io::ErrorKind::UnexpectedEof)?;
    while blocks.has_remaining() {
        let length = blocks.try_get_u32().map_err(|_| io::ErrorKind::UnexpectedEof)? as usize;
        let (block, rest) = blocks.split_at_checked(length).ok_or(io::ErrorKind::UnexpectedEof)?;
        if !snappy_block(block, &mut raw, limit)? {
            return Ok(None);
        }
        blocks = rest;
    }
    Ok(Some(raw.into()))
}

/// Appends one block to `raw`; false, with nothing appended, when `raw` would exceed `limit`.
fn snappy_block(block: &[u8], raw: &mut Vec<u8>, limit: usize) -> io::Result<bool> {
    let length = snap::raw::decompress_len(block)?;
    let begin = raw.len();
    if begin.saturating_add(length) > limit {
        return Ok(false);
    }
    raw.resize(begin + length, 0);
    snap::raw::Decoder::new().decompress(block, &mut raw[begin..])?;
    Ok(true)
}
