//! The one folder that the browser downloads. It is built beside the old one and then renamed into
//! its place, so that a server never reads half of it. Every file gets a `.br` and a `.gz`:
//! compressing once here is smaller and cheaper than on each request. Fonts are compressed already.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

/// How hard to compress; the best level takes seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Effort {
    Quick,
    Best,
}

/// Fills a new folder by `fill`, adds the compressed files and `build.txt`, and puts it in the
/// place of `folder`. Returns the name of the build, a hash of its content.
pub(crate) fn replace(
    folder: &Path,
    effort: Effort,
    fill: impl FnOnce(&Path) -> Result<()>,
) -> Result<String> {
    let new = folder.with_extension("new");
    let old = folder.with_extension("old");
    remove(&new)?;
    fs::create_dir_all(&new).with_context(|| format!("cannot create {}", new.display()))?;
    fill(&new)?;

    let files = files(&new)?;
    let build = name(&new, &files)?;
    std::thread::scope(|scope| {
        let compressions: Vec<_> =
            files.iter().map(|file| scope.spawn(move || compress(file, effort))).collect();
        compressions.into_iter().try_for_each(|compression| {
            compression.join().expect("compressing a file in memory does not panic")
        })
    })?;
    fs::write(new.join("build.txt"), &build)?;

    remove(&old)?;
    if folder.exists() {
        fs::rename(folder, &old)?;
    }
    fs::rename(&new, folder)?;
    remove(&old)?;
    Ok(build)
}

/// Copies a folder and its contents.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for file in files(from)? {
        let target = to.join(file.strip_prefix(from)?);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file, &target).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    Ok(())
}

/// Every file below a folder, in a fixed order.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A hash of names and contents: a changed file changes the address, so a browser may cache it for
/// ever.
fn name(folder: &Path, files: &[PathBuf]) -> Result<String> {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.strip_prefix(folder)?.as_os_str().as_encoded_bytes());
        hash.update(Sha256::digest(fs::read(file)?));
    }
    Ok(hash.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes any text");
        text
    }))
}

fn compress(file: &Path, effort: Effort) -> Result<()> {
    // Brotli is a part of the format.
    if file.extension().is_some_and(|extension| extension == "woff2") {
        return Ok(());
    }
    let (quality, level) = match effort {
        Effort::Quick => (5, Compression::fast()),
        Effort::Best => (11, Compression::best()),
    };
    let content = fs::read(file)?;
    let parameters = brotli::enc::BrotliEncoderParams { quality, ..Default::default() };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut content.as_slice(), &mut small, &parameters)?;
    fs::write(suffixed(file, ".br"), small)?;

    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(&content)?;
    fs::write(suffixed(file, ".gz"), encoder.finish()?)?;
    Ok(())
}

/// A file's name with more behind it: `style.css` and `.br` are `style.css.br`.
pub(crate) fn suffixed(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
