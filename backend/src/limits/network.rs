//! The sender of a request, as the limits count it: an IPv4 address, or the /64 of an IPv6 one,
//! since a host chooses freely among the 2^64 addresses of its /64 (RFC 4291, 2.5.1).

use std::net::{IpAddr, Ipv6Addr};

use sha2::{Digest, Sha256};

use crate::evidence::seed::hex;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
            address @ IpAddr::V4(_) => address,
        })
    }

    /// Tells the senders of unfinished runs apart in the database without storing addresses: 24
    /// bits of a hash. A whole hash could be reversed by hashing all 2^32 addresses; with this one
    /// 256 addresses share each mark, and of a thousand senders hardly ever two do.
    pub fn mark(self) -> String {
        hex(&Sha256::digest(format!("network\n{}", self.0))[..3])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_host_is_one_network() {
        let network = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(network("2001:db8:0:7::1"), network("2001:db8:0:7:ffff:1:2:3"));
        assert_ne!(network("2001:db8:0:7::1"), network("2001:db8:0:8::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_ne!(network("192.0.2.1").mark(), network("192.0.2.2").mark());
        assert_eq!(network("192.0.2.1").mark().len(), 6);
    }
}
