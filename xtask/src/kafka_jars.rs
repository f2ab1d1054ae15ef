//! `cargo xtask kafka-jars`: Apache Kafka's jars in a cache outside the repository, where the
//! server finds them. Maven downloads what `backend/kafka/pom.xml` names, each file is compared
//! with `jars.sha256` beside it, and only a complete set is put in place.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::UNIX_EPOCH,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use sha2::{Digest, Sha256};

use crate::{machine::Component, process, workspace};

/// The same as in `backend/kafka/pom.xml`.
const VERSION: &str = "4.3.1";

#[derive(Args)]
pub(crate) struct Options {
    /// Rewrites backend/kafka/jars.sha256 from what Maven downloads for the pom.
    #[arg(long)]
    pin: bool,
}

pub(crate) fn command(options: &Options) -> Result<ExitCode> {
    if options.pin {
        let folder = tempfile::tempdir()?;
        copy_from_maven(folder.path())?;
        fs::write(list_file(), hashes(folder.path())?)?;
        println!("{}", list_file().display());
    } else {
        println!("{}", fetch()?.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The folder with the jars, if they are all there and intact.
pub(crate) fn cached() -> Result<Option<PathBuf>> {
    let folder = folder()?;
    let libs = folder.join("libs");
    if !libs.is_dir() {
        return Ok(None);
    }
    // Hashing 54 MB at each start would be slow, so files with an unchanged stamp are not hashed
    // again.
    let stamp = stamp(&libs)?;
    let stamp_file = folder.join("verified");
    if fs::read_to_string(&stamp_file).is_ok_and(|verified| verified == stamp) {
        return Ok(Some(libs));
    }
    if hashes(&libs)? != list()? {
        return Ok(None);
    }
    fs::write(stamp_file, stamp)?;
    Ok(Some(libs))
}

/// The folder with the jars, downloaded by Maven if they are missing or damaged.
pub(crate) fn fetch() -> Result<PathBuf> {
    if let Some(libs) = cached()? {
        return Ok(libs);
    }
    let folder = folder()?;
    fs::create_dir_all(&folder)
        .with_context(|| format!("cannot create the cache {}", folder.display()))?;
    // Two builds at once: the second waits, and finds the first one's jars. Unlocked when the file
    // is closed.
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    if let Some(libs) = cached()? {
        return Ok(libs);
    }
    let new = tempfile::tempdir_in(&folder)?;
    copy_from_maven(new.path())?;
    let (got, wanted) = (hashes(new.path())?, list()?);
    if got != wanted {
        bail!(
            "Maven delivered other jars than backend/kafka/jars.sha256 names, so they are not \
             used: {}",
            difference(&got, &wanted)
        );
    }
    let libs = folder.join("libs");
    if libs.exists() {
        fs::remove_dir_all(&libs)?;
    }
    fs::rename(new.keep(), &libs)?;
    cached()?.context("the jars were whole a moment ago and are not any more; run this again")
}

fn copy_from_maven(folder: &Path) -> Result<()> {
    let maven = Component::Maven.find_or_install()?;
    let status = process::status(
        Command::new(maven)
            .args(["-q", "-B", "-Dstyle.color=never", "-f"])
            .arg(workspace::root().join("backend/kafka/pom.xml"))
            .arg("dependency:copy-dependencies")
            .arg(format!("-DoutputDirectory={}", folder.display()))
            .stdout(Stdio::from(io::stderr())),
    )?;
    if !status.success() {
        bail!(
            "Maven could not get Apache Kafka {VERSION}; its words are above. Without a network \
             there is no way; behind a proxy, Maven reads ~/.m2/settings.xml"
        );
    }
    Ok(())
}

fn folder() -> Result<PathBuf> {
    Ok(workspace::cache()?.join(format!("kafka-{VERSION}")))
}

fn list_file() -> PathBuf {
    workspace::root().join("backend/kafka/jars.sha256")
}

fn list() -> Result<String> {
    let file = list_file();
    fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))
}

/// Hash and name of each jar, in the format of sha256sum.
fn hashes(libs: &Path) -> Result<String> {
    let mut lines = BTreeMap::new();
    for entry in fs::read_dir(libs)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        lines.insert(name, Sha256::digest(content));
    }
    Ok(lines.into_iter().fold(String::new(), |mut text, (name, hash)| {
        for byte in hash {
            write!(text, "{byte:02x}").expect("a String takes any text");
        }
        text + "  " + &name + "\n"
    }))
}

/// The list of hashes, and name, size and time of each file.
fn stamp(libs: &Path) -> Result<String> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(libs)? {
        let entry = entry?;
        let about = entry.metadata()?;
        let changed = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let name = entry.file_name();
        lines.push(format!("{} {} {}", name.display(), about.len(), changed.as_nanos()));
    }
    lines.sort();
    lines.push(list()?);
    Ok(lines.join("\n"))
}

fn difference(got: &str, wanted: &str) -> String {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (got, wanted) = (lines(got), lines(wanted));
    let names = |these: &[String], those: &[String]| {
        let names = these.iter().filter(|line| !those.contains(line));
        names.filter_map(|line| line.split("  ").nth(1)).collect::<Vec<_>>().join(" ")
    };
    format!("expected [{}], got [{}]", names(&wanted, &got), names(&got, &wanted))
}

#[cfg(test)]
mod tests {
    use super::{VERSION, difference, list};

    #[test]
    fn the_pom_and_the_list_name_the_version() {
        let pom = include_str!("../../backend/kafka/pom.xml");
        assert_eq!(pom.matches(&format!("<version>{VERSION}</version>")).count(), 3);
        assert!(list().unwrap().contains(&format!("  kafka_2.13-{VERSION}.jar\n")));
    }

    #[test]
    fn a_difference_names_the_files() {
        let (got, wanted) = ("aa  one.jar\nbb  two.jar\n", "aa  one.jar\ncc  two.jar\n");
        assert_eq!(difference(got, wanted), "expected [two.jar], got [two.jar]");
    }
}
