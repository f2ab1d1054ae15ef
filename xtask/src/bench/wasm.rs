//! The compiled frontend on the wire: the module that a first view downloads, and the parts that come
//! later. 1 kB is 1000 bytes.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::Number;
use crate::{dist, web, workspace};

pub(super) fn size() -> Result<Vec<Number>> {
    let folder = workspace::dist();
    let first = folder.join(web::FIRST_MODULE);
    let mut numbers = vec![Number::new("wasm_brotli_kb", kilobytes(&first)?, "kB")];
    let modules = dist::files(&folder)?.into_iter();
    for part in modules.filter(|file| is_module(file) && *file != first) {
        let name = part.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        numbers.push(Number::new(format!("wasm_{name}_brotli_kb"), kilobytes(&part)?, "kB"));
    }
    Ok(numbers)
}

fn is_module(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "wasm")
}

fn kilobytes(module: &Path) -> Result<f64> {
    let file = dist::suffixed(module, ".br");
    let bytes = fs::metadata(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(bytes.len() as f64 / 1000.0)
}
