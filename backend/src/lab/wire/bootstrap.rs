//! Where a cluster is, and how to connect to its brokers: what every use of the wire begins with.

use super::security::Security;

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Bootstrap {
    servers: String,
    security: Security,
}

impl Bootstrap {
    /// `servers` is `host:port,host:port…`.
    pub fn new(servers: impl Into<String>, security: Security) -> Self {
        Self { servers: servers.into(), security }
    }

    /// In the format of Kafka's `bootstrap.servers`.
    pub fn servers(&self) -> &str {
        &self.servers
    }

    pub fn security(&self) -> &Security {
        &self.security
    }

    pub(super) fn addresses(&self) -> Vec<&str> {
        self.servers.split(',').map(str::trim).filter(|address| !address.is_empty()).collect()
    }
}

/// Brokers without TLS and SASL, as on this machine.
impl From<String> for Bootstrap {
    fn from(servers: String) -> Self {
        Self::new(servers, Security::default())
    }
}
