//! Numbers and times as each language writes them: decimal comma and thin space in Spanish, point
//! and comma in English. Pure.

use api::text::Lang;

/// A whole number, with separators from 10 000 on.
pub fn whole(number: u64, lang: Lang) -> String {
    let digits = number.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let separator = match lang {
        Lang::Es => '\u{202f}',
        Lang::En => ',',
    };
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// Microseconds as milliseconds with one decimal: `12,4`.
pub fn milliseconds(us: u64, lang: Lang) -> String {
    let tenths = (us + 50) / 100;
    let point = match lang {
        Lang::Es => ',',
        Lang::En => '.',
    };
    format!("{}{point}{}", whole(tenths / 10, lang), tenths % 10)
}

/// A number with a fixed number of decimals: `0,20`.
pub fn decimal(number: f64, decimals: usize, lang: Lang) -> String {
    let written = format!("{number:.decimals$}");
    match lang {
        Lang::Es => written.replace('.', ","),
        Lang::En => written,
    }
}

/// A number with about two significant digits: `207`, `42`, `3,9`.
pub fn short(number: f64, lang: Lang) -> String {
    let is_whole = (number - number.round()).abs() < 0.05;
    if is_whole || number >= 20.0 {
        whole(number.round() as u64, lang)
    } else {
        decimal(number, 1, lang)
    }
}

/// Bytes in the unit that keeps the number short.
pub fn bytes(bytes: u64, lang: Lang) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", whole(bytes / 1_000, lang)),
        _ => format!("{} MB", whole(bytes / 1_000_000, lang)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_from_ten_thousand_on() {
        assert_eq!(whole(9_999, Lang::Es), "9999");
        assert_eq!(whole(200_000, Lang::Es), "200\u{202f}000");
        assert_eq!(whole(1_234_567, Lang::En), "1,234,567");
    }

    #[test]
    fn times_round_to_a_tenth_of_a_millisecond() {
        assert_eq!(milliseconds(12_449, Lang::Es), "12,4");
        assert_eq!(milliseconds(12_450, Lang::En), "12.5");
        assert_eq!(milliseconds(0, Lang::Es), "0,0");
    }

    #[test]
    fn short_numbers_have_no_more_decimals_than_tell_something() {
        let written = |number| short(number, Lang::Es);
        assert_eq!(
            [207.4, 42.0, 3.94, 20_000.0].map(written),
            ["207", "42", "3,9", "20\u{202f}000"]
        );
        assert_eq!(decimal(0.2, 2, Lang::En), "0.20");
    }

    #[test]
    fn bytes_choose_their_unit() {
        assert_eq!(bytes(512, Lang::Es), "512 B");
        assert_eq!(bytes(64_000, Lang::Es), "64 kB");
        assert_eq!(bytes(2_000_000, Lang::En), "2 MB");
    }
}
