//! The client's requests, read as they come and put into a queue of bounded size.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::io::BufReader;
use tokio::net::tcp::OwnedReadHalf;
use tokio::sync::{Semaphore, mpsc};

use super::{Queued, Shared};
use crate::lab::wire::frame;

/// The most bytes of requests that wait in one connection; at least one frame fits.
const QUEUE_BYTES: usize = 2 * frame::FROM_CLIENT;

/// Reads requests until the client closes. Does not wait for room while requests are held: only by
/// reading on does it notice a close.
pub(super) async fn take_requests(
    mut client: BufReader<OwnedReadHalf>,
    queue: mpsc::UnboundedSender<Queued>,
    shared: &Shared,
) -> String {
    let room = Arc::new(Semaphore::new(QUEUE_BYTES));
    loop {
        let bytes = match frame::read(&mut client, frame::FROM_CLIENT).await {
            Ok(bytes) => bytes,
            Err(error) => return error.to_string(),
        };
        shared.tally.bytes_from_clients.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        // An empty frame counts, too.
        let size = u32::try_from(bytes.len().max(1)).unwrap_or(u32::MAX);
        let room = Arc::clone(&room);
        let place = if shared.is_holding() {
            match room.try_acquire_many_owned(size) {
                Ok(place) => place,
                Err(_) => return format!("more than {QUEUE_BYTES} bytes of held requests"),
            }
        } else {
            match room.acquire_many_owned(size).await {
                Ok(place) => place,
                Err(closed) => return closed.to_string(),
            }
        };
        let request = match shared.read(bytes) {
            Ok(request) => request,
            Err(error) => return format!("no request: {error}"),
        };
        if queue.send((request, place)).is_err() {
            return "the connection ended".to_owned();
        }
    }
}
