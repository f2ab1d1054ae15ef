//! What an idle connection costs, and how many there may be: beyond that each new one ends the one
//! that has waited longest.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
};

use anyhow::{Context, Result, bail};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::{
    Number,
    resources::resident_bytes,
    server::{Broker, Server},
};

/// Number of connections for which memory is measured.
const MEASURED: usize = 2000;
/// Limit of connections that are tried.
const MOST: usize = 20_000;

pub(super) fn connections() -> Result<Vec<Number>> {
    // Each needs a descriptor in this process, too.
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })?;
    let server = Server::start(&Broker::Simulated)?;
    let address = server.address().strip_prefix("http://").context("not http")?;
    let bytes = || resident_bytes(server.pid());

    let mut first = open(address)?;
    let before = bytes()?;
    let mut held = (0..MEASURED).map(|_| open(address)).collect::<Result<Vec<_>>>()?;
    let each = bytes()?.saturating_sub(before) as f64 / MEASURED as f64;
    first.set_nonblocking(true)?;
    while is_open(&mut first)? {
        if held.len() > MOST {
            bail!("more than {MOST} connections, and none was ended");
        }
        held.push(open(address)?);
    }
    Ok(vec![
        Number::new("idle_connection_bytes", each, "bytes"),
        Number::new("idle_connections", held.len() as f64, "connections"),
    ])
}

/// A connection that has had one answer.
fn open(address: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {} HTTP/1.1\r\nHost: {address}\r\n\r\n", api::paths::HEALTH_LIVE)?;
    let (mut answer, mut read) = ([0; 4096], 0);
    while !answer[..read].ends_with(b"\r\n\r\nlive\n") {
        match stream.read(&mut answer[read..])? {
            0 => bail!("a connection was ended before its answer"),
            some => read += some,
        }
    }
    Ok(stream)
}

fn is_open(stream: &mut TcpStream) -> Result<bool> {
    match stream.read(&mut [0]) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(true),
        Ok(0) => Ok(false),
        other => bail!("an idle connection got {other:?}"),
    }
}
