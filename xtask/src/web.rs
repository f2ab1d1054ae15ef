//! `cargo xtask web`: compiles the frontend to WebAssembly, with its bindings, styles and scripts
//! in `target/web/dist`, where the server finds them. Nothing is downloaded but the compiler's
//! standard library for the target: wasm-bindgen runs as a library, in the version of Cargo.lock.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::UNIX_EPOCH,
};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::{
    dist::{self, Effort},
    process, split,
    workspace::{self, WASM_TARGET},
};

#[derive(Args)]
pub(crate) struct Options {
    /// How to compile: `wasm-release` is small, `dev` is quick and keeps names for debugging.
    #[arg(long, value_enum, default_value_t)]
    profile: Profile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Profile {
    #[default]
    WasmRelease,
    Dev,
}

/// The module that every page loads at once.
pub(crate) const FIRST_MODULE: &str = "frontend_bg.wasm";

/// What a first view may download of WebAssembly, in bytes of brotli.
const MOST_FIRST_BYTES: u64 = 200_000;

/// In the order in which they are joined into `style.css`.
const STYLES: [&str; 5] = ["fonts.css", "tokens.css", "base.css", "components.css", "pages.css"];

pub(crate) fn command(options: &Options) -> Result<ExitCode> {
    let build = build(options.profile)?;
    println!("{}: build {build}", workspace::dist().display());
    Ok(ExitCode::SUCCESS)
}

/// Brings `target/web/dist` up to date and returns the name of the build.
pub(crate) fn build(profile: Profile) -> Result<String> {
    ensure_target()?;
    let wasm = compile(profile)?;
    let dist = workspace::dist();
    let stamp = stamp(&wasm)?;
    let stamp_file = workspace::web_target().join("dist.stamp");
    if let Ok(build) = fs::read_to_string(dist.join("build.txt"))
        && fs::read_to_string(&stamp_file).is_ok_and(|made_from| made_from == stamp)
    {
        return Ok(build);
    }
    let effort = match profile {
        Profile::WasmRelease => Effort::Best,
        Profile::Dev => Effort::Quick,
    };
    let build = dist::replace(&dist, effort, |folder| fill(folder, &wasm, profile))?;
    fs::write(&stamp_file, stamp)?;
    Ok(build)
}

/// Builds the pages as they are served, and fails when a first view would load too much.
pub(crate) fn build_within_bounds() -> Result<String> {
    let build = build(Profile::WasmRelease)?;
    let module = dist::suffixed(&workspace::dist().join(FIRST_MODULE), ".br");
    let bytes = fs::metadata(&module)?.len();
    if bytes > MOST_FIRST_BYTES {
        bail!(
            "a first view loads {bytes} bytes of WebAssembly, and may load {MOST_FIRST_BYTES}: what \
             it does not need belongs behind a cut in frontend/src/parts.rs"
        );
    }
    Ok(build)
}

/// Makes sure that the compiler has a standard library for the browser.
pub(crate) fn ensure_target() -> Result<()> {
    if has_target()? {
        return Ok(());
    }
    // At the root, so that rustup adds it to the toolchain of this repository.
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", WASM_TARGET]).current_dir(workspace::root());
    if process::status(&mut rustup).is_ok_and(|status| status.success()) && has_target()? {
        return Ok(());
    }
    bail!(
        "the Rust compiler cannot build for the browser: its library for {WASM_TARGET} is missing.\n\
         With rustup and a network: rustup target add {WASM_TARGET}\n\
         With a compiler from a distribution: its package for wasm32, in Debian \
         libstd-rust-dev-wasm32"
    )
}

fn has_target() -> Result<bool> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let answer = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", WASM_TARGET])
        .current_dir(workspace::root())
        .output()
        .context("cannot start rustc")?;
    let library = PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim());
    Ok(fs::read_dir(library).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().as_encoded_bytes().starts_with(b"libstd-"))
    }))
}

fn compile(profile: Profile) -> Result<PathBuf> {
    let (name, folder) = match profile {
        Profile::WasmRelease => ("wasm-release", "wasm-release"),
        Profile::Dev => ("dev", "debug"),
    };
    let target = workspace::web_target();
    let mut cargo = workspace::cargo();
    cargo
        .args(["build", "--package", "frontend", "--lib", "--locked", "--target", WASM_TARGET])
        .args(["--profile", name])
        .env("CARGO_TARGET_DIR", &target)
        // Makes Leptos erase the types of views: a quarter less WebAssembly.
        .env("RUSTFLAGS", format!("--cfg erase_components {}", split::LINKER_ARGUMENT));
    if !process::status(&mut cargo)?.success() {
        bail!("the frontend does not compile; {}", workspace::why_not());
    }
    Ok(target.join(WASM_TARGET).join(folder).join("frontend.wasm"))
}

fn fill(folder: &Path, wasm: &Path, profile: Profile) -> Result<()> {
    let frontend = workspace::root().join("frontend");
    let work = tempfile::tempdir()?;
    let main = work.path().join("main.wasm");
    let parts = split::cut(wasm, &main, folder)?;
    if profile == Profile::WasmRelease {
        parts.iter().try_for_each(|part| split::remove_names(part))?;
    }
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(&main)
        .web(true)?
        .typescript(false)
        // What the parts use of the main module.
        .keep_lld_exports(true)
        .remove_name_section(profile == Profile::WasmRelease)
        .remove_producers_section(true)
        .out_name("frontend")
        .generate(folder)
        .context("wasm-bindgen refuses the compiled frontend")?;

    dist::copy(&frontend.join("boot"), folder)?;
    if frontend.join("static").exists() {
        dist::copy(&frontend.join("static"), folder)?;
    }
    let mut style = String::new();
    for name in STYLES {
        let file = frontend.join("style").join(name);
        style += &fs::read_to_string(&file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        style.push('\n');
    }
    fs::write(folder.join("style.css"), style)?;
    Ok(())
}

/// What the folder depends on: name, size and time of every source, and of this program, which puts
/// them together.
fn stamp(wasm: &Path) -> Result<String> {
    let frontend = workspace::root().join("frontend");
    let mut sources = vec![wasm.to_path_buf(), env::current_exe()?];
    for folder in ["boot", "style", "static"] {
        let folder = frontend.join(folder);
        if folder.exists() {
            sources.extend(dist::files(&folder)?);
        }
    }
    let mut stamp = String::new();
    for source in sources {
        let about =
            fs::metadata(&source).with_context(|| format!("cannot read {}", source.display()))?;
        let changed = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        stamp += &format!("{} {} {}\n", source.display(), about.len(), changed.as_nanos());
    }
    Ok(stamp)
}
