//! A client that asks and leaves before the answer, with a reset: its network is gone.

use tokio::{io::AsyncWriteExt, net::TcpStream};

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

    pub fn vanish(self) {
        self.0.set_zero_linger().unwrap();
    }
}
