//! `cargo xtask bench`: the numbers that we promise, one per line: name, value, unit. A new
//! number is a function in `MEASURES`.

use std::{fs, process::ExitCode};

use anyhow::{Context, Result};

use crate::{web, workspace};

struct Number {
    name: &'static str,
    value: f64,
    unit: &'static str,
}

/// What can be measured; each may give several numbers.
const MEASURES: &[fn() -> Result<Vec<Number>>] = &[wasm_size];

pub(crate) fn command() -> Result<ExitCode> {
    web::build(web::Profile::WasmRelease)?;
    for measure in MEASURES {
        for Number { name, value, unit } in measure()? {
            println!("{name} {value:.1} {unit}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What a first visit downloads of the compiled frontend. 1 kB is 1000 bytes.
fn wasm_size() -> Result<Vec<Number>> {
    let file = workspace::dist().join("frontend_bg.wasm.br");
    let bytes = fs::metadata(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let value = bytes.len() as f64 / 1000.0;
    Ok(vec![Number { name: "wasm_brotli_kb", value, unit: "kB" }])
}
