//! The Java that runs Kafka: where it is, and whether it is new enough.

use std::env;
use std::path::{Path, PathBuf, absolute};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::process;
use super::unavailable::Unavailable;

/// Kafka's brokers need Java 17 since 4.0: <https://kafka.apache.org/documentation/#java>.
pub(super) const OLDEST: u32 = 17;

/// How long `java -version` may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Environment variables that could change how our Java runs.
pub(super) const FOREIGN_VARIABLES: [&str; 4] =
    ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"];

/// A Java that exists and is new enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Java {
    /// The executable.
    pub path: PathBuf,
    /// The version that it reports: `17.0.15`.
    pub version: String,
}

impl Java {
    /// Takes `given`, or the Java of `JAVA_HOME`, or the one in `PATH`, and asks for its version.
    pub(super) fn find(given: Option<&Path>) -> Result<Self, Unavailable> {
        let path = given.map(Path::to_owned).unwrap_or_else(|| {
            env::var_os("JAVA_HOME")
                .map(|home| Path::new(&home).join("bin/java"))
                .filter(|java| java.is_file())
                .unwrap_or_else(|| PathBuf::from("java"))
        });
        // Kafka runs in another folder, so a path must be absolute. A bare name is looked up in
        // `PATH`.
        let path =
            if path.components().count() > 1 { absolute(&path).unwrap_or(path) } else { path };
        let printed = ask_version(&path)?;
        let version = version_in(&printed).ok_or_else(|| {
            let start: String = printed.chars().take(200).collect();
            Unavailable::NoJava(format!("{} -version said {start:?}", path.display()))
        })?;
        if feature(version).is_none_or(|feature| feature < OLDEST) {
            return Err(Unavailable::OldJava { version: version.to_owned(), oldest: OLDEST });
        }
        Ok(Self { version: version.to_owned(), path })
    }
}

/// What `java -version` prints to stderr.
fn ask_version(path: &Path) -> Result<String, Unavailable> {
    let mut command = Command::new(path);
    command.arg("-version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    FOREIGN_VARIABLES.iter().for_each(|name| {
        command.env_remove(name);
    });
    let failed = |error| Unavailable::NoJava(format!("{}: {error}", path.display()));
    let child = command.spawn().map_err(failed)?;

    // Wait on a thread, so that a hanging Java delays the start by ten seconds at most.
    let pid = child.id();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    match receiver.recv_timeout(PATIENCE) {
        Ok(output) => Ok(String::from_utf8_lossy(&output.map_err(failed)?.stderr).into_owned()),
        Err(_) => {
            process::kill(pid);
            Err(Unavailable::NoJava(format!("{} -version did not end", path.display())))
        }
    }
}

/// The quoted version in `openjdk version "17.0.15" 2025-04-15`.
fn version_in(printed: &str) -> Option<&str> {
    printed.lines().find_map(|line| line.split_once(" version \"")?.1.split('"').next())
}

/// 17 for `17.0.15` and `17-ea`; 8 for `1.8.0_392`, which is how Java 8 and older count.
fn feature(version: &str) -> Option<u32> {
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    match numbers.next()?.ok()? {
        1 => numbers.next()?.ok(),
        feature => Some(feature),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_every_java_writes_them() {
        let cases = [
            ("openjdk version \"17.0.15\" 2025-04-15\nOpenJDK Runtime", "17.0.15", Some(17)),
            ("java version \"1.8.0_392\"", "1.8.0_392", Some(8)),
            ("Picked up X\nopenjdk version \"25\" 2025-09-16", "25", Some(25)),
            ("openjdk version \"24-ea\" 2025-03-18", "24-ea", Some(24)),
        ];
        for (printed, version, number) in cases {
            assert_eq!(version_in(printed), Some(version));
            assert_eq!(feature(version), number);
        }
        assert_eq!(version_in("command not found"), None);
        assert_eq!(feature("next"), None);
    }
}
