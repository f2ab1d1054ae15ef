//! Accepts connections from a listener, even while the system is short of descriptors or memory.
//! The HTTP server and the labs' proxy both accept here.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    time::sleep,
};

/// When descriptors or memory run out, `accept` fails at once and leaves the client in the queue.
/// Retrying without a pause would spin for as long as the shortage lasts.
const PAUSE: Duration = Duration::from_millis(100);

pub async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    let mut is_logged = false;
    loop {
        match listener.accept().await {
            Ok(connection) => return connection,
            Err(error) => pause_before_retry(&error, &mut is_logged).await,
        }
    }
}

async fn pause_before_retry(error: &io::Error, is_logged: &mut bool) {
    if is_disconnect(error) {
        return;
    }
    // Logged once: the log must not fill the disk while the machine is short of something.
    if !*is_logged {
        tracing::warn!(%error, "no connection can be taken for now");
        *is_logged = true;
    }
    sleep(PAUSE).await;
}

/// The client disconnected before it was accepted; the next one in the queue may be fine.
fn is_disconnect(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    )
}

#[cfg(test)]
mod tests {
    use rustix::io::Errno;
    use tokio::time::Instant;

    use super::*;

    #[tokio::test]
    async fn a_shortage_is_waited_for_and_a_client_that_left_is_not() {
        let mut is_logged = false;
        pause_before_retry(&Errno::CONNABORTED.into(), &mut is_logged).await;
        assert!(!is_logged);
        let began = Instant::now();
        for lack in [Errno::MFILE, Errno::NFILE, Errno::NOMEM] {
            pause_before_retry(&lack.into(), &mut is_logged).await;
        }
        assert!(is_logged && began.elapsed() >= 3 * PAUSE);
    }
}
