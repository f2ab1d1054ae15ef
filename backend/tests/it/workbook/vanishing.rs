//! A client that disconnects before the answer, with a reset, as if its network were gone.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::Learner;

pub struct Vanishing(TcpStream);

impl Vanishing {
    /// Sends a whole POST and reads nothing.
    pub async fn ask(learner: &Learner, path: &str, json: &str) -> Self {
        let host = learner.base.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).await.unwrap();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\ncookie: {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{json}",
            learner.cookie(),
            json.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        Self(stream)
    }

    /// Stays connected for this time.
    pub async fn vanish_after(self, time: Duration) {
        let mut stream = self.0;
        timeout(time, stream.read_to_end(&mut Vec::new())).await.ok();
        Self(stream).vanish();
    }

    pub fn vanish(self) {
        self.0.set_zero_linger().unwrap();
    }
}
