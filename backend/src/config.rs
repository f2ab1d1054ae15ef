//! Every setting of the server: a flag, its environment variable, its meaning.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    path::PathBuf,
};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Where to listen. Port 0 takes a free one; the address is printed.
    #[arg(long, env = "BITACORA_ADDR", default_value = "127.0.0.1:8080")]
    pub addr: SocketAddr,
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
    /// Where runs happen.
    #[arg(long, env = "BITACORA_BROKER", value_enum, default_value_t = BrokerChoice::Auto)]
    pub broker: BrokerChoice,
    /// The cluster of `--broker external`.
    #[arg(long, env = "KAFKA_BOOTSTRAP_SERVERS")]
    pub bootstrap_servers: Option<String>,
    /// Folder of Kafka's jars, instead of the one that `cargo xtask run` fills.
    #[arg(long, env = "BITACORA_KAFKA_LIBS")]
    pub kafka_libs: Option<PathBuf>,
    /// Folder for what can be fetched or made again: jars, class-data archive.
    #[arg(long, env = "BITACORA_CACHE")]
    pub cache: Option<PathBuf>,
    /// The `java` to use, instead of `JAVA_HOME` or the path.
    #[arg(long, env = "BITACORA_JAVA")]
    pub java: Option<PathBuf>,
    /// Runs under way at once, of all learners; default: twice the processors.
    #[arg(long, env = "BITACORA_RUNS_AT_ONCE")]
    pub runs_at_once: Option<usize>,
    /// Unfinished runs one learner may have.
    #[arg(long, env = "BITACORA_RUNS_PER_LEARNER", default_value_t = 5)]
    pub runs_per_learner: u32,
    /// Unfinished runs of all learners together.
    #[arg(long, env = "BITACORA_RUNS_WAITING", default_value_t = 1000)]
    pub runs_waiting: u32,
    /// Requests to read that one learner may make in a row; as many again each minute. A page
    /// makes about five.
    #[arg(long, env = "BITACORA_READS_PER_MINUTE", default_value = "600")]
    pub reads_per_minute: NonZeroU32,
    /// The same for what changes something: a run, a stop, a session.
    #[arg(long, env = "BITACORA_WRITES_PER_MINUTE", default_value = "60")]
    pub writes_per_minute: NonZeroU32,
    /// Streams of events that one learner may have open: one for each run on a page.
    #[arg(long, env = "BITACORA_STREAMS_PER_LEARNER", default_value = "12")]
    pub streams_per_learner: NonZeroU32,
    /// Learners at full speed behind one address, a classroom's network: the three limits above
    /// times this are those of an address.
    #[arg(long, env = "BITACORA_LEARNERS_PER_ADDRESS", default_value = "40")]
    pub learners_per_address: NonZeroU32,
    /// New learners from one address in a row; as many again each minute.
    #[arg(long, env = "BITACORA_NEWCOMERS_PER_MINUTE", default_value = "120")]
    pub newcomers_per_minute: NonZeroU32,
    /// Addresses of the proxies in front, separated by commas. Only they are believed when they
    /// say in `X-Forwarded-For` for whom they ask; without one, the limits see the peer.
    #[arg(long, env = "BITACORA_TRUSTED_PROXY", value_delimiter = ',')]
    pub trusted_proxy: Vec<IpAddr>,
    /// Whether browsers reach the server by https: cookies are then marked Secure.
    #[arg(long, env = "BITACORA_HTTPS")]
    pub https: bool,
    /// Opens the page in the default browser.
    #[arg(long)]
    pub open: bool,
}

/// PostgreSQL instead of the SQLite file. Its address holds a password, so it can stand in a file.
#[derive(Debug, Clone, Args)]
pub struct DatabaseUrl {
    /// PostgreSQL instead of the SQLite file: `postgres://user@host/database`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// File whose one line is that address, so that its password stands in no environment.
    #[arg(long, env = "DATABASE_URL_FILE", conflicts_with = "database_url")]
    database_url_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BrokerChoice {
    /// External if its address is set; else local if it can be had; else simulated.
    Auto,
    Local,
    External,
    Simulated,
}

impl DatabaseUrl {
    /// The address, read from its file if it stands in one; `None` means SQLite.
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
    /// Folder for what can be fetched or made again.
    pub fn cache(&self) -> PathBuf {
        let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        (self.cache.clone())
            .or_else(|| from("XDG_CACHE_HOME").map(|home| PathBuf::from(home).join("bitacora")))
            .or_else(|| from("HOME").map(|home| PathBuf::from(home).join(".cache/bitacora")))
            .unwrap_or_else(|| self.data.join("cache"))
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
