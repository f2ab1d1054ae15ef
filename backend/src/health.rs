//! `bitacora health`: asks the server on this machine, over loopback, whether it takes runs, and
//! reports it in a sentence and by its exit code.

use std::{net::SocketAddr, process::ExitCode, time::Duration};

use anyhow::{Context, bail};
use api::paths;
use clap::Args;
use serde::Deserialize;
use ureq::{Agent, http::StatusCode};

use crate::config::reachable;

/// A slower server is not healthy: it checks its database itself, and gives up on it sooner.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Where the server listens, as in its own `--addr`.
    #[arg(long, env = "BITACORA_ADDR", default_value = "127.0.0.1:8080")]
    pub addr: SocketAddr,
}

/// The part of the server's answer that is read.
#[derive(Debug, Deserialize)]
struct Readiness {
    missing: Vec<Missing>,
}

#[derive(Debug, Deserialize)]
struct Missing {
    component: String,
    detail: String,
}

pub fn run(options: &Options) -> ExitCode {
    match ask(reachable(options.addr)) {
        Ok(()) => {
            println!("ready");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("not ready: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn ask(addr: SocketAddr) -> anyhow::Result<()> {
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(ANSWER_WITHIN))
        .http_status_as_error(false)
        .build()
        .into();
    let mut answer = agent
        .get(format!("http://{addr}{}", paths::HEALTH_READY))
        .call()
        .with_context(|| format!("the server does not answer on {addr}; see that it runs"))?;
    if answer.status() == StatusCode::OK {
        return Ok(());
    }
    let body = answer
        .body_mut()
        .read_to_string()
        .context("the server closed the connection within its answer")?;
    let readiness: Readiness = serde_json::from_str(&body).with_context(|| {
        format!("what answers on {addr} is not a workbook, it says {}", answer.status())
    })?;
    let missing = readiness.missing.iter();
    let missing = missing.map(|missing| format!("{}: {}", missing.component, missing.detail));
    bail!("{}", missing.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader, Write},
        net::TcpListener,
        thread,
    };

    use super::*;

    /// What the command reports about a server that gives this answer.
    fn reported_for(answer: &'static str) -> anyhow::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            // If the question were left unread, closing would send a reset.
            let question = BufReader::new(stream.try_clone().unwrap()).lines();
            question.map_while(Result::ok).find(String::is_empty).expect("a whole question");
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let report = ask(addr);
        server.join().unwrap();
        report
    }

    #[test]
    fn it_says_what_is_missing() {
        reported_for("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
        let missing = reported_for(
            "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n\
             {\"ready\":false,\"missing\":[{\"component\":\"broker\",\"detail\":\"Kafka is starting.\"}]}",
        );
        assert_eq!(missing.unwrap_err().to_string(), "broker: Kafka is starting.");
        let other = reported_for("HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\nnothing here");
        assert!(other.unwrap_err().to_string().contains("404"));
    }

    #[test]
    fn it_says_that_nobody_answers() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        drop(listener);
        let why = ask(addr).unwrap_err().to_string();
        assert!(why.contains(&addr.to_string()), "{why}");
    }
}
