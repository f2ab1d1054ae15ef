//! Cuts the compiled frontend into the module that a first view needs and the parts that are loaded
//! later. Where the cuts are, `frontend/src/parts.rs` says.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use wasm_split_cli_support::{Options, transform};

/// What the linker must leave in its output: by the relocations it is known which function needs
/// which.
pub(crate) const LINKER_ARGUMENT: &str = "-Clink-args=--emit-relocs";

/// The script that loads the parts; the module imports it under this name.
const LOADER: &str = "./parts.js";

/// The script that wasm-bindgen writes, from which the loader gets what the parts share.
const BINDINGS: &str = "./frontend.js";

/// Writes the module that is loaded first to `main`, and the parts with their loader into `folder`.
/// Returns the files of the parts.
pub(crate) fn cut(linked: &Path, main: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let linked = fs::read(linked).with_context(|| format!("cannot read {}", linked.display()))?;
    let mut options = Options::new(&linked);
    options.main_out_path = main;
    options.output_dir = folder;
    options.link_name = LOADER;
    options.main_module = BINDINGS;
    let parts = transform(options)
        .map_err(|report| anyhow!("the compiled frontend cannot be cut: {report:#}"))?
        .split_modules;
    if parts.is_empty() {
        bail!("the compiled frontend has no parts, so a first view would load all of it");
    }
    Ok(parts)
}

/// Removes the names of functions from a module; they are for debugging, and as large as the code.
pub(crate) fn remove_names(module: &Path) -> Result<()> {
    let content = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let content = without_names(&content)
        .with_context(|| format!("{} is no WebAssembly", module.display()))?;
    fs::write(module, content)?;
    Ok(())
}

/// A module without its custom section `name`; `None` if it is none.
fn without_names(module: &[u8]) -> Option<Vec<u8>> {
    const HEADER: usize = 8;
    const CUSTOM: u8 = 0;
    let mut kept = module.get(..HEADER)?.to_vec();
    let mut rest = &module[HEADER..];
    while let Some((&id, after)) = rest.split_first() {
        let (length, after) = number(after)?;
        let content = after.get(..length)?;
        let is_names = id == CUSTOM && number(content)?.1.starts_with(b"name");
        if !is_names {
            kept.extend_from_slice(&rest[..rest.len() - after.len() + length]);
        }
        rest = &after[length..];
    }
    Some(kept)
}

/// An unsigned LEB128 number of up to 32 bits, and what follows it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for (place, &byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[place + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn only_the_names_are_removed() {
        // A section of types, the names, and another custom section.
        let module = [HEADER, b"\x01\x01\0", b"\0\x06\x04name\0", b"\0\x06\x05other"].concat();
        let kept = [HEADER, b"\x01\x01\0", b"\0\x06\x05other"].concat();
        assert_eq!(without_names(&module), Some(kept.clone()));
        assert_eq!(without_names(&kept), Some(kept));
    }

    #[test]
    fn what_is_cut_short_is_no_module() {
        assert_eq!(without_names(b"\0asm"), None);
        assert_eq!(without_names(&[HEADER, b"\x01\x05\0"].concat()), None);
        assert_eq!(without_names(&[HEADER, b"\x01\x80"].concat()), None);
    }
}
