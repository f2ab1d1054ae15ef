//! A temporary PostgreSQL for the tests: a fresh folder, a free port on loopback, a random
//! password. Dropping its guard stops and removes it.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, geteuid, kill_process};
use tempfile::TempDir;

use crate::process;

pub(crate) struct Postgres {
    pub(crate) url: String,
    server: Child,
    /// Removed after the server has exited, since fields are dropped after `drop` has run.
    _folder: TempDir,
}

/// The user and group under which PostgreSQL runs.
struct Account {
    user: u32,
    group: u32,
}

impl Postgres {
    /// Takes connections when this returns. `programs` is the folder of initdb and postgres.
    pub(crate) fn start(programs: &Path) -> Result<Self> {
        // PostgreSQL refuses to run as root, so it runs as an unprivileged user.
        let account = if geteuid().is_root() { Some(unprivileged()?) } else { None };
        let folder = tempfile::Builder::new().prefix("bitacora-postgres-").tempdir()?;
        let password = password()?;
        let password_file = folder.path().join("password");
        fs::write(&password_file, &password)?;
        if let Some(Account { user, group }) = account {
            chown(folder.path(), Some(user), Some(group))?;
            chown(&password_file, Some(user), Some(group))?;
        }
        let command = |program: &str| {
            let mut command = Command::new(programs.join(program));
            command.current_dir(folder.path()).env("LC_ALL", "C").stdin(Stdio::null());
            if let Some(Account { user, group }) = account {
                command.uid(user).gid(group);
            }
            command
        };
        let data = folder.path().join("data");
        process::succeed(
            command("initdb")
                .args(["--username=bitacora", "--auth=scram-sha-256", "--encoding=UTF8"])
                .args(["--no-sync", "--pwfile=password", "--pgdata=data"])
                .stdout(Stdio::null()),
        )?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut server = process::start_guarded(
            command("postgres")
                .arg("-D")
                .arg(&data)
                .args(["-p", &port.to_string()])
                // Nothing here outlives the tests, so nothing needs to reach the disk.
                .args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="])
                .args([
                    "-c",
                    "fsync=off",
                    "-c",
                    "full_page_writes=off",
                    "-c",
                    "max_connections=200",
                ])
                .stderr(Stdio::piped()),
        )?;
        let log = server.stderr.take().expect("piped two lines above");
        let url = format!("postgres://bitacora:{password}@127.0.0.1:{port}/postgres");
        let postgres = Self { url, server, _folder: folder };
        wait_until_ready(BufReader::new(log))?;
        Ok(postgres)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is its fast shutdown: clients are disconnected, and children exit first.
        let _ = kill_process(Pid::from_child(&self.server), Signal::INT);
        let _ = self.server.wait();
    }
}

/// Reads the log up to the line that reports readiness, and drains the rest in a thread: a full
/// pipe would block the server. The thread ends with the server.
fn wait_until_ready(mut log: BufReader<impl Read + Send + 'static>) -> Result<()> {
    let mut words = String::new();
    while !words.contains("ready to accept connections") {
        if log.read_line(&mut words)? == 0 {
            bail!("PostgreSQL does not start:\n{words}");
        }
    }
    std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
    Ok(())
}

fn unprivileged() -> Result<Account> {
    let accounts = fs::read_to_string("/etc/passwd")?;
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| account(&accounts, name))
        .context("PostgreSQL cannot run as root, and there is no user postgres or nobody")
}

fn account(accounts: &str, name: &str) -> Option<Account> {
    let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some(Account { user: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
}

/// Everybody on the machine can connect to loopback, and a database's owner may run programs.
fn password() -> Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::account;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let accounts = "postgres2:x:7:8::/:\npostgres:x:101:104:PostgreSQL:/:/bin/bash\n";
        let found = account(accounts, "postgres").unwrap();
        assert_eq!((found.user, found.group), (101, 104));
        assert!(account(accounts, "nobody").is_none());
    }
}
