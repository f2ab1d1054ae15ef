//! A number as CPython's `repr` writes it; `json.dumps` writes numbers the same way.

use serde_json::Number;

/// The decimal exponents that Python writes out; beyond them it writes `1e-05` and `1e+16`.
const PLAIN_EXPONENTS: std::ops::Range<i32> = -4..16;

/// An int in full, a float with [`float`].
pub(super) fn number(number: &Number) -> String {
    if number.is_f64() {
        float(number.as_f64().expect("is_f64 promises it"))
    } else {
        number.to_string()
    }
}

/// The shortest digits that read back as the same float: Rust finds the same digits as Python and
/// only formats them in another way.
pub(super) fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').expect("{:e} always writes an e");
    let exponent: i32 = exponent.parse().expect("{:e} writes a whole exponent");
    if PLAIN_EXPONENTS.contains(&exponent) {
        // Debug would add the `.0` that Display omits, but switches to exponents elsewhere.
        let plain = value.to_string();
        if plain.contains('.') { plain } else { plain + ".0" }
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{mantissa}e{sign}{:02}", exponent.abs())
    }
}
