//! Every setting of the server: a flag, its environment variable, its meaning.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    path::PathBuf,
};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use crate::{lab::cluster::external::External, public_url::PublicUrl, store::runs};

#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Where to listen. Port 0 takes a free one; the address is printed.
    #[arg(long, env = "BITACORA_ADDR", default_value = "127.0.0.1:8080")]
    pub addr: SocketAddr,
    /// Where to serve the metrics to anybody who can reach that address. Without it, only programs
    /// on this machine can read them, at the address of the pages.
    #[arg(long, env = "BITACORA_METRICS_ADDR")]
    pub metrics_addr: Option<SocketAddr>,
    /// Folder for the database file and for local Kafka's data.
    #[arg(long, env = "BITACORA_DATA", default_value = ".bitacora")]
    pub data: PathBuf,
    /// Folder of the compiled frontend.
    #[arg(long, env = "BITACORA_ASSETS", default_value = "target/web/dist")]
    pub assets: PathBuf,
    /// Folder of the course.
    #[arg(long, env = "BITACORA_CONTENT", default_value = "lessons/content")]
    pub content: PathBuf,
    #[command(flatten)]
    pub database: DatabaseUrl,
    /// The kind of cluster that runs use.
    #[arg(long, env = "BITACORA_BROKER", value_enum, default_value_t = BrokerChoice::Auto)]
    pub broker: BrokerChoice,
    #[command(flatten)]
    pub external: External,
    /// Folder of Kafka's jars, instead of the one that `cargo xtask run` fills.
    #[arg(long, env = "BITACORA_KAFKA_LIBS")]
    pub kafka_libs: Option<PathBuf>,
    /// Folder for what can be downloaded or made again: jars, class-data archive.
    #[arg(long, env = "BITACORA_CACHE")]
    pub cache: Option<PathBuf>,
    /// The `java` to use, instead of `JAVA_HOME` or the path.
    #[arg(long, env = "BITACORA_JAVA")]
    pub java: Option<PathBuf>,
    /// Runs of all learners that are executed at once; default: twice the processors.
    #[arg(long, env = "BITACORA_RUNS_AT_ONCE")]
    pub runs_at_once: Option<usize>,
    /// Unfinished runs one learner may have.
    #[arg(long, env = "BITACORA_RUNS_PER_LEARNER", default_value_t = 5)]
    pub runs_per_learner: u32,
    /// Unfinished runs of all learners together.
    #[arg(long, env = "BITACORA_RUNS_WAITING", default_value_t = 1000)]
    pub runs_waiting: u32,
    /// Requests to read that one learner may make in a burst; the same number is allowed again each
    /// minute. A page makes about five.
    #[arg(long, env = "BITACORA_READS_PER_MINUTE", default_value = "600")]
    pub reads_per_minute: NonZeroU32,
    /// The same for requests that change something: a run, a stop, a session.
    #[arg(long, env = "BITACORA_WRITES_PER_MINUTE", default_value = "60")]
    pub writes_per_minute: NonZeroU32,
    /// Event streams that one learner may have open: one for each run on a page.
    #[arg(long, env = "BITACORA_STREAMS_PER_LEARNER", default_value = "12")]
    pub streams_per_learner: NonZeroU32,
    /// Learners at full speed behind one address, such as a classroom's network. The three limits
    /// above, times this, are those of an address; so is the limit of runs, up to half of all.
    #[arg(long, env = "BITACORA_LEARNERS_PER_ADDRESS", default_value = "40")]
    pub learners_per_address: NonZeroU32,
    /// New learners from one address in a burst; the same number is allowed again each minute.
    #[arg(long, env = "BITACORA_NEWCOMERS_PER_MINUTE", default_value = "120")]
    pub newcomers_per_minute: NonZeroU32,
    /// Connections of all clients together; never more than half of the descriptors that the system
    /// gives this process. A connection takes about 20 kB.
    #[arg(long, env = "BITACORA_CONNECTIONS", default_value_t = 4096)]
    pub connections: usize,
    /// Connections from one address, such as a classroom's network. A browser opens six at most,
    /// and a learner may use two browsers.
    #[arg(long, env = "BITACORA_CONNECTIONS_PER_ADDRESS", default_value_t = 640)]
    pub connections_per_address: usize,
    /// Days without a visit after which a guest and all her data are removed; also the days that a
    /// run's events and evidence are kept after its end. Its verdict stays as long as its learner
    /// does.
    #[arg(long, env = "BITACORA_KEEP_DAYS", default_value = "180")]
    pub keep_days: NonZeroU32,
    /// How large the database may grow, in megabytes; beyond that no runs are accepted. A warning
    /// is logged at four fifths.
    #[arg(long, env = "BITACORA_DATABASE_MB", default_value = "10000")]
    pub database_mb: NonZeroU32,
    /// Addresses of the reverse proxies in front, separated by commas. Only their `X-Forwarded-For`
    /// is believed; without any, the limits apply to the peer's address.
    #[arg(long, env = "BITACORA_TRUSTED_PROXY", value_delimiter = ',')]
    pub trusted_proxy: Vec<IpAddr>,
    /// The address by which browsers reach the server, as in `https://kafka.example.org`. Requests
    /// under any other name are refused, except this machine's own (`localhost`, `127.0.0.1`,
    /// `[::1]`). With https, cookies are marked Secure.
    #[arg(long, env = "BITACORA_PUBLIC_URL")]
    pub public_url: Option<PublicUrl>,
    /// Opens the page in the default browser.
    #[arg(long)]
    pub open: bool,
    /// Takes changes of the course at once, and has its pages loaded again: for those who write it.
    #[arg(long)]
    pub watch: bool,
}

/// PostgreSQL instead of the SQLite file. Its address holds a password, so it can stand in a file.
#[derive(Debug, Clone, Args)]
pub struct DatabaseUrl {
    /// PostgreSQL instead of the SQLite file: `postgres://user@host/database`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// File whose one line is that address, so that its password is in no environment variable.
    #[arg(long, env = "DATABASE_URL_FILE", conflicts_with = "database_url")]
    database_url_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BrokerChoice {
    /// External if its address is set; else local if Java and the jars are available; else
    /// simulated.
    Auto,
    Local,
    External,
    Simulated,
}

/// The address by which this machine reaches a server that listens at `addr`: a server on all
/// addresses also listens on loopback.
pub fn reachable(mut addr: SocketAddr) -> SocketAddr {
    match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => addr.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => addr.set_ip(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V4(_) | IpAddr::V6(_) => {}
    }
    addr
}

impl DatabaseUrl {
    /// The address, read from its file if one is named; `None` means SQLite.
    pub fn read(&self) -> anyhow::Result<Option<String>> {
        let Some(file) = &self.database_url_file else { return Ok(self.database_url.clone()) };
        let text = std::fs::read_to_string(file).with_context(|| {
            format!("the file {} of DATABASE_URL_FILE cannot be read", file.display())
        })?;
        let url = text.trim();
        if url.is_empty() {
            bail!("the file {} of DATABASE_URL_FILE is empty", file.display());
        }
        Ok(Some(url.to_owned()))
    }
}

impl Config {
    /// Folder for what can be downloaded or made again.
    pub fn cache(&self) -> PathBuf {
        let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        (self.cache.clone())
            .or_else(|| from("XDG_CACHE_HOME").map(|home| PathBuf::from(home).join("bitacora")))
            .or_else(|| from("HOME").map(|home| PathBuf::from(home).join(".cache/bitacora")))
            .unwrap_or_else(|| self.data.join("cache"))
    }

    /// Whether cookies may be sent over https only.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }

    /// How many unfinished runs there may be. One address never takes all of them.
    pub fn unfinished_runs(&self) -> runs::Limits {
        let class = self.runs_per_learner.saturating_mul(self.learners_per_address.get());
        runs::Limits {
            of_learner: self.runs_per_learner,
            of_network: class.min(self.runs_waiting.div_ceil(2)),
            of_all: self.runs_waiting,
        }
    }

    pub fn runs_at_once(&self) -> usize {
        self.runs_at_once.unwrap_or_else(|| {
            2 * std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_all_addresses_is_found_on_loopback() {
        let found = |addr: &str| reachable(addr.parse().unwrap()).to_string();
        assert_eq!(found("0.0.0.0:8080"), "127.0.0.1:8080");
        assert_eq!(found("[::]:1"), "[::1]:1");
        assert_eq!(found("127.0.0.2:1"), "127.0.0.2:1");
    }

    #[test]
    fn the_database_may_stand_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("database-url");
        let from = |database_url: Option<&str>, file: Option<&PathBuf>| DatabaseUrl {
            database_url: database_url.map(str::to_owned),
            database_url_file: file.cloned(),
        };
        assert_eq!(from(None, None).read().unwrap(), None);
        assert_eq!(from(Some("postgres://a"), None).read().unwrap().unwrap(), "postgres://a");
        let why = from(None, Some(&file)).read().unwrap_err().to_string();
        assert!(why.contains("database-url") && why.contains("DATABASE_URL_FILE"), "{why}");
        std::fs::write(&file, " \n").unwrap();
        assert!(from(None, Some(&file)).read().is_err());
        std::fs::write(&file, "postgres://b\n").unwrap();
        assert_eq!(from(None, Some(&file)).read().unwrap().unwrap(), "postgres://b");
    }
}
