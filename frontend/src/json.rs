//! JSON by the browser's own parser, for what a first view reads and keeps: a parser in WebAssembly
//! with its tables of powers of ten is a tenth of the first module. JavaScript has one kind of number,
//! so `5.0` is read as `5`; what belongs to exercises and runs is therefore read by `serde_json`,
//! whose code comes with them (`client.rs`, `run_stream.rs`).

use serde::{Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;

/// `None` if the text is no JSON, or that of another type.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(text).ok()?).ok()
}

pub fn write(value: &impl Serialize) -> String {
    let object = value.serialize(&Serializer::json_compatible());
    let text = object.ok().and_then(|object| js_sys::JSON::stringify(&object).ok());
    text.expect("plain data is always JSON").into()
}
