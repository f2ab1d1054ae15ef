//! Two free loopback ports for Kafka: one for clients, one for its controller.

use std::net::{Ipv4Addr, TcpListener};

use rand::Rng;

use super::unavailable::Unavailable;

/// Below the ephemeral ports (from 32768 on Linux, from 49152 elsewhere), so that no outgoing
/// connection can hold one of ours.
const RANGE: std::ops::Range<u16> = 20_000..30_000;

/// How many are tried before giving up.
const ATTEMPTS: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ports {
    pub(super) broker: u16,
    pub(super) controller: u16,
}

impl Ports {
    /// Free ports; the `earlier` ones if they still are, so that clients find a restarted broker.
    pub(super) fn choose(earlier: Option<Self>) -> Result<Self, Unavailable> {
        let mut random = rand::rng();
        let candidates = earlier
            .into_iter()
            .flat_map(|ports| [ports.broker, ports.controller])
            .chain(std::iter::repeat_with(|| random.random_range(RANGE)).take(ATTEMPTS));
        Self::among(candidates)
    }

    fn among(candidates: impl Iterator<Item = u16>) -> Result<Self, Unavailable> {
        let mut last = None;
        // Both listeners are held until the end, so that the two ports differ.
        let mut free = candidates.filter_map(|port| {
            TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| last = Some(error)).ok()
        });
        let pair = free.next().zip(free.next());
        drop(free);
        let (broker, controller) = pair.ok_or_else(|| {
            Unavailable::NoPort(last.map_or("none was tried".to_owned(), |error| error.to_string()))
        })?;
        let port = |listener: TcpListener| listener.local_addr().map(|address| address.port());
        let lost = |error: std::io::Error| Unavailable::NoPort(error.to_string());
        Ok(Self {
            broker: port(broker).map_err(lost)?,
            controller: port(controller).map_err(lost)?,
        })
    }

    /// Where clients connect.
    pub(super) fn bootstrap(self) -> String {
        format!("127.0.0.1:{}", self.broker)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let taken = (taken.local_addr().unwrap().port(), taken);
        let free = Ports::choose(None).unwrap();
        let candidates = [taken.0, free.broker, taken.0, free.broker, free.controller];
        assert_eq!(Ports::among(candidates.into_iter()), Ok(free));
    }

    #[test]
    fn having_no_free_port_is_an_error() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = Ports::among([port, port].into_iter()).unwrap_err();
        assert!(
            matches!(&error, Unavailable::NoPort(cause) if cause.contains("in use")),
            "{error}"
        );
        assert!(error.text().es.contains("puerto libre"));
    }

    #[test]
    fn a_restarted_broker_keeps_its_ports() {
        let ports = Ports::choose(None).unwrap();
        assert_eq!(Ports::choose(Some(ports)), Ok(ports));
    }
}
