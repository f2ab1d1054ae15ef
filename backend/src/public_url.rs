//! The address by which browsers reach the server, where it is not this machine's own name.

use std::str::FromStr;

use axum::http::{Uri, uri::Scheme};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    /// As browsers write it in `Origin`: lower case, without the scheme's default port.
    origin: String,
    host: String,
    is_https: bool,
}

impl PublicUrl {
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The name, without a port.
    pub fn host(&self) -> &str {
        &self.host
    }

    pub fn is_https(&self) -> bool {
        self.is_https
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str = "give scheme and host and nothing behind them, as in \
            https://kafka.example.org or http://192.0.2.7:8080";
        let uri: Uri = text.parse().map_err(|_| WANTED)?;
        let is_https = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(WANTED),
        };
        let authority = uri.authority().ok_or(WANTED)?;
        let is_bare = uri.path() == "/" && uri.query().is_none();
        if !is_bare || authority.host().is_empty() || authority.as_str().contains('@') {
            return Err(WANTED);
        }
        let host = authority.host().to_ascii_lowercase();
        let (scheme, own_port) = if is_https { ("https", 443) } else { ("http", 80) };
        let origin = match authority.port_u16() {
            Some(port) if port != own_port => format!("{scheme}://{host}:{port}"),
            _ => format!("{scheme}://{host}"),
        };
        Ok(Self { origin, host, is_https })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_an_origin() {
        for (text, origin, host) in [
            ("https://Kafka.Example.org/", "https://kafka.example.org", "kafka.example.org"),
            ("https://kafka.example.org:443", "https://kafka.example.org", "kafka.example.org"),
            ("http://192.0.2.7:8080", "http://192.0.2.7:8080", "192.0.2.7"),
            ("http://[2001:db8::7]:80/", "http://[2001:db8::7]", "[2001:db8::7]"),
        ] {
            let url: PublicUrl = text.parse().unwrap();
            assert_eq!((url.origin(), url.host()), (origin, host));
            assert_eq!(url.is_https(), text.starts_with("https"));
        }
    }

    #[test]
    fn what_is_more_or_less_than_an_origin_is_refused() {
        for text in [
            "",
            "kafka.example.org",
            "kafka.example.org:443",
            "ftp://kafka.example.org",
            "https://",
            "https://ana@kafka.example.org",
            "https://kafka.example.org/course",
            "https://kafka.example.org/?lang=es",
        ] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }
}
