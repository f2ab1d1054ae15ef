//! The settings of an external cluster, by the names that Kafka's clients give them, and the
//! `Bootstrap` that they result in.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use crate::lab::{
    namespace::{Namespace, PREFIX},
    wire::{
        Bootstrap,
        security::{
            Security,
            sasl::{Credentials, Mechanism},
            tls::Tls,
        },
    },
};

#[derive(Debug, Clone, Args)]
pub struct External {
    /// The cluster of `--broker external`: `host:port,host:port`.
    #[arg(long, env = "KAFKA_BOOTSTRAP_SERVERS")]
    pub bootstrap_servers: Option<String>,
    /// How its brokers let us in.
    #[arg(
        long,
        env = "KAFKA_SECURITY_PROTOCOL",
        value_enum,
        ignore_case = true,
        default_value = "plaintext"
    )]
    security_protocol: Protocol,
    /// PEM file with the authorities to trust, instead of the system's.
    #[arg(long, env = "KAFKA_SSL_CA_LOCATION")]
    ssl_ca_location: Option<PathBuf>,
    /// PEM file with our own certificate, for brokers that ask for one.
    #[arg(long, env = "KAFKA_SSL_CERTIFICATE_LOCATION", requires = "ssl_key_location")]
    ssl_certificate_location: Option<PathBuf>,
    /// PEM file with its key.
    #[arg(long, env = "KAFKA_SSL_KEY_LOCATION", requires = "ssl_certificate_location")]
    ssl_key_location: Option<PathBuf>,
    /// PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.
    #[arg(long, env = "KAFKA_SASL_MECHANISM", default_value = "SCRAM-SHA-512")]
    sasl_mechanism: Mechanism,
    #[arg(long, env = "KAFKA_SASL_USERNAME")]
    sasl_username: Option<String>,
    /// Its password. No flag: those can be read by everybody on the machine.
    #[arg(skip = std::env::var("KAFKA_SASL_PASSWORD").ok().map(Secret))]
    sasl_password: Option<Secret>,
    /// File whose one line is the password, so that it stands in no environment.
    #[arg(long, env = "KAFKA_SASL_PASSWORD_FILE")]
    sasl_password_file: Option<PathBuf>,
    /// What the names of all topics and groups of runs begin with: what the ACLs have to allow.
    #[arg(long, env = "KAFKA_TOPIC_PREFIX", default_value = PREFIX)]
    pub topic_prefix: Namespace,
}

/// Kafka's `security.protocol`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Protocol {
    Plaintext,
    Ssl,
    #[value(name = "sasl_plaintext")]
    SaslPlaintext,
    #[value(name = "sasl_ssl")]
    SaslSsl,
}

/// Not shown in any log.
#[derive(Clone)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

impl External {
    /// The cluster, with the files of its settings read; `None` if no address is set.
    ///
    /// # Errors
    /// Which setting is missing or cannot be used.
    pub fn read(&self) -> anyhow::Result<Option<Bootstrap>> {
        let Some(servers) = &self.bootstrap_servers else { return Ok(None) };
        let (with_tls, with_sasl) = match self.security_protocol {
            Protocol::Plaintext => (false, false),
            Protocol::Ssl => (true, false),
            Protocol::SaslPlaintext => (false, true),
            Protocol::SaslSsl => (true, true),
        };
        let security = Security {
            tls: with_tls.then(|| self.tls()).transpose()?,
            credentials: with_sasl.then(|| self.credentials()).transpose()?,
        };
        Ok(Some(Bootstrap::new(servers, security)))
    }

    fn tls(&self) -> anyhow::Result<Tls> {
        let file = Option::<PathBuf>::as_deref;
        let identity = file(&self.ssl_certificate_location).zip(file(&self.ssl_key_location));
        Tls::new(file(&self.ssl_ca_location), identity)
    }

    fn credentials(&self) -> anyhow::Result<Credentials> {
        let Some(user) = &self.sasl_username else {
            bail!("set KAFKA_SASL_USERNAME: the cluster wants to know who we are");
        };
        let password = match (&self.sasl_password_file, &self.sasl_password) {
            (Some(file), _) => password_in(file)?,
            (None, Some(Secret(password))) => password.clone(),
            (None, None) => bail!("set KAFKA_SASL_PASSWORD_FILE, or KAFKA_SASL_PASSWORD"),
        };
        Credentials::new(self.sasl_mechanism, user, password)
            .context("SASL cannot carry KAFKA_SASL_USERNAME or its password")
    }
}

fn password_in(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| {
        format!("the file {} of KAFKA_SASL_PASSWORD_FILE cannot be read", file.display())
    })?;
    // Only the line end is removed: a password may begin or end with a space.
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("the file {} of KAFKA_SASL_PASSWORD_FILE is empty", file.display());
    }
    Ok(password.to_owned())
}
