//! The images that docker-compose.yml names. Debian's base image is made of packages; the stand-ins
//! for Kafka, PostgreSQL and socat are built on it (`e2e/containers/Dockerfile`). The workbook's
//! own comes from the Dockerfile, with its first stage replaced by the compiled files.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use super::engine::{Engine, output_of};
use crate::{dist, process, workspace};

/// Path of Debian's ca-certificates.
const AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";
const BASE: &str = "docker.io/library/debian:bookworm-slim";
/// Names in docker-compose.yml, and their stand-ins.
const STAND_INS: [(&str, &str); 3] = [
    ("docker.io/apache/kafka:4.3.1", "kafka"),
    ("docker.io/library/postgres:17", "postgres"),
    ("docker.io/alpine/socat:1.8.0.3", "socat"),
];

/// Debian in the version of this machine, since programs compiled here need its C library.
pub(super) fn base(engine: &Engine) -> Result<()> {
    if engine.podman(["image", "exists", BASE]).status()?.success() {
        return Ok(());
    }
    let release = fs::read_to_string("/etc/os-release")?;
    let codename = release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    let packages = tempfile::NamedTempFile::with_suffix_in(".tar", engine.folder())?;
    process::succeed(
        Command::new("mmdebstrap")
            .args(["--quiet", "--variant=minbase", "--dpkgopt=force-unsafe-io"])
            .arg(codename.context("this Debian does not say its name")?)
            .arg(packages.path()),
    )?;
    output_of(engine.podman(["import", "--quiet"]).arg(packages.path()).arg(BASE)).map(drop)
}

pub(super) fn stand_ins(engine: &Engine, libs: &Path) -> Result<()> {
    for (name, target) in STAND_INS {
        process::succeed(
            engine
                .podman(["build", "--quiet", "--layers", "--target", target, "--tag", name])
                .arg(format!("--build-context=libs={}", libs.display()))
                .arg(workspace::root().join("e2e/containers")),
        )?;
    }
    Ok(())
}

/// Puts the compiled files where the stage `build` of the Dockerfile would.
pub(super) fn built(engine: &Engine, program: &Path) -> Result<()> {
    let built = engine.folder().join("built/built");
    if built.exists() {
        fs::remove_dir_all(&built)?;
    }
    dist::copy(&workspace::dist(), &built.join("web"))?;
    fs::copy(program, built.join("bitacora")).context("the server is not compiled")?;
    fs::copy(AUTHORITIES, built.join("authorities.pem"))
        .context("this machine has no certificates of authorities")
        .map(drop)
}

/// Bytes of the workbook's layers above its base, unpacked.
pub(super) fn own_bytes(engine: &Engine) -> Result<u64> {
    let size = |image| -> Result<u64> {
        let format = ["image", "inspect", "--format", "{{.Size}}"];
        Ok(output_of(engine.podman(format).arg(image))?.trim().parse()?)
    };
    Ok(size("localhost/bitacora")?.saturating_sub(size(BASE)?))
}
