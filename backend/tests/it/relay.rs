//! A way to a database that can be lost as with a machine that is gone: what was connected stays so, and
//! nobody ever answers.

use std::net::SocketAddr;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

pub struct Relay {
    pub address: SocketAddr,
    losses: watch::Sender<()>,
}

impl Relay {
    /// Leads to the server at `to` for as long as the test lasts.
    pub async fn start(to: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (losses, loss) = watch::channel(());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(lead(client, to.clone(), loss.clone()));
            }
        });
        Self { address, losses }
    }

    /// Loses all connections that there are. New ones lead to the server again.
    pub fn lose(&self) {
        self.losses.send_replace(());
    }
}

async fn lead(mut client: TcpStream, to: String, mut loss: watch::Receiver<()>) {
    let mut server = TcpStream::connect(to).await.unwrap();
    loss.mark_unchanged();
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => return,
        _ = loss.changed() => drop(server),
    }
    // Open, and unread.
    std::future::pending::<()>().await;
    drop(client);
}
