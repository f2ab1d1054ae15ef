//! What is installed on this machine, and what can be installed without asking: on Debian, as root,
//! with apt-get. Elsewhere a missing component gives a sentence with the next step.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Result, bail};

use crate::process;

/// A program that we use and do not build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Component {
    /// Runs Kafka; 17 or newer.
    Java,
    /// Downloads Kafka's jars.
    Maven,
    /// The database of larger installations.
    Postgres,
    Node,
    Chromium,
    /// Mozilla's own build or Debian's: new enough for WebDriver BiDi.
    Firefox,
    /// The WebDriver of WebKitGTK, with a screen for its window.
    WebKit,
    /// podman, with what it needs for networks and for the base image.
    Podman,
}

impl Component {
    /// Its path: the program, or for PostgreSQL the folder with its programs.
    pub(crate) fn find(self) -> Option<PathBuf> {
        match self {
            Self::Java => java(),
            Self::Maven => program("mvn"),
            Self::Postgres => postgres(),
            Self::Node => program("npm").and(program("node")),
            Self::Chromium => chromium(),
            Self::Firefox => program("firefox-esr").or_else(|| program("firefox")),
            Self::WebKit => program("Xvfb").and(program("WebKitWebDriver")),
            Self::Podman => podman(),
        }
    }

    /// Its path, after installing it if that needs no permission; else why not.
    pub(crate) fn find_or_install(self) -> Result<PathBuf> {
        if let Some(found) = self.find() {
            return Ok(found);
        }
        let (name, packages) = self.debian();
        if is_root_on_debian() {
            apt_get_install(packages)?;
            if let Some(found) = self.find() {
                return Ok(found);
            }
        }
        bail!("{name} is missing; on Debian: sudo apt-get install {}", packages.join(" "))
    }

    fn debian(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Java => ("Java 17 or newer", &["default-jre-headless"]),
            Self::Maven => ("Maven", &["maven"]),
            Self::Postgres => ("PostgreSQL", &["postgresql"]),
            Self::Node => ("Node.js 18 or newer with npm", &["nodejs", "npm"]),
            Self::Chromium => ("Chromium", &["chromium"]),
            Self::Firefox => ("Firefox", &["firefox-esr"]),
            Self::WebKit => ("WebKitGTK's WebDriver with Xvfb", &["webkit2gtk-driver", "xvfb"]),
            Self::Podman => (
                "podman with runc, netavark and mmdebstrap",
                // iptables makes the networks' rules; podman-compose is installed into a venv.
                &[
                    "podman",
                    "runc",
                    "netavark",
                    "aardvark-dns",
                    "iptables",
                    "mmdebstrap",
                    "python3-venv",
                ],
            ),
        }
    }
}

/// A program on the PATH.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(name)).find(|path| path.is_file())
}

fn java() -> Option<PathBuf> {
    let home = env::var_os("JAVA_HOME").map(|home| Path::new(&home).join("bin/java"));
    let java = home.filter(|java| java.is_file()).or_else(|| program("java"))?;
    (java_major(&java)? >= 17).then_some(java)
}

/// Reads the `release` file at the root of every Java since 9, since starting Java takes longer
/// than all the rest; asks Java itself only to find that file.
fn java_major(java: &Path) -> Option<u32> {
    let home = java.canonicalize().ok()?.parent()?.parent()?.to_path_buf();
    let version = fs::read_to_string(home.join("release"))
        .ok()
        .and_then(|release| quoted_after(&release, "JAVA_VERSION="))
        .or_else(|| {
            let answer = Command::new(java).arg("-version").output().ok()?;
            quoted_after(&String::from_utf8_lossy(&answer.stderr), "version ")
        })?;
    version.split(['.', '-', '+']).next()?.parse().ok()
}

fn quoted_after(text: &str, mark: &str) -> Option<String> {
    let rest = &text[text.find(mark)? + mark.len()..];
    rest.split('"').nth(1).map(str::to_owned)
}

/// The newest: Debian keeps the server's programs off the PATH, in one folder per version.
fn postgres() -> Option<PathBuf> {
    let on_path = program("initdb").and_then(|initdb| Some(initdb.parent()?.to_path_buf()));
    on_path.or_else(|| {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
        let newest = versions
            .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
            .filter(|version| postgres_folder(*version).join("initdb").is_file())
            .max()?;
        Some(postgres_folder(newest))
    })
}

fn postgres_folder(version: u32) -> PathBuf {
    PathBuf::from(format!("/usr/lib/postgresql/{version}/bin"))
}

fn chromium() -> Option<PathBuf> {
    let named = env::var_os("BITACORA_CHROMIUM").map(PathBuf::from);
    named.filter(|path| path.is_file()).or_else(|| {
        ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
            .into_iter()
            .find_map(program)
    })
}

fn podman() -> Option<PathBuf> {
    let has_programs =
        ["runc", "iptables", "mmdebstrap"].into_iter().all(|name| program(name).is_some());
    let has_network = ["netavark", "aardvark-dns"]
        .into_iter()
        .all(|name| Path::new("/usr/lib/podman").join(name).is_file());
    let has_venv = || {
        let mut python = Command::new("/usr/bin/python3");
        python.args(["-c", "import ensurepip"]).stderr(Stdio::null());
        python.status().is_ok_and(|status| status.success())
    };
    (has_programs && has_network && has_venv()).then(|| program("podman")).flatten()
}

pub(crate) fn is_root_on_debian() -> bool {
    rustix::process::geteuid().is_root() && Path::new("/etc/debian_version").exists()
}

fn apt_get_install(packages: &[&str]) -> Result<()> {
    let apt_get = || {
        let mut apt_get = Command::new("apt-get");
        apt_get.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "-y"]);
        apt_get
    };
    // A fresh container image has no package lists at all.
    process::succeed(apt_get().arg("update"))?;
    process::succeed(apt_get().args(["install", "--no-install-recommends"]).args(packages))
}

#[cfg(test)]
mod tests {
    use super::quoted_after;

    #[test]
    fn the_version_is_read_from_both_places() {
        let release = "IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.13\"\n";
        assert_eq!(quoted_after(release, "JAVA_VERSION=").as_deref(), Some("17.0.13"));
        let words = "openjdk version \"21\" 2023-09-19\n";
        assert_eq!(quoted_after(words, "version ").as_deref(), Some("21"));
        assert_eq!(quoted_after("nothing", "version "), None);
    }
}
