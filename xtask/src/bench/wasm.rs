//! What a first visit downloads of the compiled frontend.

use std::fs;

use anyhow::{Context, Result};

use super::Number;
use crate::workspace;

/// 1 kB is 1000 bytes.
pub(super) fn size() -> Result<Vec<Number>> {
    let file = workspace::dist().join("frontend_bg.wasm.br");
    let bytes = fs::metadata(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(vec![Number::new("wasm_brotli_kb", bytes.len() as f64 / 1000.0, "kB")])
}
