//! How one Python value becomes the text of a librdkafka property.
//!
//! librdkafka cuts off a number at the first character that it cannot parse (`100.5` → 100) and
//! refuses what is out of range, so both are handled here. Ranges: `CONFIGURATION.md` of librdkafka
//! 2.12.1.

use super::setting::Setting;

#[derive(Debug, Clone, Copy)]
pub(super) enum Conversion {
    /// `True`/`False`.
    Switch,
    /// A whole number, clamped to the range. `float('inf')` is the upper end.
    Whole { min: i64, max: i64 },
    /// The same, where `None` leaves it to the operating system (0).
    WholeOrSystem { max: i64 },
    /// Milliseconds with a fraction.
    Fraction { max: f64 },
    /// Bytes, passed to librdkafka in KiB.
    Kibibytes { max: i64 },
    /// Free text; `None` and the empty text are not sent.
    Text,
    /// One of these Python expressions, and its name in librdkafka.
    Choice(&'static [(&'static str, &'static str)]),
    /// The same, with a fallback for everything else.
    ChoiceOr(&'static [(&'static str, &'static str)], &'static str),
}

/// A property's text, or `None` if it is not sent.
#[derive(Debug, PartialEq)]
pub(super) struct Converted {
    pub text: Option<String>,
    /// The value was out of librdkafka's range and was clamped to it.
    pub adjusted: bool,
}

/// The longest text that is passed on; Kafka's own names have 249 characters at most.
const MAX_TEXT: usize = 249;

impl Conversion {
    /// `Err` lists, in Python, what would be accepted.
    pub(super) fn apply(self, setting: &Setting) -> Result<Converted, String> {
        match self {
            Self::Switch => match setting {
                Setting::Bool(value) => Ok(exactly(value.to_string())),
                _ => Err("True, False".to_owned()),
            },
            Self::Whole { min, max } => whole(setting, min, max),
            Self::WholeOrSystem { max } => match setting {
                Setting::None => Ok(exactly("0")),
                _ => whole(setting, 0, max),
            },
            Self::Fraction { max } => {
                let value = setting.number().ok_or_else(|| format!("0 … {max}"))?;
                let within = value.clamp(0.0, max);
                let adjusted = within != value && value.is_finite();
                Ok(Converted { text: Some(within.to_string()), adjusted })
            }
            Self::Kibibytes { max } => {
                let bytes = setting.number().ok_or_else(|| format!("1024 … {}", max * 1024))?;
                whole(&Setting::Float((bytes / 1024.0).ceil().min(max as f64)), 1, max)
            }
            Self::Text => match setting {
                Setting::None => Ok(Converted { text: None, adjusted: false }),
                Setting::Text(text) if text.is_empty() => {
                    Ok(Converted { text: None, adjusted: false })
                }
                Setting::Text(text)
                    if text.len() <= MAX_TEXT && !text.contains(char::is_control) =>
                {
                    Ok(exactly(text.as_ref()))
                }
                _ => Err(format!("'…' (≤ {MAX_TEXT} bytes)")),
            },
            Self::Choice(choices) => {
                chosen(choices, setting).map(exactly_or_unsent).ok_or_else(|| {
                    let sources: Vec<&str> = choices.iter().map(|(source, _)| *source).collect();
                    sources.join(", ")
                })
            }
            Self::ChoiceOr(choices, otherwise) => {
                Ok(exactly_or_unsent(chosen(choices, setting).unwrap_or(otherwise)))
            }
        }
    }
}

fn whole(setting: &Setting, min: i64, max: i64) -> Result<Converted, String> {
    let value = setting.number().ok_or_else(|| format!("{min} … {max}"))?;
    // Every range lies far inside the whole numbers that an f64 holds exactly.
    let within = value.round().clamp(min as f64, max as f64);
    let adjusted = within != value.round() && value.is_finite();
    Ok(Converted { text: Some(format!("{within:.0}")), adjusted })
}

fn chosen(choices: &[(&'static str, &'static str)], setting: &Setting) -> Option<&'static str> {
    let source = setting.to_string();
    choices.iter().find(|(choice, _)| *choice == source).map(|(_, text)| *text)
}

fn exactly(text: impl Into<String>) -> Converted {
    Converted { text: Some(text.into()), adjusted: false }
}

fn exactly_or_unsent(text: &'static str) -> Converted {
    Converted { text: (!text.is_empty()).then(|| text.to_owned()), adjusted: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_and_clamped() {
        let whole = Conversion::Whole { min: 1, max: 300_000 };
        for (setting, text, adjusted) in [
            (Setting::Integer(100), "100", false),
            (Setting::Float(100.5), "101", false),
            (Setting::Integer(0), "1", true),
            (Setting::Integer(305_000), "300000", true),
            (Setting::Infinite, "300000", false),
        ] {
            let expected = Converted { text: Some(text.to_owned()), adjusted };
            assert_eq!(whole.apply(&setting), Ok(expected), "{setting}");
        }
        assert!(whole.apply(&Setting::text("100")).is_err());
        assert!(whole.apply(&Setting::None).is_err());
    }

    #[test]
    fn a_fraction_of_a_millisecond_survives() {
        let linger = Conversion::Fraction { max: 900_000.0 };
        let text = |setting| linger.apply(&setting).map(|converted| converted.text);
        assert_eq!(text(Setting::Float(0.5)), Ok(Some("0.5".to_owned())));
        assert_eq!(text(Setting::Integer(50)), Ok(Some("50".to_owned())));
    }

    #[test]
    fn bytes_become_kibibytes() {
        let memory = Conversion::Kibibytes { max: 2_147_483_647 };
        for (setting, text) in [
            (Setting::Integer(33_554_432), "32768"),
            (Setting::Integer(1), "1"),
            (Setting::Infinite, "2147483647"),
        ] {
            assert_eq!(memory.apply(&setting), Ok(exactly(text)), "{setting}");
        }
    }

    #[test]
    fn text_with_control_characters_is_refused() {
        for text in ["a\0b", "a\nb"] {
            assert!(Conversion::Text.apply(&Setting::text(text)).is_err(), "{text:?}");
        }
    }
}
