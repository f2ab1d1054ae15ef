//! TLS to a broker, by rustls: the broker's certificate must come from an authority that we trust
//! and name the host that we connect to (`ssl.endpoint.identification.algorithm=https`, as in
//! Kafka's own clients).

use std::{io, path::Path, sync::Arc};

use anyhow::{Context, bail};
use tokio::{
    net::TcpStream,
    time::{Instant, timeout_at},
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        CertificateError, ClientConfig, Error, RootCertStore,
        pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
    },
};

use crate::lab::wire::WireError;

/// Whom to trust, and how to prove who we are to brokers that ask (`ssl.client.auth`). Cheap to
/// clone.
#[derive(Clone)]
pub struct Tls(TlsConnector);

impl Tls {
    /// `authority` holds the certificates to trust, instead of the system's own; `identity` our
    /// certificate and its key. All are PEM files.
    ///
    /// # Errors
    /// A file that cannot be read or used; the error names it.
    pub fn new(authority: Option<&Path>, identity: Option<(&Path, &Path)>) -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        match authority {
            Some(file) => {
                for certificate in certificates(file)? {
                    roots.add(certificate).with_context(|| unusable(file))?;
                }
            }
            None => {
                // Certificates of the system that rustls cannot parse are left out; the others may
                // be enough.
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
        }
        if roots.is_empty() {
            bail!(
                "no certificate of an authority to trust: name their file in KAFKA_SSL_CA_LOCATION"
            );
        }
        let config = ClientConfig::builder().with_root_certificates(roots);
        let config = match identity {
            None => config.with_no_client_auth(),
            Some((certificate, key)) => {
                let chain = certificates(certificate)?;
                let key = PrivateKeyDer::from_pem_file(key).with_context(|| unusable(key))?;
                config.with_client_auth_cert(chain, key).context(
                    "the key of KAFKA_SSL_KEY_LOCATION does not belong to the certificate of KAFKA_SSL_CERTIFICATE_LOCATION",
                )?
            }
        };
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    pub(super) async fn begin(
        &self,
        address: &str,
        socket: TcpStream,
        deadline: Instant,
    ) -> Result<TlsStream<TcpStream>, WireError> {
        let insecure = |source| WireError::Insecure { address: address.to_owned(), source };
        let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(host).map_err(|error| insecure(io::Error::other(error)))?;
        timeout_at(deadline, self.0.connect(name, socket))
            .await
            .map_err(|_| WireError::timed_out(format!("TLS with {address}")))?
            .map_err(insecure)
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Tls")
    }
}

/// What went wrong in a handshake, as far as somebody can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distrust {
    Expired,
    /// The certificate is for other names than the one in the address.
    OtherName,
    /// No authority that we trust has signed it.
    UnknownIssuer,
    /// The broker rejected our certificate, or did not get one.
    OfUs,
    /// The broker does not speak TLS there, or not as we do.
    NoTls,
}

impl Distrust {
    pub fn of(error: &io::Error) -> Self {
        let error = error.get_ref().and_then(|error| error.downcast_ref::<Error>());
        match error {
            Some(Error::InvalidCertificate(error)) => match error {
                CertificateError::Expired
                | CertificateError::ExpiredContext { .. }
                | CertificateError::NotValidYet
                | CertificateError::NotValidYetContext { .. } => Self::Expired,
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => Self::OtherName,
                _ => Self::UnknownIssuer,
            },
            Some(Error::AlertReceived(_)) => Self::OfUs,
            _ => Self::NoTls,
        }
    }
}

fn certificates(file: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let read = || CertificateDer::pem_file_iter(file)?.collect::<Result<Vec<_>, _>>();
    let certificates = read().with_context(|| unusable(file))?;
    if certificates.is_empty() {
        bail!("there is no certificate in {}", file.display());
    }
    Ok(certificates)
}

fn unusable(file: &Path) -> String {
    format!("{} cannot be read or used; it has to be a PEM file", file.display())
}
