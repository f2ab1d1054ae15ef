//! Paths in the repository, and the cargo that builds it.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};

pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The repository's root. Cargo names this crate's folder when it runs us; the folder at compile
/// time is only the second choice, because a target directory may have been moved since.
pub(crate) fn root() -> PathBuf {
    let xtask = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask.parent().map(Path::to_path_buf).unwrap_or(xtask)
}

/// Cargo's target directory for this machine.
pub(crate) fn host_target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Cargo's target directory for the browser: separate, so that the two builds never wait for each
/// other's lock.
pub(crate) fn web_target() -> PathBuf {
    root().join("target/web")
}

/// What the browser downloads.
pub(crate) fn dist() -> PathBuf {
    web_target().join("dist")
}

/// A cache outside the repository, shared by all checkouts.
pub(crate) fn cache() -> Result<PathBuf> {
    let cache = env::var_os("BITACORA_CACHE")
        .map(PathBuf::from)
        .or_else(|| Some(Path::new(&env::var_os("XDG_CACHE_HOME")?).join("bitacora")))
        .or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".cache/bitacora")))
        .context("no folder for the cache: set BITACORA_CACHE or HOME")?;
    Ok(std::path::absolute(cache)?)
}

/// The server's binary, as `cargo build` leaves it.
pub(crate) fn server() -> PathBuf {
    host_target().join("debug/bitacora")
}

/// Cargo, at the root. The variables that cargo set for xtask must not leak into the builds that we
/// start: build scripts that watch one would run again each time.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    // `run` has two builds on one terminal, whose progress bars would overwrite each other.
    cargo.env("CARGO_TERM_PROGRESS_WHEN", "never");
    for (name, _) in env::vars_os() {
        if let Some(name) = name.to_str()
            && (name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
        {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Why a build may have failed, for the end of a sentence. Cargo's own message is on the screen;
/// the one cause worth naming is that its libraries could not be downloaded.
pub(crate) fn why_not() -> &'static str {
    let libraries = cargo()
        .args(["tree", "--quiet", "--workspace", "--locked", "--offline"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if libraries.is_ok_and(|status| status.success()) {
        "cargo says why above"
    } else {
        "its libraries are not on this machine yet: connect to the network once and run it again"
    }
}
